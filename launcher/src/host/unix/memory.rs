//! Memory of the engine's stack, and of a core dump.

/// The engine's own default limit of its stack.
const MAX_STACK_BYTES: usize = 1 << 20;
/// What the functions of the host and of the C library need.
const OTHER_STACK_BYTES: usize = 256 << 10;

/// How much stack the engine may use. It checks this limit itself; beyond the end of the stack, a
/// nested text would end the process by a signal.
pub fn stack_bytes() -> usize {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is a place for the result.
    unsafe { libc::getrlimit(libc::RLIMIT_STACK, &mut limit) };
    let all = usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX);
    all.saturating_sub(OTHER_STACK_BYTES).clamp(1, MAX_STACK_BYTES)
}

/// Keeps secrets out of core dumps and from debuggers.
pub fn keep_secrets() {
    // SAFETY: prctl with these arguments only sets a flag of this process. execve resets it, so no
    // child inherits it.
    #[cfg(target_os = "linux")]
    unsafe {
        libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0);
    }
}
