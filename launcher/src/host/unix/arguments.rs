//! The words of this process's command line, as bytes.

use std::{
    ffi::{c_char, CStr, OsString},
    os::unix::ffi::OsStringExt,
    ptr,
    sync::atomic::{AtomicPtr, Ordering::Relaxed},
};

/// Rust's own copy is empty with musl, which passes the words to `main` only.
static ARGV: AtomicPtr<*const c_char> = AtomicPtr::new(ptr::null_mut());

/// Keeps what the C library has passed to `main`.
pub fn keep(argv: *const *const c_char) {
    ARGV.store(argv.cast_mut(), Relaxed);
}

/// All words, with the launcher's name in front.
pub fn all() -> impl Iterator<Item = OsString> {
    let mut next = ARGV.load(Relaxed);
    std::iter::from_fn(move || {
        if next.is_null() {
            return None;
        }
        // SAFETY: `argv` is an array of C strings that ends with a null pointer, and lives as long
        // as the process. After that null pointer, `next` is null.
        unsafe {
            let word = *next;
            next = if word.is_null() { ptr::null_mut() } else { next.add(1) };
            (!word.is_null()).then(|| OsString::from_vec(CStr::from_ptr(word).to_bytes().to_vec()))
        }
    })
}
