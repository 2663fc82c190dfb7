//! The Linux kernel keyring, as the program's addon uses it.

use super::{errno, result};
use rquickjs::{prelude::Func, ArrayBuffer, Ctx, IntoJs, Object, Result, TypedArray, Value};
use std::ffi::CString;

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("kernelKey", Func::from(read))?;
    host.set("writeKernelKey", Func::from(write))?;
    host.set("dropKernelKey", Func::from(|description: String| outcome(drop_key(&description))))
}

/// A user's data type, keyctl(2).
const KEY_TYPE: &std::ffi::CStr = c"user";
/// `uid_t` -1: the user of this process.
const THIS_USER: libc::c_long = -1;

/// The payload of a key by its description, or an error number, negated.
fn read<'js>(ctx: Ctx<'js>, description: String) -> Result<Value<'js>> {
    match payload(&description) {
        Ok(bytes) => ArrayBuffer::new(ctx.clone(), bytes)?.into_js(&ctx),
        Err(errno) => errno.into_js(&ctx),
    }
}

/// Creates or replaces a key. An error number, negated.
fn write(description: String, value: TypedArray<'_, u8>) -> i64 {
    // SAFETY: no script runs until the call returns, so the bytes stay where they are.
    outcome(store(&description, unsafe { value.as_bytes() }.unwrap_or_default()))
}

fn outcome(done: std::result::Result<(), i64>) -> i64 {
    done.map_or_else(|error| error, |()| 0)
}

fn store(description: &str, value: &[u8]) -> std::result::Result<(), i64> {
    let session = session_keyring()?;
    let persistent = persistent_keyring(session);
    let name = CString::new(description).map_err(|_| -i64::from(libc::EINVAL))?;
    // SAFETY: the texts end with a NUL, and the value has the length that is passed with it.
    let key = unsafe {
        libc::syscall(
            libc::SYS_add_key,
            KEY_TYPE.as_ptr(),
            name.as_ptr(),
            value.as_ptr(),
            value.len(),
            session,
        )
    };
    if key < 0 {
        return Err(-errno());
    }
    if let Ok(keyring) = persistent {
        keyctl(libc::KEYCTL_LINK, [key, keyring, 0, 0])?;
    }
    Ok(())
}

/// Invalidates a key: it is gone at once, in all keyrings.
fn drop_key(description: &str) -> std::result::Result<(), i64> {
    let session = session_keyring()?;
    let name = CString::new(description).map_err(|_| -i64::from(libc::EINVAL))?;
    let [kind, text] = [KEY_TYPE, &name].map(|each| each.as_ptr() as libc::c_long);
    let key = keyctl(libc::KEYCTL_SEARCH, [session, kind, text, 0])?;
    keyctl(libc::KEYCTL_INVALIDATE, [key, 0, 0, 0]).map(|_| ())
}

fn session_keyring() -> std::result::Result<libc::c_long, i64> {
    let session = libc::c_long::from(libc::KEY_SPEC_SESSION_KEYRING);
    keyctl(libc::KEYCTL_GET_KEYRING_ID, [session, 1, 0, 0])?;
    Ok(session)
}

/// Links the keyring that all logins of the user share to this login's. Not every kernel has it.
fn persistent_keyring(session: libc::c_long) -> std::result::Result<libc::c_long, i64> {
    keyctl(libc::KEYCTL_GET_PERSISTENT, [THIS_USER, session, 0, 0])
}

fn payload(description: &str) -> std::result::Result<Vec<u8>, i64> {
    let name = CString::new(description).map_err(|_| -i64::from(libc::EINVAL))?;
    let [kind, text] = [KEY_TYPE, &name].map(|each| each.as_ptr() as libc::c_long);
    let session = session_keyring()?;
    let persistent = persistent_keyring(session);
    let key = keyctl(libc::KEYCTL_SEARCH, [session, kind, text, 0])?;
    // A read of the program links the key too, so that it does not expire with one of the two.
    keyctl(libc::KEYCTL_LINK, [key, session, 0, 0])?;
    if let Ok(keyring) = persistent {
        keyctl(libc::KEYCTL_LINK, [key, keyring, 0, 0])?;
    }
    let size = keyctl(libc::KEYCTL_READ, [key, 0, 0, 0])?;
    let mut bytes = vec![0u8; usize::try_from(size).unwrap_or_default()];
    let got = keyctl(libc::KEYCTL_READ, [key, bytes.as_mut_ptr() as libc::c_long, size, 0])?;
    // The key was replaced by a longer one between the two calls.
    if got > size {
        return Err(-i64::from(libc::EAGAIN));
    }
    bytes.truncate(usize::try_from(got).unwrap_or_default());
    Ok(bytes)
}

fn keyctl(operation: u32, args: [libc::c_long; 4]) -> std::result::Result<libc::c_long, i64> {
    let [a, b, c, d] = args;
    // SAFETY: every pointer among the arguments outlives the call; a buffer has the size that is
    // passed with it, and texts end with a NUL.
    let value =
        unsafe { libc::syscall(libc::SYS_keyctl, libc::c_long::from(operation), a, b, c, d) };
    match result(value) {
        0.. => Ok(value),
        _ => Err(-errno()),
    }
}
