//! The limit of the engine's stack, and no core dumps.

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
    // The command line and the environment lie on the same stack, above what the process uses.
    let used = name_of_file().saturating_sub(&raw const limit as usize);
    all.saturating_sub(used).saturating_sub(OTHER_STACK_BYTES).clamp(1, MAX_STACK_BYTES)
}

/// Address of the last text on the stack, the name of the launcher's file; 0 if it is not known.
fn name_of_file() -> usize {
    // SAFETY: reads the list that the kernel has given to this process.
    #[cfg(target_os = "linux")]
    return unsafe { libc::getauxval(libc::AT_EXECFN) as usize };
    #[cfg(not(target_os = "linux"))]
    return 0;
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
