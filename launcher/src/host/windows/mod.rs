//! Windows: what answers from the cache. All else is the program's.

pub mod arguments;
mod clock;
mod credentials;
pub mod files;
mod handles;
mod missing;
mod names;
pub mod output;
mod owner;
mod random;
pub mod start;

pub use names::variable;
pub use random::fill_randomly;

use rquickjs::{Ctx, Object, Result};

pub fn install(ctx: &Ctx<'_>, host: &Object<'_>) -> Result<()> {
    host.set("platform", "win32")?;
    // As Node: no user has a number, and no flag keeps `open` from following a link.
    host.set("uid", -1)?;
    host.set("noFollow", 0)?;
    clock::install(host)?;
    credentials::install(host)?;
    files::install(host)?;
    names::install(host)?;
    output::install(host)?;
    missing::install(ctx, host)
}

/// Nothing of it differs between processes.
pub fn begin(_: &Object<'_>) -> Result<()> {
    Ok(())
}

/// Windows writes no core dump by itself.
pub fn keep_secrets() {}

/// Windows has no such signals.
pub fn set_as_node() {}

/// The engine's own default: Windows has no limit of the user's.
pub fn stack_bytes() -> usize {
    1 << 20
}
