//! Linux and macOS.

pub mod arguments;
mod certificate;
mod children;
mod clock;
mod dbus;
mod deadline;
mod dial;
mod errors;
mod failure;
pub mod files;
mod head;
mod http;
mod keyring;
mod memory;
mod names;
pub mod output;
mod processes;
mod provider;
mod random;
mod signals;
mod sockets;
pub mod start;
mod tls;
mod tunnel;
mod user;

pub use memory::{keep_secrets, stack_bytes};
pub use random::fill_randomly;
pub use signals::set_as_node;

use rquickjs::{Ctx, Object, Result};

pub fn install(_: &Ctx<'_>, host: &Object<'_>) -> Result<()> {
    host.set("platform", if cfg!(target_os = "macos") { "darwin" } else { "linux" })?;
    host.set("noFollow", libc::O_NOFOLLOW)?;
    children::install(host)?;
    clock::install(host)?;
    dbus::install(host)?;
    files::install(host)?;
    http::install(host)?;
    keyring::install(host)?;
    output::install(host)?;
    processes::install(host)?;
    sockets::install(host)?;
    tls::install(host)
}

/// What differs between processes.
pub fn begin(host: &Object<'_>) -> Result<()> {
    // SAFETY: getppid cannot fail and takes nothing.
    host.set("ppid", unsafe { libc::getppid() })?;
    host.set("uid", user::uid())
}

/// The name by which a variable is told from others.
pub fn variable(name: &str) -> &str {
    name
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
