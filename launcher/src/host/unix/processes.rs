//! Other programs: becoming one, and starting this one again.

use super::{
    errno, signals,
    start::{c_strings, own_path, pointers},
};
use crate::become_program::program;
use rquickjs::{prelude::Func, Object, Result};
use std::{ffi::OsString, fs};

pub fn install(host: &Object<'_>) -> Result<()> {
    host.set("ownFiles", Func::from(own_files))?;
    host.set("node", Func::from(node))?;
    host.set("become", Func::from(become_other))?;
    host.set("startAgain", Func::from(start_again))
}

/// The program's Node as it was found. The link of a version manager leads to a program that goes
/// by the name under which it is started.
fn node() -> Option<String> {
    program().ok()?.into_iter().next()?.into_string().ok()
}

fn own_files() -> Vec<String> {
    let mut files = program().unwrap_or_default();
    files.extend(own_path().map(OsString::from));
    let text = |file: OsString| fs::canonicalize(file).ok()?.into_os_string().into_string().ok();
    files.into_iter().map(text).collect::<Option<_>>().unwrap_or_default()
}

fn os_words(words: Vec<String>) -> Vec<OsString> {
    words.into_iter().map(OsString::from).collect()
}

/// Returns only if it fails: the error number, negated.
fn become_other(file: String, argv: Vec<String>, env: Vec<String>) -> i64 {
    let file = c_strings(vec![file.into()]);
    let (Some(file), Some(argv), Some(env)) =
        (file, c_strings(os_words(argv)), c_strings(os_words(env)))
    else {
        return -i64::from(libc::EINVAL);
    };
    signals::restore();
    // SAFETY: arrays of C strings that end with a null pointer.
    unsafe { libc::execve(file[0].as_ptr(), pointers(&argv).as_ptr(), pointers(&env).as_ptr()) };
    let error = -errno();
    signals::set_as_node();
    error
}

/// Starts this launcher in a session of its own, without streams; it becomes the program if need
/// be. Whether it starts does not matter: the session in hand stays valid.
fn start_again(args: Vec<String>, env: Vec<String>) {
    let Ok(own) = own_path() else {
        return;
    };
    let mut words = vec![own.into_os_string()];
    words.extend(os_words(args));
    let (Some(words), Some(env)) = (c_strings(words), c_strings(os_words(env))) else {
        return;
    };
    let (words, env) = (pointers(&words), pointers(&env));
    // SAFETY: this process has one thread, and the child calls nothing but the kernel until execve.
    unsafe {
        if libc::fork() != 0 {
            return;
        }
        signals::restore();
        libc::setsid();
        let null = libc::open(c"/dev/null".as_ptr(), libc::O_RDWR);
        for stream in 0..3 {
            libc::dup2(null, stream);
        }
        libc::syscall(libc::SYS_close_range, 3, u32::MAX, 0);
        libc::execve(words[0], words.as_ptr(), env.as_ptr());
        libc::_exit(127);
    }
}
