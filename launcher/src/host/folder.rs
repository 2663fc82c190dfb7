//! What is in a folder.

use super::system::files::code;
use rquickjs::{prelude::Func, Ctx, IntoJs, Object, Result, Value};
use std::{fs, io};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("readdir", Func::from(readdir))
}

/// The names, or the error number, negated.
fn readdir(ctx: Ctx<'_>, path: String) -> Result<Value<'_>> {
    let names = fs::read_dir(path).and_then(|entries| {
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        names.collect::<io::Result<Vec<_>>>()
    });
    match names {
        Ok(names) => names.into_js(&ctx),
        Err(error) => code(&error).into_js(&ctx),
    }
}
