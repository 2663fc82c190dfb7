//! The standard streams, to which the answer goes.

use super::handles::standard;
use rquickjs::{prelude::Func, Object, Result};
use std::{
    io::{self, Write},
    process,
    ptr::null_mut,
};
use windows_sys::Win32::{
    Foundation::{
        GetLastError, ERROR_BAD_PIPE, ERROR_BROKEN_PIPE, ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL,
        ERROR_NO_DATA, ERROR_PIPE_NOT_CONNECTED,
    },
    Storage::FileSystem::WriteFile,
    System::Console::{GetConsoleScreenBufferInfo, CONSOLE_SCREEN_BUFFER_INFO},
};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("columns", Func::from(columns))
}

/// Writes to stdout the bytes as they are, as Node's `writeSync`. Rust's own stream would decode
/// them. The error is Node's name of it.
pub fn write_answer(mut data: &[u8]) -> std::result::Result<(), &'static str> {
    let stdout = standard(1).unwrap_or(null_mut());
    while !data.is_empty() {
        let size = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let mut count = 0;
        // SAFETY: reads as many bytes as `data` has, and writes their count.
        if unsafe { WriteFile(stdout, data.as_ptr(), size, &mut count, null_mut()) } == 0 {
            // SAFETY: takes nothing.
            return Err(match unsafe { GetLastError() } {
                ERROR_BAD_PIPE | ERROR_BROKEN_PIPE | ERROR_NO_DATA | ERROR_PIPE_NOT_CONNECTED => {
                    "EPIPE"
                }
                ERROR_DISK_FULL | ERROR_HANDLE_DISK_FULL => "ENOSPC",
                _ => "EIO",
            });
        }
        // A pipe that does not block, and is full.
        if count == 0 {
            return Err("EIO");
        }
        data = &data[count as usize..];
    }
    Ok(())
}

/// Writes to stderr.
pub fn write_messages(data: &[u8]) {
    let _ = io::stderr().write_all(data);
}

/// Ends the process.
pub fn end(status: i32) -> ! {
    process::exit(status)
}

/// Columns of the terminal on stderr; 0 if stderr is not a terminal.
fn columns() -> i16 {
    // SAFETY: a structure of numbers, for which zeros are valid.
    let mut screen: CONSOLE_SCREEN_BUFFER_INFO = unsafe { std::mem::zeroed() };
    // SAFETY: the system writes one such structure, or nothing.
    unsafe { GetConsoleScreenBufferInfo(standard(2).unwrap_or(null_mut()), &mut screen) };
    screen.dwSize.X
}
