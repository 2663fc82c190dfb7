//! The engine with the fast path in it, as the build has left it in this file: a section that the
//! kernel maps, so that a process loads nothing (docs/architecture.md).

mod make;
mod memory;
mod repeatable;

use crate::engine::Engine;
use std::{
    mem,
    ops::Range,
    ptr::{addr_of, addr_of_mut},
    slice,
};

#[global_allocator]
static MEMORY: memory::Memory = memory::Memory::new();

/// The first bytes of the section.
#[repr(C)]
#[derive(Clone, Copy)]
struct Header {
    state: u64,
    /// Address of the `Engine`.
    engine: usize,
    /// Of this header and the memory after it.
    bytes: usize,
    /// Number of addresses within this program. After the memory, a `u32` for each is the offset of
    /// a word from which the program's own address is missing.
    addresses: usize,
}

/// Only in the build: scripts/snapshot.ts runs such a launcher, which writes the section to stdout.
const WANTED: u64 = 1;
const PRESENT: u64 = 2;

/// The largest page of any kernel: what is moved begins and ends with a page.
const PAGE_BYTES: usize = 1 << 16;

#[repr(C, align(65536))]
struct Section {
    header: Header,
    memory: [u8; memory::MAX_BYTES - mem::size_of::<Header>()],
}

#[link_section = ".snapshot"]
static mut SECTION: Section = Section {
    header: Header { state: 0, engine: 0, bytes: 0, addresses: 0 },
    memory: [0; memory::MAX_BYTES - mem::size_of::<Header>()],
};

extern "C" {
    // The linker's.
    static __executable_start: u8;
    static _end: u8;
}

/// The addresses of this program.
fn program() -> Range<usize> {
    addr_of!(__executable_start) as usize..addr_of!(_end) as usize
}

/// None if this launcher was built without a snapshot.
pub fn engine() -> Result<Option<&'static Engine>, String> {
    // SAFETY: the build writes it into the file, so the compiler must not know its value.
    let header = unsafe { addr_of!(SECTION.header).read_volatile() };
    match header.state {
        PRESENT => restore(header).map(Some).ok_or_else(|| "no place for the snapshot".to_owned()),
        WANTED => make::make(),
        _ => Ok(None),
    }
}

/// Moves the section to the address for which it was made. None if the kernel refuses.
fn restore(header: Header) -> Option<&'static Engine> {
    if !reserve(libc::PROT_NONE) {
        return None;
    }
    let list_bytes = header.addresses * mem::size_of::<u32>();
    let bytes = (header.bytes + list_bytes).next_multiple_of(PAGE_BYTES);
    let flags = libc::MREMAP_MAYMOVE | libc::MREMAP_FIXED;
    let place = memory::START as *mut libc::c_void;
    // SAFETY: both ranges are this process's, and nothing points into the section.
    let moved = unsafe { libc::mremap(addr_of_mut!(SECTION).cast(), bytes, bytes, flags, place) };
    if moved != place {
        return None;
    }
    let own = program().start;
    // SAFETY: make.rs has written offsets of words within this memory.
    unsafe {
        let list = (memory::START + header.bytes) as *const u32;
        for offset in slice::from_raw_parts(list, header.addresses) {
            *((memory::START + *offset as usize) as *mut usize) += own;
        }
        Some(&*(header.engine as *const Engine))
    }
}

/// Whether the snapshot's addresses were free, and are now this process's.
fn reserve(protection: i32) -> bool {
    let place = memory::START as *mut libc::c_void;
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED_NOREPLACE;
    // SAFETY: it replaces nothing. A kernel that does not know the last flag (before 4.17) may
    // choose another place.
    place == unsafe { libc::mmap(place, memory::MAX_BYTES, protection, flags, -1, 0) }
}
