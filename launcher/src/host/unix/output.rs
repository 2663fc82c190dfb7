//! The standard streams, to which the answer goes.

use super::files::write_bytes;
use rquickjs::{prelude::Func, Object, Result};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("columns", Func::from(columns))
}

/// Writes to stdout. The error is Node's name of it.
pub fn write_answer(data: &[u8]) -> std::result::Result<(), &'static str> {
    match i32::try_from(-write_bytes(1, data)).unwrap_or(libc::EIO) {
        0 => Ok(()),
        libc::EPIPE => Err("EPIPE"),
        libc::EBADF => Err("EBADF"),
        libc::EFBIG => Err("EFBIG"),
        libc::EINVAL => Err("EINVAL"),
        libc::ENOSPC => Err("ENOSPC"),
        _ => Err("EIO"),
    }
}

/// Writes to stderr.
pub fn write_messages(data: &[u8]) {
    write_bytes(2, data);
}

/// Ends the process.
pub fn end(status: i32) -> ! {
    // SAFETY: nothing is left to flush.
    unsafe { libc::_exit(status) }
}

/// Columns of the terminal on stderr; 0 if stderr is not a terminal.
fn columns() -> u16 {
    // SAFETY: a structure of numbers, for which zeros are valid.
    let mut size: libc::winsize = unsafe { std::mem::zeroed() };
    // SAFETY: the kernel writes one such structure.
    unsafe { libc::ioctl(2, libc::TIOCGWINSZ, &raw mut size) };
    size.ws_col
}
