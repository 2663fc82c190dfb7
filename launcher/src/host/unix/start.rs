//! Becoming the program, and where it and Node are.

use super::{arguments, signals, user::uid};
use crate::become_program::Missing;
use std::{
    env,
    ffi::{CStr, CString, OsStr, OsString},
    fs, io,
    os::unix::{ffi::OsStrExt, ffi::OsStringExt, fs::MetadataExt, fs::PermissionsExt},
    path::{Path, PathBuf},
    ptr,
};

/// From the launcher's folder: in a checkout (launcher/build), and in npm's tree beside the
/// package `rolecall` or inside it.
pub const PROGRAMS: [&str; 3] =
    ["../../bin/rolecall.js", "../../rolecall/bin/rolecall.js", "../../../bin/rolecall.js"];

/// The name of Node's executable.
pub const NODE: &str = "node";

/// Runs the program in place of this process. It inherits words, environment, descriptors, folder
/// and signals as they are. Returns only if that fails.
pub fn run(mut words: Vec<OsString>) -> Missing {
    words.extend(arguments::all().skip(1));
    let Some(words) = c_strings(words) else {
        return Missing("a word contains a NUL byte".to_owned(), "run rolecall without it");
    };
    let pointers = pointers(&words);
    signals::restore();
    // SAFETY: both are arrays of C strings that end with a null pointer; `environ` is the C
    // library's, and nothing in this process changes it.
    unsafe { libc::execve(pointers[0], pointers.as_ptr(), environ.cast()) };
    let error = io::Error::last_os_error();
    let node = words[0].to_string_lossy();
    Missing(
        format!("cannot run {node}: {error}"),
        "install Node.js 20.19 or newer, then run: npm install --global rolecall",
    )
}

/// The Node that npm belongs to: a program of an SDK may have another PATH, or none.
/// `/usr/lib/node_modules/rolecall/bin/rolecall.js` belongs to `/usr/bin/node`.
pub fn node_beside(script: &Path) -> Option<PathBuf> {
    let modules = script.ancestors().nth(3)?;
    let lib = modules.parent()?;
    let is_global = modules.ends_with("node_modules") && lib.ends_with("lib");
    let node = lib.parent()?.join("bin/node");
    (is_global && is_trusted(&node) && is_executable(&node)).then_some(node)
}

/// The file of this launcher.
pub fn own_path() -> io::Result<PathBuf> {
    env::current_exe().or_else(|error| started_as().ok_or(error))
}

/// What the parent has started, as the kernel noted it. A chroot may lack /proc, on which Rust
/// relies.
#[cfg(target_os = "linux")]
fn started_as() -> Option<PathBuf> {
    // SAFETY: null, or a C string that lives as long as the process.
    let path = unsafe {
        let path = libc::getauxval(libc::AT_EXECFN) as *const libc::c_char;
        (!path.is_null()).then(|| CStr::from_ptr(path))
    };
    fs::canonicalize(OsStr::from_bytes(path?.to_bytes())).ok()
}

#[cfg(not(target_os = "linux"))]
fn started_as() -> Option<PathBuf> {
    None
}

pub fn is_executable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

/// False if another user than this one, root, or the launcher's owner could have put it there.
pub fn is_trusted(path: &Path) -> bool {
    let Ok(file) = fs::metadata(path) else {
        return false;
    };
    let own = own_path().and_then(fs::metadata);
    let owners = [0, uid(), own.map_or(0, |own| own.uid())];
    file.is_file() && owners.contains(&file.uid()) && file.mode() & 0o002 == 0
}

/// A path as a file has it.
pub fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    Some(OsStr::from_bytes(bytes).into())
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
