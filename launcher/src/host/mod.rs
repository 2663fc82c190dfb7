//! The functions of launcher/js/host.ts. Each group is a file; they decide nothing.

pub mod answer;
pub mod crypto;
pub mod folder;
pub mod sections;
pub mod text;

/// What differs between systems.
#[cfg(unix)]
#[path = "unix/mod.rs"]
pub mod system;
#[cfg(windows)]
#[path = "windows/mod.rs"]
pub mod system;

use crate::{become_program, modules, words::Words};
use rquickjs::{prelude::Func, Ctx, Object, Result};
use std::time::SystemTime;

/// Puts `__host` into the global object, without what differs between processes.
pub fn install(ctx: &Ctx<'_>) -> Result<()> {
    let host = Object::new(ctx.clone())?;
    host.set("trace", Func::from(|message: String| become_program::trace(&message)))?;
    host.set("becomeProgram", Func::from(leave))?;
    host.set("noteEffect", Func::from(become_program::note_effect))?;
    host.set("importModule", Func::from(|ctx, name: String| modules::import(&ctx, &name)))?;
    answer::install(&host)?;
    crypto::install(&host)?;
    folder::install(&host)?;
    sections::install(&host)?;
    text::install(&host)?;
    system::install(ctx, &host)?;
    ctx.globals().set("__host", host)
}

/// Adds what differs between processes, before the fast path answers.
pub fn begin(ctx: &Ctx<'_>, words: Words) -> Result<()> {
    let host: Object = ctx.globals().get("__host")?;
    let env = Object::new(ctx.clone())?;
    // A variable may be called `__proto__`.
    env.set_prototype(None)?;
    for (name, value) in words.env {
        env.set(name, value)?;
    }
    host.set("argv", words.argv)?;
    host.set("env", env)?;
    host.set("startedMs", since_1970_ms())?;
    host.set("pid", std::process::id())?;
    host.set("isTTY", [0, 1, 2].map(system::files::is_terminal).to_vec())?;
    system::begin(&host)
}

fn since_1970_ms() -> f64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0.0, |time| time.as_millis() as f64)
}

fn leave(reason: String) {
    become_program::become_program(&reason)
}
