//! The standard streams.

use windows_sys::Win32::{
    Foundation::{HANDLE, INVALID_HANDLE_VALUE},
    System::Console::{GetStdHandle, STD_ERROR_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE},
};

/// A standard stream by the number of its descriptor. None if it is closed.
pub fn standard(stream: i32) -> Option<HANDLE> {
    let name = [STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE]
        .into_iter()
        .nth(usize::try_from(stream).ok()?)?;
    // SAFETY: takes a number only.
    let handle = unsafe { GetStdHandle(name) };
    (!handle.is_null() && handle != INVALID_HANDLE_VALUE).then_some(handle)
}
