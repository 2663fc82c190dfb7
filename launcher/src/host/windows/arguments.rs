//! The words of this process's command line.

use std::{
    env,
    ffi::{c_char, OsString},
};

/// The C library has converted these words to another encoding.
pub fn keep(_: *const *const c_char) {}

/// All words, with the launcher's name in front.
pub fn all() -> impl Iterator<Item = OsString> {
    env::args_os()
}
