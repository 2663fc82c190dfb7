//! The signals that Node ignores from its start.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A write to a closed pipe, or beyond the limit on a file's size: an error, not the end.
const IGNORED: [i32; 2] = [libc::SIGPIPE, libc::SIGXFSZ];

/// What this process inherited, while they are ignored.
static INHERITED: [AtomicUsize; 2] =
    [AtomicUsize::new(libc::SIG_ERR), AtomicUsize::new(libc::SIG_ERR)];

/// Ignores them.
pub fn ignore_as_node() {
    for (signal, inherited) in IGNORED.iter().zip(&INHERITED) {
        // SAFETY: takes numbers only.
        inherited.store(unsafe { libc::signal(*signal, libc::SIG_IGN) }, Ordering::Relaxed);
    }
}

/// Gives them back what this process inherited, for the program that it becomes.
pub fn restore() {
    for (signal, inherited) in IGNORED.iter().zip(&INHERITED) {
        let action = inherited.swap(libc::SIG_ERR, Ordering::Relaxed);
        if action != libc::SIG_ERR {
            // SAFETY: takes numbers only; no handler is installed, which execve would end.
            unsafe { libc::signal(*signal, action) };
        }
    }
}
