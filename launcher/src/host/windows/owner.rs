//! Who owns a file.

use std::{
    env,
    os::windows::ffi::OsStrExt,
    path::Path,
    ptr::{null, null_mut},
};
use windows_sys::Win32::{
    Foundation::{CloseHandle, LocalFree},
    Security::{
        Authorization::{GetNamedSecurityInfoW, SE_FILE_OBJECT},
        EqualSid, GetTokenInformation, IsWellKnownSid, TokenOwner, TokenUser,
        WinBuiltinAdministratorsSid, WinLocalSystemSid, OWNER_SECURITY_INFORMATION,
        PSECURITY_DESCRIPTOR, PSID, TOKEN_INFORMATION_CLASS, TOKEN_QUERY, TOKEN_USER,
    },
    System::Threading::{GetCurrentProcess, OpenProcessToken},
};

/// True if the owner is this user, the system, its administrators, or the launcher's own owner. A
/// file whose owner this user may not read is a stranger's.
pub fn is_ours(path: &Path) -> bool {
    let Some(owner) = Owner::of(path) else {
        return false;
    };
    let own = env::current_exe().ok().and_then(|path| Owner::of(&path));
    // SAFETY: a valid SID, for as long as `owner`.
    let is_system = [WinBuiltinAdministratorsSid, WinLocalSystemSid]
        .into_iter()
        .any(|kind| unsafe { IsWellKnownSid(owner.sid, kind) } != 0);
    is_system
        || own.is_some_and(|own| same(own.sid, owner.sid))
        || is_of_token(TokenUser, owner.sid)
        || is_of_token(TokenOwner, owner.sid)
}

fn same(one: PSID, other: PSID) -> bool {
    // SAFETY: valid SIDs.
    unsafe { EqualSid(one, other) != 0 }
}

struct Owner {
    descriptor: PSECURITY_DESCRIPTOR,
    /// Inside the descriptor.
    sid: PSID,
}

impl Owner {
    fn of(path: &Path) -> Option<Self> {
        let name: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
        let (mut sid, mut descriptor) = (null_mut(), null_mut());
        // SAFETY: `name` ends with a NUL; the call fills the two places if it succeeds.
        let error = unsafe {
            GetNamedSecurityInfoW(
                name.as_ptr(),
                SE_FILE_OBJECT,
                OWNER_SECURITY_INFORMATION,
                &mut sid,
                null_mut(),
                null_mut(),
                null_mut(),
                &mut descriptor,
            )
        };
        let owner = Owner { descriptor, sid };
        (error == 0 && !sid.is_null()).then_some(owner)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // SAFETY: as the call that made it demands; null is allowed.
        unsafe { LocalFree(self.descriptor) };
    }
}

/// Room for a SID and what precedes it.
#[repr(C, align(8))]
struct Room([u8; 256]);

/// Whether this is the user of the process, or the owner of what it creates. Both records start
/// with the SID.
fn is_of_token(class: TOKEN_INFORMATION_CLASS, sid: PSID) -> bool {
    let mut room = Room([0; 256]);
    let (mut token, mut size) = (null_mut(), 0);
    // SAFETY: the token is closed below; the record has room, and is read only if it was written.
    unsafe {
        if OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) == 0 {
            return false;
        }
        let place = (&raw mut room).cast();
        let done = GetTokenInformation(token, class, place, size_of::<Room>() as u32, &mut size);
        CloseHandle(token);
        let found = if done == 0 { null() } else { (&raw const room).cast::<TOKEN_USER>() };
        found.as_ref().is_some_and(|record| same(record.User.Sid, sid))
    }
}
