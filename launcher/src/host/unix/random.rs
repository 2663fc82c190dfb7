//! Random bytes.

use std::{
    fs::File,
    io::{self, Read},
};

pub fn fill_randomly(bytes: &mut [u8]) -> io::Result<()> {
    File::open("/dev/urandom")?.read_exact(bytes)
}
