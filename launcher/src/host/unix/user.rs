//! The user of this process.

/// Its real user ID.
pub fn uid() -> u32 {
    // SAFETY: getuid cannot fail and takes nothing.
    unsafe { libc::getuid() }
}
