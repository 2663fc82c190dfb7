//! Compiles the bundle of the fast path to bytecode, by the engine that the launcher contains:
//! bytecode fits one version of the engine only.

use rquickjs::{Context, Module, Runtime, WriteOptions};
use std::{env, fs, path::Path};

fn main() {
    let bundle = "build/fast-path.js";
    println!("cargo::rerun-if-changed={bundle}");
    println!("cargo::rerun-if-changed=build.rs");
    let source = fs::read(bundle).expect("no build/fast-path.js: run `npm run launcher`");
    // Line numbers are kept in a debug build, whose traces people read.
    let strip = env::var("PROFILE").as_deref() == Ok("release");
    let runtime = Runtime::new().expect("engine");
    let context = Context::full(&runtime).expect("context");
    let bytecode = context.with(|ctx| {
        let module = Module::declare(ctx.clone(), "fast-path", source).unwrap_or_else(|error| {
            panic!("{error}: {:?}", ctx.catch());
        });
        let options =
            WriteOptions { strip_source: strip, strip_debug: strip, ..WriteOptions::default() };
        module.write(options).expect("bytecode")
    });
    let out = env::var("OUT_DIR").expect("OUT_DIR");
    fs::write(Path::new(&out).join("fast-path.bytecode"), bytecode).expect("write bytecode");
}
