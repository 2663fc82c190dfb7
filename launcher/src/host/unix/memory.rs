//! Memory: of a hit, of the engine's stack, and of a core dump.

/// A hit uses a little less, and a cold call as much again. Without a snapshot, modules need most.
const HEAP_BYTES: usize = if cfg!(has_snapshot) { 256 << 10 } else { 1 << 20 };
/// From this size on, the C library asks the kernel for each piece by itself.
const LARGE_BYTES: libc::c_int = 2 << 20;

/// Makes the C library's allocator take this much memory in one piece, and the kernel provide
/// it: that costs less than a page fault for each page.
pub fn reserve_heap() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: settings of the allocator. The advice concerns memory that is its own already, and
    // changes none of it; an older kernel refuses it.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE_BYTES);
        libc::mallopt(libc::M_TRIM_THRESHOLD, libc::c_int::MAX);
        let heap = libc::malloc(HEAP_BYTES);
        let start = (heap as usize).next_multiple_of(4096);
        libc::madvise(start as *mut libc::c_void, HEAP_BYTES - 4096, libc::MADV_POPULATE_WRITE);
        libc::free(heap);
    }
}

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
