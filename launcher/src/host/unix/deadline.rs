//! One time limit for several reads: a server that sends a byte now and then would never exceed
//! that of a single read.

use std::{
    io::{self, Read, Write},
    time::Instant,
};
use ureq::{
    unversioned::transport::{NextTimeout, Transport, TransportAdapter},
    Error, Timeout,
};

/// The end of a part of a request.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    pub until: Instant,
    /// What has taken too long then.
    pub reason: Timeout,
}

impl Deadline {
    /// For the next read.
    pub fn left(&self) -> Result<NextTimeout, Error> {
        let after = self.until.saturating_duration_since(Instant::now());
        if after.is_zero() {
            return Err(Error::Timeout(self.reason));
        }
        Ok(NextTimeout { after: after.into(), reason: self.reason, ..Default::default() })
    }
}

/// A connection until its deadline.
pub struct Until<'a, T: Transport> {
    pub sock: &'a mut TransportAdapter<T>,
    pub deadline: Deadline,
}

impl<T: Transport> Read for Until<'_, T> {
    fn read(&mut self, data: &mut [u8]) -> io::Result<usize> {
        self.sock.set_timeout(self.deadline.left().map_err(Error::into_io)?);
        self.sock.read(data)
    }
}

impl<T: Transport> Write for Until<'_, T> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.sock.set_timeout(self.deadline.left().map_err(Error::into_io)?);
        self.sock.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sock.flush()
    }
}
