//! The Credential Manager, as the program's addon uses it.

use rquickjs::{prelude::Func, ArrayBuffer, Ctx, IntoJs, Object, Result, Value};
use std::{ptr::null_mut, slice};
use windows_sys::Win32::{
    Foundation::{GetLastError, ERROR_NOT_FOUND},
    Security::Credentials::{CredFree, CredReadW, CREDENTIALW, CRED_TYPE_GENERIC},
};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("credential", Func::from(credential))
}

/// The secret of a generic credential, null if there is none, or false if it cannot be read.
fn credential(ctx: Ctx<'_>, target: String) -> Result<Value<'_>> {
    let name: Vec<u16> = target.encode_utf16().chain([0]).collect();
    let mut found: *mut CREDENTIALW = null_mut();
    // SAFETY: `name` ends with a NUL; the call fills `found` if it succeeds.
    if unsafe { CredReadW(name.as_ptr(), CRED_TYPE_GENERIC, 0, &mut found) } == 0 {
        // SAFETY: takes nothing.
        let is_missing = unsafe { GetLastError() } == ERROR_NOT_FOUND;
        return if is_missing { Ok(Value::new_null(ctx)) } else { false.into_js(&ctx) };
    }
    // SAFETY: the credential is valid until it is freed, and its blob has the size that it says.
    // An empty one may be a null pointer.
    let bytes = unsafe {
        let credential = &*found;
        let size = credential.CredentialBlobSize as usize;
        let blob: &[u8] = match size {
            0 => &[],
            _ => slice::from_raw_parts(credential.CredentialBlob, size),
        };
        let bytes = blob.to_vec();
        CredFree(found.cast());
        bytes
    };
    ArrayBuffer::new(ctx.clone(), bytes)?.into_js(&ctx)
}
