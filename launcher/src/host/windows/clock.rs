//! Clocks, and pauses.

use rquickjs::{prelude::Func, Object, Result};
use std::{
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};
use windows_sys::Win32::System::SystemInformation::GetTickCount64;

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("monotonicMs", Func::from(monotonic_ms))?;
    host.set("uptime", Func::from(uptime))?;
    host.set("sleep", Func::from(sleep))?;
    // Nothing is open that could be waited for, but for timers.
    host.set(
        "poll",
        Func::from(|_: Vec<i32>, ms: f64| -> Vec<i32> {
            sleep(ms);
            Vec::new()
        }),
    )
}

fn sleep(ms: f64) {
    thread::sleep(Duration::from_secs_f64((ms / 1000.0).max(0.0)));
}

fn monotonic_ms() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

/// As Node's `os.uptime`, in seconds.
fn uptime() -> f64 {
    // SAFETY: takes nothing, and cannot fail.
    let ms = unsafe { GetTickCount64() };
    ms as f64 / 1000.0
}
