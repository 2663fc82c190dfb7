//! The answer.

use super::handles::standard;
use crate::become_program::trace;
use rquickjs::{prelude::Func, Object, Result};
use std::{
    io::{self, Write},
    process,
    ptr::null_mut,
    sync::atomic::{AtomicBool, Ordering},
};
use windows_sys::Win32::{
    Foundation::{ERROR_BROKEN_PIPE, ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL, ERROR_NO_DATA},
    Storage::FileSystem::WriteFile,
    System::Console::{GetConsoleScreenBufferInfo, CONSOLE_SCREEN_BUFFER_INFO},
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
    let written = write(data.as_bytes());
    // A closed stderr must not cost the credentials.
    let _ = io::stderr().write_all(messages.as_bytes());
    let status = match written.map_err(|error| error.raw_os_error().unwrap_or(0).cast_unsigned()) {
        Ok(()) => status,
        Err(ERROR_BROKEN_PIPE | ERROR_NO_DATA) => 0,
        Err(error) => {
            let name = match error {
                ERROR_DISK_FULL | ERROR_HANDLE_DISK_FULL => "ENOSPC",
                _ => "EIO",
            };
            let _ = writeln!(io::stderr(), "rolecall: cannot write to stdout: {name}");
            1
        }
    };
    process::exit(status)
}

/// The bytes as they are, as Node's `writeSync`. Rust's own stream would decode them.
fn write(mut data: &[u8]) -> io::Result<()> {
    let stdout = standard(1).unwrap_or(null_mut());
    while !data.is_empty() {
        let size = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let mut count = 0;
        // SAFETY: reads as many bytes as `data` has, and writes their count.
        if unsafe { WriteFile(stdout, data.as_ptr(), size, &mut count, null_mut()) } == 0 {
            return Err(io::Error::last_os_error());
        }
        if count == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        data = &data[count as usize..];
    }
    Ok(())
}

/// Columns of the terminal on stderr; 0 if stderr is not a terminal.
fn columns() -> i16 {
    // SAFETY: a structure of numbers, for which zeros are valid.
    let mut screen: CONSOLE_SCREEN_BUFFER_INFO = unsafe { std::mem::zeroed() };
    // SAFETY: the system writes one such structure, or nothing.
    unsafe { GetConsoleScreenBufferInfo(standard(2).unwrap_or(null_mut()), &mut screen) };
    screen.dwSize.X
}
