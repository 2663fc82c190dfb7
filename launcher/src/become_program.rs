//! Becomes the full program: Node with bin/rolecall.js.
//!
//! Which program is fixed by where the launcher's own file lies. A variable or the working folder,
//! which a checked-out project could set, has no say.

use crate::user::uid;
use std::{
    env,
    ffi::{CString, OsStr, OsString},
    fs,
    io::Write,
    os::unix::{ffi::OsStrExt, ffi::OsStringExt, fs::MetadataExt, fs::PermissionsExt},
    path::{Path, PathBuf},
    process, ptr,
};

/// From the launcher's folder: in a checkout (launcher/build), and in npm's tree beside the
/// package `rolecall` or inside it.
const PROGRAMS: [&str; 3] =
    ["../../bin/rolecall.js", "../../rolecall/bin/rolecall.js", "../../../bin/rolecall.js"];

/// Prints a line to stderr if ROLECALL_LAUNCHER_TRACE is set.
pub fn trace(message: &str) {
    if env::var_os("ROLECALL_LAUNCHER_TRACE").is_some() {
        let _ = writeln!(std::io::stderr(), "launcher: {}", message.escape_debug());
    }
}

/// Runs the program in place of this process. It inherits words, environment, descriptors, folder
/// and signals as they are. `reason` is for the trace, and has no secret.
pub fn become_program(reason: &str) -> ! {
    trace(reason);
    let mut words = program().unwrap_or_else(|Missing(message, hint)| fail(&message, hint));
    words.extend(env::args_os().skip(1));
    let Some(words) = c_strings(words) else {
        fail("a word contains a NUL byte", "run rolecall without it");
    };
    let pointers = pointers(&words);
    // SAFETY: both are arrays of C strings that end with a null pointer; `environ` is the C
    // library's, and nothing in this process changes it.
    unsafe { libc::execve(pointers[0], pointers.as_ptr(), environ.cast()) };
    let error = std::io::Error::last_os_error();
    let node = words[0].to_string_lossy();
    fail(
        &format!("cannot run {node}: {error}"),
        "install Node.js 20.19 or newer, then run: npm install --global rolecall",
    )
}

/// What is wrong, and what to do.
pub struct Missing(String, &'static str);

/// The first words of the program's command line: Node, and the script.
pub fn program() -> Result<Vec<OsString>, Missing> {
    let own = env::current_exe().unwrap_or_default();
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

/// The Node that npm belongs to: a program of an SDK may have another PATH, or none.
/// `/usr/lib/node_modules/rolecall/bin/rolecall.js` belongs to `/usr/bin/node`.
fn node_beside(script: &Path) -> Option<PathBuf> {
    let modules = script.ancestors().nth(3)?;
    let lib = modules.parent()?;
    let is_global = modules.ends_with("node_modules") && lib.ends_with("lib");
    let node = lib.parent()?.join("bin/node");
    (is_global && is_trusted(&node) && is_executable(&node)).then_some(node)
}

/// The Node that built the launcher, or that was installed with it. Its path is in a file beside
/// the launcher: absolute, or from the launcher's folder.
fn recorded_node(folder: &Path) -> Option<PathBuf> {
    let record = folder.join("node-path");
    if !is_trusted(&record) {
        return None;
    }
    let text = fs::read(record).ok()?;
    let path = lexical(&folder.join(OsStr::from_bytes(text.trim_ascii_end())));
    is_executable(&path).then_some(path)
}

/// As `env node` finds it, except in relative folders, which depend on the working folder.
fn node_in_path() -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let paths = env::split_paths(&folders).filter(|folder| folder.is_absolute());
    paths.map(|folder| folder.join("node")).find(|path| is_executable(path))
}

fn is_executable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

/// False if another user than this one, root, or the launcher's owner could have put it there.
fn is_trusted(path: &Path) -> bool {
    let Ok(file) = fs::metadata(path) else {
        return false;
    };
    let own = env::current_exe().and_then(fs::metadata);
    let owners = [0, uid(), own.map_or(0, |own| own.uid())];
    file.is_file() && owners.contains(&file.uid()) && file.mode() & 0o002 == 0
}

/// Removes `..`; the launcher's own path has no links left.
fn lexical(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(result.pop()),
            part => result.push(part),
        }
    }
    result
}

fn fail(message: &str, hint: &str) -> ! {
    let _ = writeln!(std::io::stderr(), "rolecall: {message}\nhint: {hint}");
    process::exit(1)
}

extern "C" {
    /// The environment as the kernel passed it.
    static environ: *const *const libc::c_char;
}

/// None if a word contains a NUL byte.
pub fn c_strings(words: Vec<OsString>) -> Option<Vec<CString>> {
    let words = words.into_iter();
    words.map(|word| CString::new(word.into_vec()).ok()).collect()
}

/// As execve takes them: valid while `words` are.
pub fn pointers(words: &[CString]) -> Vec<*const libc::c_char> {
    words.iter().map(|word| word.as_ptr()).chain([ptr::null()]).collect()
}
