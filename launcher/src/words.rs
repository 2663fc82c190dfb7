//! The words and the environment of this process, as text.

use std::{collections::HashSet, env, os::unix::ffi::OsStringExt};

/// What the fast path is given. The program gets the original bytes instead, by execve.
pub struct Words {
    pub argv: Vec<String>,
    pub env: Vec<(String, String)>,
}

/// The command. None if there is none, or if it is not UTF-8.
pub fn first() -> Option<String> {
    env::args_os().nth(1)?.into_string().ok()
}

/// None if something is not UTF-8, or if a variable appears twice: the program knows what to do.
pub fn read() -> Option<Words> {
    let argv = env::args_os().skip(1);
    let argv = argv.map(|word| String::from_utf8(word.into_vec()).ok());
    let env = env::vars_os().map(|(name, value)| {
        let name = String::from_utf8(name.into_vec()).ok()?;
        Some((name, String::from_utf8(value.into_vec()).ok()?))
    });
    let words = Words { argv: argv.collect::<Option<_>>()?, env: env.collect::<Option<_>>()? };
    let names: HashSet<&str> = words.env.iter().map(|(name, _)| name.as_str()).collect();
    (names.len() == words.env.len()).then_some(words)
}
