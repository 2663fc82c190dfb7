//! Functions that the fast path may ask for and that Windows' launcher does not have: whatever
//! writes, waits for another program, or uses the network. A hit has no effects, so the program can
//! still answer.

use crate::become_program::become_program;
use rquickjs::{prelude::Func, Ctx, Object, Result};

/// As in launcher/js/host.ts.
const FUNCTIONS: &[&str] = &[
    "access",
    "become",
    "chmod",
    "connect",
    "dropKernelKey",
    "fsync",
    "kernelKey",
    "kill",
    "link",
    "lock",
    "lstat",
    "marshal",
    "mkdir",
    "node",
    "ownFiles",
    "readlink",
    "rename",
    "send",
    "spawn",
    "startAgain",
    "truncate",
    "trust",
    "unlink",
    "unmarshal",
    "unwatchSignals",
    "waitChild",
    "watchSignals",
    "write",
    "writeAll",
    "writeKernelKey",
];

pub fn install(_: &Ctx<'_>, host: &Object<'_>) -> Result<()> {
    for name in FUNCTIONS {
        host.set(*name, Func::from(move || leave(name)))?;
    }
    Ok(())
}

fn leave(name: &str) {
    become_program(&format!("the launcher for Windows has no {name}"))
}
