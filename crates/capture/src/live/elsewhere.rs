//! Systems on which nobody has built the ring: no interface can be looked at, and who asks is told.

use std::{convert::Infallible, fs::File, io, time::Duration};

use super::{Frame, Interface, Statistics};

/// A ring over an interface.
#[derive(Debug)]
pub struct Ring(Infallible);

impl Ring {
    /// Not on this system.
    pub fn open(_: &Interface) -> io::Result<Self> {
        unsupported()
    }

    /// Never.
    pub fn next(&mut self, _: Duration, _: impl FnMut(Frame<'_>) -> io::Result<()>) -> io::Result<bool> {
        match self.0 {}
    }

    /// Never.
    pub fn statistics(&mut self) -> io::Result<Statistics> {
        match self.0 {}
    }
}

/// Not on this system.
pub fn look(_: &str) -> io::Result<Option<Interface>> {
    unsupported()
}

/// Not on this system.
pub fn sent(_: &str) -> io::Result<u64> {
    unsupported()
}

/// Not on this system.
pub fn give_up() -> io::Result<()> {
    unsupported()
}

/// Not on this system.
pub fn pipe() -> io::Result<(File, File)> {
    unsupported()
}

fn unsupported<T>() -> io::Result<T> {
    Err(io::ErrorKind::Unsupported.into())
}
