//! Compiles the bundle of the fast path to bytecode, by the engine that the launcher contains:
//! bytecode fits one version of the engine only.

use rquickjs::{
    loader::{ImportAttributes, Loader},
    module::Declared,
    Context, Ctx, Module, Result, Runtime, WriteOptions,
};
use std::{
    collections::BTreeMap,
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
    let [commands, in_snapshot] = ["commands", "in-snapshot"].map(|name| built().join(name));
    let sources = [Path::new("build.rs"), Path::new("src/module_names.rs")];
    for input in [bundle().as_path(), &commands, &in_snapshot].into_iter().chain(sources) {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    // On arm64, Rust makes static programs for a fixed address, whose addresses look like numbers.
    let has_snapshot = env::var("TARGET").expect("TARGET").starts_with("x86_64-unknown-linux-");
    println!("cargo::rustc-check-cfg=cfg(has_snapshot)");
    if has_snapshot {
        println!("cargo::rustc-cfg=has_snapshot");
    }
    let commands = fs::read_to_string(commands).expect("commands");
    let commands: Vec<_> = commands.lines().collect();
    let in_snapshot = fs::read_to_string(in_snapshot).expect("in-snapshot");
    let kinds = kinds_by_name(&in_snapshot);
    let entries = kinds.iter().filter(|(_, kind)| **kind == "entry");
    let entries: Vec<_> = entries.map(|(name, _)| name).collect();
    let out = env::var("OUT_DIR").expect("OUT_DIR");
    let [mut code, mut modules] = [String::new(), String::new()];
    for (at, name) in modules_by_name().iter().enumerate() {
        let path = Path::new(&out).join(name);
        let bytecode = bytecode(name);
        fs::write(&path, &bytecode).expect("write bytecode");
        if kinds.contains_key(name.as_str()) {
            writeln!(code, "#[cfg_attr(has_snapshot, link_section = \".bytecode\")]")
                .expect("text");
        }
        let size = bytecode.len();
        writeln!(code, "static MODULE_{at}: [u8; {size}] = *include_bytes!({path:?});")
            .expect("text");
        writeln!(modules, "({name:?}, &MODULE_{at}),").expect("text");
    }
    write!(
        code,
        "/// The bytecode of each module, by its file's name.\n\
         pub const MODULES: &[(&str, &[u8])] = &[{modules}];\n\
         /// What a snapshot loads beside the fast path.\n\
         #[cfg(has_snapshot)]\n\
         pub const IN_SNAPSHOT: &[&str] = &{entries:?};\n\
         /// The first words that the fast path may answer.\n\
         pub const COMMANDS: &[&str] = &{commands:?};\n"
    )
    .expect("text");
    fs::write(Path::new(&out).join("modules.rs"), code).expect("write modules.rs");
}

/// What scripts/snapshot.ts says of each module that a snapshot contains: `entry` or `shared`.
fn kinds_by_name(in_snapshot: &str) -> BTreeMap<&str, &str> {
    let lines = in_snapshot.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(kind, name)| (name, kind)).collect()
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
