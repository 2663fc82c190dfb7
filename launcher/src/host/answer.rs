//! The answer, with which the process ends.

use super::system::output::{end, write_answer, write_messages};
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
    )
}

/// As the program ends: a closed pipe is not an error, a full disk is.
fn answer(data: &str, messages: &str, status: i32) {
    trace("answered");
    BEGUN.store(true, Ordering::Relaxed);
    let written = write_answer(data.as_bytes());
    // A closed stderr must not cost the credentials.
    write_messages(messages.as_bytes());
    end(match written {
        Ok(()) => status,
        Err("EPIPE") => 0,
        Err(name) => {
            let _ = writeln!(std::io::stderr(), "rolecall: cannot write to stdout: {name}");
            1
        }
    })
}
