//! Memory: of a hit, and of a core dump.

/// A hit uses a little less, and a cold call as much again.
const HEAP_BYTES: usize = 256 << 10;

/// Makes the C library's allocator take this much memory in one piece, and the kernel provide
/// it: that costs less than a page fault for each page.
pub fn reserve_heap() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: settings of the allocator. The advice concerns memory that is its own already, and
    // changes none of it; an older kernel refuses it.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 2 * HEAP_BYTES as libc::c_int);
        libc::mallopt(libc::M_TRIM_THRESHOLD, libc::c_int::MAX);
        let heap = libc::malloc(HEAP_BYTES);
        let start = (heap as usize).next_multiple_of(4096);
        libc::madvise(start as *mut libc::c_void, HEAP_BYTES - 4096, libc::MADV_POPULATE_WRITE);
        libc::free(heap);
    }
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
