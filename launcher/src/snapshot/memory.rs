//! The memory of a snapshot. While one is made, all memory of the process comes from there; in all
//! other processes, new memory is the heap's.

use crate::heap::Heap;
use std::{
    alloc::{GlobalAlloc, Layout},
    cmp, mem, ptr,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
};

/// The same in each process, because the snapshot has addresses of its own parts. Linux puts
/// nothing there.
pub const START: usize = 0x10_0000_0000;
pub const MAX_BYTES: usize = 4 << 20;
/// The size of a piece is in front of it.
const ALIGNMENT: usize = mem::align_of::<usize>();
const SIZE_BYTES: usize = mem::size_of::<usize>();

static IS_MAKING: AtomicBool = AtomicBool::new(false);
static USED_BYTES: AtomicUsize = AtomicUsize::new(0);

/// Whether this process makes a snapshot.
pub fn is_making() -> bool {
    IS_MAKING.load(Relaxed)
}

/// Takes all memory from the snapshot's, after its header.
pub fn begin(header_bytes: usize) {
    USED_BYTES.store(header_bytes, Relaxed);
    IS_MAKING.store(true, Relaxed);
}

/// Takes new memory from the heap again.
/// Returns how many bytes the snapshot has.
pub fn finish() -> usize {
    IS_MAKING.store(false, Relaxed);
    USED_BYTES.load(Relaxed)
}

/// The next piece, of zeros; null if there is no space left.
fn take(size: usize, alignment: usize) -> *mut u8 {
    let used = USED_BYTES.load(Relaxed) + SIZE_BYTES;
    let at = used.next_multiple_of(cmp::max(alignment, ALIGNMENT));
    if size > MAX_BYTES || at + size > MAX_BYTES {
        return ptr::null_mut();
    }
    USED_BYTES.store(at + size, Relaxed);
    let place = (START + at) as *mut u8;
    // SAFETY: `make` has mapped all of the memory.
    unsafe { size_place(place).write(size) };
    place
}

fn is_in_snapshot(place: *mut u8) -> bool {
    (place as usize).wrapping_sub(START) < MAX_BYTES
}

fn size_place(place: *mut u8) -> *mut usize {
    place.wrapping_sub(SIZE_BYTES).cast()
}

/// # Safety
/// `place` is from `take`.
unsafe fn size_of(place: *mut u8) -> usize {
    // SAFETY: see above.
    unsafe { size_place(place).read() }
}

/// Erases a piece, so that a snapshot keeps nothing of it. Only the space of the last piece is used
/// again: few others are freed.
///
/// # Safety
/// `place` is from `take`, and nothing uses it any more.
unsafe fn give_back(place: *mut u8) {
    if !is_making() {
        return;
    }
    // SAFETY: see above.
    unsafe {
        let size = size_of(place);
        place.write_bytes(0, size);
        let at = place as usize - START;
        if at + size == USED_BYTES.load(Relaxed) {
            size_place(place).write(0);
            USED_BYTES.store(at - SIZE_BYTES, Relaxed);
        }
    }
}

/// A piece of another size with the same bytes.
///
/// # Safety
/// As of `give_back`; `fresh` is another piece, of `size` bytes, or null.
unsafe fn replace(place: *mut u8, fresh: *mut u8, size: usize) -> *mut u8 {
    if !fresh.is_null() {
        // SAFETY: both have the smaller number of bytes.
        unsafe {
            fresh.copy_from_nonoverlapping(place, cmp::min(size_of(place), size));
            give_back(place);
        }
    }
    fresh
}

/// The memory of Rust, and of the engine.
pub struct Memory(Heap);

impl Memory {
    pub const fn new() -> Self {
        Self(Heap::new())
    }
}

// SAFETY: `take` gives each piece once, and never gives it to the heap.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_making() {
            return take(layout.size(), layout.align());
        }
        // SAFETY: the caller's.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if is_making() {
            return take(layout.size(), layout.align());
        }
        // SAFETY: the caller's.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe {
            if is_in_snapshot(place) {
                give_back(place);
            } else {
                self.0.dealloc(place, layout);
            }
        }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's.
        unsafe {
            if is_in_snapshot(place) {
                let fresh = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
                return replace(place, fresh, size);
            }
            self.0.realloc(place, layout, size)
        }
    }
}
