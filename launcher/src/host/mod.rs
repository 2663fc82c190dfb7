//! The functions of launcher/js/host.ts. Each group is a file; they decide nothing.

mod certificate;
pub mod children;
pub mod clock;
pub mod crypto;
pub mod dbus;
mod dial;
pub mod files;
pub mod http;
pub mod keyring;
mod names;
pub mod output;
pub mod processes;
mod provider;
pub mod sections;
pub mod sockets;
pub mod text;
mod tls;
mod tunnel;

use crate::{become_program, modules, user::uid, words::Words};
use rquickjs::{
    context::{intrinsic, Intrinsic},
    prelude::Func,
    Ctx, Object, Result,
};

/// Puts `__host` into the global object.
pub fn install<'js>(ctx: &Ctx<'js>, words: Words) -> Result<()> {
    let host = Object::new(ctx.clone())?;
    let env = Object::new(ctx.clone())?;
    // A variable may be called `__proto__`.
    env.set_prototype(None)?;
    for (name, value) in words.env {
        env.set(name, value)?;
    }
    host.set("argv", words.argv)?;
    host.set("env", env)?;
    host.set("platform", if cfg!(target_os = "macos") { "darwin" } else { "linux" })?;
    host.set("pid", std::process::id())?;
    // SAFETY: getppid cannot fail and takes nothing.
    host.set("ppid", unsafe { libc::getppid() })?;
    host.set("uid", uid())?;
    host.set("noFollow", libc::O_NOFOLLOW)?;
    host.set("isTTY", [0, 1, 2].map(files::is_terminal).to_vec())?;
    host.set("trace", Func::from(|message: String| become_program::trace(&message)))?;
    host.set("prepareCold", Func::from(prepare_cold))?;
    host.set("becomeProgram", Func::from(leave))?;
    host.set("load", Func::from(|ctx, name: String| modules::namespace(&ctx, &name)))?;
    host.set("importModule", Func::from(|ctx, name: String| modules::import(&ctx, &name)))?;
    children::install(&host)?;
    clock::install(&host)?;
    crypto::install(&host)?;
    dbus::install(&host)?;
    files::install(&host)?;
    http::install(&host)?;
    keyring::install(&host)?;
    output::install(&host)?;
    processes::install(&host)?;
    sections::install(&host)?;
    sockets::install(&host)?;
    text::install(&host)?;
    tls::install(&host)?;
    ctx.globals().set("__host", host)
}

/// Adds the objects of the language that only a cold call uses.
pub fn prepare_cold(ctx: Ctx<'_>) {
    // SAFETY: the context is in use by this very call.
    unsafe {
        intrinsic::WeakRef::add_intrinsic(ctx.as_raw());
    }
}

fn leave(reason: String) {
    become_program::become_program(&reason)
}

/// The result of a system call: what it returned, or its error number, negated.
pub fn result(value: impl TryInto<i64>) -> i64 {
    match value.try_into() {
        Ok(value) if value >= 0 => value,
        _ => -errno(),
    }
}

/// The error number of the last system call.
pub fn errno() -> i64 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO).into()
}
