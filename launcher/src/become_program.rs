//! Becomes the full program: Node with bin/rolecall.js.
//!
//! Which program is fixed by where the launcher's own file lies. A variable or the working folder,
//! which a checked-out project could set, has no say.

use crate::host::system::start::{
    is_executable, is_trusted, node_beside, own_path, path_of, run, NODE, PROGRAMS,
};
use std::{
    env,
    ffi::OsString,
    fs,
    io::Write,
    path::{Component, Path, PathBuf},
    process,
    sync::atomic::{AtomicBool, Ordering},
};

/// Prints a line to stderr if ROLECALL_LAUNCHER_TRACE is set.
pub fn trace(message: &str) {
    if env::var_os("ROLECALL_LAUNCHER_TRACE").is_some() {
        let _ = writeln!(std::io::stderr(), "launcher: {}", message.escape_debug());
    }
}

/// Set once something has happened that must not happen twice (js/effects.ts).
static HAS_EFFECTS: AtomicBool = AtomicBool::new(false);

/// From now on this process never becomes the program, which would start from the beginning.
pub fn note_effect() {
    HAS_EFFECTS.store(true, Ordering::Relaxed);
}

/// Ends in the program, or in an error if a command of the user has run. `reason` has no secret.
pub fn become_program(reason: &str) -> ! {
    trace(reason);
    if HAS_EFFECTS.load(Ordering::Relaxed) {
        let hint = "hint: run the command again; if it fails again, this is a bug in rolecall";
        let reason = reason.escape_debug();
        let message = format!("rolecall: the launcher cannot go on: {reason}\n{hint}");
        let _ = writeln!(std::io::stderr(), "{message}");
        process::exit(1)
    }
    let Missing(message, hint) = match program() {
        Ok(words) => run(words),
        Err(missing) => missing,
    };
    let _ = writeln!(std::io::stderr(), "rolecall: {message}\nhint: {hint}");
    process::exit(1)
}

/// What is wrong, and what to do.
pub struct Missing(pub String, pub &'static str);

/// The first words of the program's command line: Node, and the script.
pub fn program() -> Result<Vec<OsString>, Missing> {
    let own = own_path().unwrap_or_default();
    let folder = own.parent().unwrap_or(Path::new("/"));
    let mut scripts = PROGRAMS.iter().map(|path| lexical(&folder.join(path)));
    let script = scripts.find(|path| is_trusted(path)).ok_or_else(|| {
        let message = format!("the program is not beside its launcher {}", own.display());
        Missing(message, "install it again: npm install --global rolecall")
    })?;
    let node = recorded_node(folder).or_else(|| node_beside(&script)).or_else(node_in_path);
    let node = node.ok_or_else(|| {
        Missing("node is not in PATH".to_owned(), "install Node.js 20.19 or newer")
    })?;
    Ok(vec![node.into(), script.into()])
}

/// The Node that built the launcher, or that was installed with it. Its path is in a file beside
/// the launcher: absolute, or from the launcher's folder.
fn recorded_node(folder: &Path) -> Option<PathBuf> {
    let record = folder.join("node-path");
    if !is_trusted(&record) {
        return None;
    }
    let text = fs::read(record).ok()?;
    let path = lexical(&folder.join(path_of(text.trim_ascii_end())?));
    is_executable(&path).then_some(path)
}

/// As `env node` finds it, except in relative folders, which depend on the working folder.
fn node_in_path() -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let paths = env::split_paths(&folders).filter(|folder| folder.is_absolute());
    paths.map(|folder| folder.join(NODE)).find(|path| is_executable(path))
}

/// Removes `..`. On Linux, the launcher's own path has no links left.
fn lexical(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(result.pop()),
            part => result.push(part),
        }
    }
    result
}
