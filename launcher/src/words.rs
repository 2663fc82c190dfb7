//! The words and the environment of this process, as text.

use crate::host::system::{arguments, variable};
use std::{collections::HashSet, env};

/// What the fast path is given. The program gets the originals instead.
pub struct Words {
    pub argv: Vec<String>,
    pub env: Vec<(String, String)>,
}

/// The command. None if there is none, or if it is not text.
pub fn first() -> Option<String> {
    arguments::all().nth(1)?.into_string().ok()
}

/// None if something is not Unicode, or if a variable appears twice: the program knows what to do.
pub fn read() -> Option<Words> {
    let argv = arguments::all().skip(1).map(|word| word.into_string().ok());
    let env = env::vars_os()
        .map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let words = Words { argv: argv.collect::<Option<_>>()?, env: env.collect::<Option<_>>()? };
    let names: HashSet<_> = words.env.iter().map(|(name, _)| variable(name)).collect();
    (names.len() == words.env.len()).then_some(words)
}
