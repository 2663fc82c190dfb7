//! The launcher: it answers from the session cache by the program's own fast path, which an engine
//! in it runs, and becomes the full program for everything else. docs/architecture.md says why.
//!
//! `main` is the system's own, not Rust's: Rust's start would ignore SIGPIPE before it is known
//! what the parent wants, and it reads /proc/self/maps.
#![cfg_attr(not(test), no_main)]

mod become_program;
mod engine;
#[cfg(target_os = "linux")]
mod heap;
mod host;
mod math;
mod module_names;
mod modules;
#[cfg_attr(not(has_snapshot), path = "snapshot/missing.rs")]
mod snapshot;
mod words;

use become_program::become_program;
use engine::Engine;
use std::{os::raw::c_char, panic, process};

/// Called by the C library.
#[cfg_attr(not(test), no_mangle)]
pub extern "C" fn main(_argc: i32, argv: *const *const c_char) -> i32 {
    host::system::arguments::keep(argv);
    panic::set_hook(Box::new(|_| {
        if host::answer::has_begun() {
            process::exit(1);
        }
        become_program("the launcher failed");
    }));
    host::system::keep_secrets();
    // With a standard stream closed, a file that is opened would take its place.
    if !(0..3).all(host::system::files::is_open) {
        become_program("a standard stream is closed");
    }
    if !words::first().is_some_and(|word| modules::COMMANDS.contains(&word.as_str())) {
        become_program("not a command of the fast path");
    }
    host::system::set_as_node();
    // It ends in the answer or in the program, never by returning.
    let reason = match answer() {
        Ok(()) => "the fast path ended without an answer".to_owned(),
        Err(error) => error,
    };
    become_program(&reason)
}

fn answer() -> Result<(), String> {
    match snapshot::engine()? {
        Some(engine) => engine.answer(),
        None => Engine::new()?.answer(),
    }
}
