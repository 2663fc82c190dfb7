//! Functions of the C library whose results are in a snapshot: the engine's hash seed, and the keys
//! of Rust's hash maps. While a snapshot is made they are always the same, so that each build is.
//! The engine's own random numbers would be the same too, so js/globals.ts has others.

use super::memory::is_making;

/// Time since 1970: `Date` of the engine.
///
/// # Safety
/// As in gettimeofday(2).
#[no_mangle]
unsafe extern "C" fn gettimeofday(time: *mut libc::timeval, _: *mut libc::c_void) -> i32 {
    let mut now = libc::timespec { tv_sec: 1, tv_nsec: 0 };
    // SAFETY: `now` is a place for the result, and `time` the caller's.
    unsafe {
        if !is_making() {
            libc::clock_gettime(libc::CLOCK_REALTIME, &mut now);
        }
        time.write(libc::timeval { tv_sec: now.tv_sec, tv_usec: now.tv_nsec / 1000 });
    }
    0
}

/// Random bytes.
///
/// # Safety
/// As in getrandom(2).
#[no_mangle]
unsafe extern "C" fn getrandom(place: *mut u8, size: usize, flags: u32) -> isize {
    // SAFETY: the caller's.
    unsafe {
        if is_making() {
            place.write_bytes(1, size);
            return size as isize;
        }
        libc::syscall(libc::SYS_getrandom, place, size, flags) as isize
    }
}
