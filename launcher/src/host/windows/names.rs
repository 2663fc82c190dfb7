//! The user, and variables.

use rquickjs::{prelude::Func, Object, Result};
use windows_sys::Win32::System::WindowsProgramming::GetUserNameW;

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("userName", Func::from(user_name))
}

/// The longest name (UNLEN), and its end.
const MAX_UNITS: usize = 257;

/// As Node's `os.userInfo`. None if it is not text.
fn user_name() -> Option<String> {
    let mut name = [0; MAX_UNITS];
    let mut size = MAX_UNITS as u32;
    // SAFETY: writes at most `size` units, and how many with the end.
    let done = unsafe { GetUserNameW(name.as_mut_ptr(), &mut size) } != 0;
    let units = name.get(..(size as usize).saturating_sub(1))?;
    done.then(|| String::from_utf16(units).ok()).flatten()
}

/// The name by which a variable is told from others: Windows ignores case.
pub fn variable(name: &str) -> String {
    name.to_uppercase()
}
