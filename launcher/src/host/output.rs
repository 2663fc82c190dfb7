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
    host.set("answer", Func::from(|data: String| answer(&data)))
}

/// As the program ends: a reader that has gone is no error, a full disk is one.
fn answer(data: &str) {
    trace("answered");
    BEGUN.store(true, Ordering::Relaxed);
    // SAFETY: no other thread exists, and this process ends below.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    let status = match i32::try_from(-write_bytes(1, data.as_bytes())).unwrap_or(libc::EIO) {
        0 | libc::EPIPE => 0,
        error => {
            let name = error_name(error);
            let _ = writeln!(std::io::stderr(), "rolecall: cannot write to stdout: {name}");
            1
        }
    };
    // SAFETY: ends the process; nothing is left to flush.
    unsafe { libc::_exit(status) }
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
