//! Random bytes.

use std::{io, ptr::null_mut};
use windows_sys::Win32::Security::Cryptography::{
    BCryptGenRandom, BCRYPT_USE_SYSTEM_PREFERRED_RNG,
};

pub fn fill_randomly(bytes: &mut [u8]) -> io::Result<()> {
    let size = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    // SAFETY: writes as many bytes as `bytes` has.
    let status = unsafe {
        BCryptGenRandom(null_mut(), bytes.as_mut_ptr(), size, BCRYPT_USE_SYSTEM_PREFERRED_RNG)
    };
    if status == 0 {
        Ok(())
    } else {
        Err(io::Error::other("no random bytes"))
    }
}
