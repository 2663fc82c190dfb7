//! The memory of this process: dlmalloc, over pages that the kernel provides in one piece.

use dlmalloc::{Allocator, Dlmalloc};
use std::{
    alloc::{GlobalAlloc, Layout},
    ptr,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A hit uses a little less, and a cold call as much again. Without a snapshot, modules need most.
const STEP_BYTES: usize = if cfg!(has_snapshot) { 256 << 10 } else { 1 << 20 };

/// The C library's own allocator may be slow, as musl's is, so that only the C library uses it.
pub struct Heap(Mutex<Dlmalloc<Pages>>);

impl Heap {
    pub const fn new() -> Self {
        Self(Mutex::new(Dlmalloc::new_with_allocator(Pages)))
    }

    fn locked(&self) -> MutexGuard<'_, Dlmalloc<Pages>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// SAFETY: dlmalloc's, of which one thread at a time takes and gives back memory.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        unsafe { self.locked().malloc(layout.size(), layout.align()) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        unsafe { self.locked().calloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { self.locked().free(place, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's.
        unsafe { self.locked().realloc(place, layout.size(), layout.align(), size) }
    }
}

/// The kernel's pages, taken in large steps, because a page fault for each page costs more.
struct Pages;

// SAFETY: the pages are this process's alone, and new ones are zeros.
unsafe impl Allocator for Pages {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        let bytes = size.max(STEP_BYTES);
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let populate = if bytes == STEP_BYTES { libc::MAP_POPULATE } else { 0 };
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | populate;
        // SAFETY: the kernel chooses a free place.
        match unsafe { libc::mmap(ptr::null_mut(), bytes, protection, flags, -1, 0) } {
            libc::MAP_FAILED => (ptr::null_mut(), 0, 0),
            start => (start.cast(), bytes, 0),
        }
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        ptr::null_mut()
    }

    fn free_part(&self, start: *mut u8, bytes: usize, kept: usize) -> bool {
        // SAFETY: dlmalloc's own pages, of which it uses only the kept ones.
        unsafe { libc::munmap(start.add(kept).cast(), bytes - kept) == 0 }
    }

    fn free(&self, start: *mut u8, bytes: usize) -> bool {
        // SAFETY: dlmalloc's own pages, which it no longer uses.
        unsafe { libc::munmap(start.cast(), bytes) == 0 }
    }

    fn can_release_part(&self, _: u32) -> bool {
        true
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        4096
    }
}
