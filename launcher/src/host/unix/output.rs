//! The answer.

use super::files::write_bytes;
use crate::become_program::trace;
use rquickjs::{prelude::Func, Object, Result};
use std::{
    io::Write,
    sync::atomic::{AtomicBool, Ordering},
};

static BEGUN: AtomicBool = AtomicBool::new(false);

/// True once a byte may have been written, after which the program must not answer again.
pub fn has_begun() -> bool {
    BEGUN.load(Ordering::Relaxed)
}

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set(
        "answer",
        Func::from(|data: String, messages: String, status: i32| answer(&data, &messages, status)),
    )?;
    host.set("columns", Func::from(columns))
}

/// As the program ends: a closed pipe is not an error, a full disk is.
fn answer(data: &str, messages: &str, status: i32) {
    trace("answered");
    BEGUN.store(true, Ordering::Relaxed);
    let written = write_bytes(1, data.as_bytes());
    // A closed stderr must not cost the credentials.
    write_bytes(2, messages.as_bytes());
    let status = match i32::try_from(-written).unwrap_or(libc::EIO) {
        0 => status,
        libc::EPIPE => 0,
        error => {
            let name = error_name(error);
            let _ = writeln!(std::io::stderr(), "rolecall: cannot write to stdout: {name}");
            1
        }
    };
    // SAFETY: ends the process; nothing is left to flush.
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

fn error_name(error: i32) -> &'static str {
    match error {
        libc::EBADF => "EBADF",
        libc::EFBIG => "EFBIG",
        libc::EINVAL => "EINVAL",
        libc::ENOSPC => "ENOSPC",
        _ => "EIO",
    }
}
