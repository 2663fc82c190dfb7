//! Clocks, and pauses.

use rquickjs::{prelude::Func, Object, Result};
use std::{thread, time::Duration};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("monotonicMs", Func::from(|| seconds(libc::CLOCK_MONOTONIC) * 1000.0))?;
    host.set("uptime", Func::from(|| seconds(UPTIME)))?;
    host.set(
        "sleep",
        Func::from(|ms: f64| thread::sleep(Duration::from_secs_f64((ms / 1000.0).max(0.0)))),
    )
}

/// The clock that also counts while the machine sleeps, as Node's `os.uptime`.
#[cfg(target_os = "linux")]
const UPTIME: libc::clockid_t = libc::CLOCK_BOOTTIME;
#[cfg(not(target_os = "linux"))]
const UPTIME: libc::clockid_t = libc::CLOCK_MONOTONIC;

fn seconds(clock: libc::clockid_t) -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid place for the result.
    unsafe { libc::clock_gettime(clock, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
