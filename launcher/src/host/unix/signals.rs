//! The signals whose action Node changes at its start, and on which this program depends.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A write to a closed pipe, or beyond the limit on a file's size: an error, not the end. And if
/// SIGCHLD was ignored, the kernel would discard how a child ended.
const CHANGED: [(i32, libc::sighandler_t); 3] = [
    (libc::SIGPIPE, libc::SIG_IGN),
    (libc::SIGXFSZ, libc::SIG_IGN),
    (libc::SIGCHLD, libc::SIG_DFL),
];

/// What this process inherited, while they are changed.
static INHERITED: [AtomicUsize; CHANGED.len()] =
    [const { AtomicUsize::new(libc::SIG_ERR) }; CHANGED.len()];

/// Changes them.
pub fn set_as_node() {
    for ((signal, action), inherited) in CHANGED.iter().zip(&INHERITED) {
        // SAFETY: takes numbers only.
        inherited.store(unsafe { libc::signal(*signal, *action) }, Ordering::Relaxed);
    }
}

/// Gives them back what this process inherited, for the program that it becomes.
pub fn restore() {
    for ((signal, _), inherited) in CHANGED.iter().zip(&INHERITED) {
        let action = inherited.swap(libc::SIG_ERR, Ordering::Relaxed);
        if action != libc::SIG_ERR {
            // SAFETY: takes numbers only; no handler is installed, which execve would end.
            unsafe { libc::signal(*signal, action) };
        }
    }
}
