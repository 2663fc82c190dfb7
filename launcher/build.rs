//! Compiles the bundle of the fast path to bytecode, by the engine that the launcher contains:
//! bytecode fits one version of the engine only.

use rquickjs::{
    loader::{ImportAttributes, Loader},
    module::Declared,
    Context, Ctx, Module, Result, Runtime, WriteOptions,
};
use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

#[path = "src/module_names.rs"]
mod module_names;
use module_names::Names;

/// Where `npm run launcher` has written the modules, and the commands that they may answer.
fn built() -> PathBuf {
    let target = env::var("TARGET").expect("TARGET");
    let folder = Path::new("build");
    if target.contains("windows") {
        folder.join(target)
    } else {
        folder.to_owned()
    }
}

fn bundle() -> PathBuf {
    built().join("fast-path")
}

/// The same order on each machine: a folder has an order of its own.
fn modules_by_name() -> Vec<String> {
    let entries = fs::read_dir(bundle()).expect("no bundle: run `npm run launcher`");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("entry").file_name().into_string().expect("name"))
        .collect();
    names.sort();
    names
}

/// The place of the checksum, after the version of the bytecode (JS_ReadObjectAtoms in quickjs.c).
const CHECKSUM: std::ops::Range<usize> = 1..5;

fn main() {
    let commands = built().join("commands");
    for input in [&bundle(), &commands, Path::new("build.rs"), Path::new("src/module_names.rs")] {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    let out = env::var("OUT_DIR").expect("OUT_DIR");
    let mut modules = String::new();
    for name in modules_by_name() {
        let path = Path::new(&out).join(&name);
        fs::write(&path, bytecode(&name)).expect("write bytecode");
        writeln!(modules, "({name:?}, include_bytes!({path:?}) as &[u8]),").expect("text");
    }
    let commands = fs::read_to_string(commands).expect("commands");
    let commands: Vec<_> = commands.lines().collect();
    let code = format!(
        "/// The bytecode of each module, by its file's name.\n\
         pub const MODULES: &[(&str, &[u8])] = &[{modules}];\n\
         /// The first words that the fast path may answer.\n\
         pub const COMMANDS: &[&str] = &{commands:?};\n"
    );
    fs::write(Path::new(&out).join("modules.rs"), code).expect("write modules.rs");
}

fn bytecode(name: &str) -> Vec<u8> {
    // Line numbers are kept in a debug build, whose traces people read.
    let strip = env::var("PROFILE").as_deref() == Ok("release");
    let runtime = Runtime::new().expect("engine");
    runtime.set_loader(Names, Sources);
    let context = Context::full(&runtime).expect("context");
    context.with(|ctx| {
        let module = Module::declare(ctx.clone(), name, source(name)).unwrap_or_else(|error| {
            panic!("{error}: {:?}", ctx.catch());
        });
        let options =
            WriteOptions { strip_source: strip, strip_debug: strip, ..WriteOptions::default() };
        without_checksum(module.write(options).expect("bytecode"))
    })
}

/// The engine skips the check of a checksum of ones. Each start would read all of the bytecode for
/// it, which is a part of the launcher.
fn without_checksum(mut bytecode: Vec<u8>) -> Vec<u8> {
    bytecode[CHECKSUM].fill(0xff);
    bytecode
}

fn source(name: &str) -> Vec<u8> {
    fs::read(bundle().join(name)).expect("module")
}

struct Sources;

impl Loader for Sources {
    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<Module<'js, Declared>> {
        Module::declare(ctx.clone(), name, source(name))
    }
}
