//! Systems on which nobody has built the fence: no reading process can be started, and who asks is told.

use std::{convert::Infallible, fs::File, io, path::PathBuf, process::Stdio};

use super::{Fence, Limits};
use crate::CaptureError;

/// The end of who starts a reading process.
#[derive(Debug)]
pub struct Outside(Infallible);

/// The end of a reading process.
#[derive(Debug)]
pub struct Inside(Infallible);

/// This program.
pub fn program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Not on this system.
pub fn outside() -> io::Result<(Outside, Stdio)> {
    Err(io::ErrorKind::Unsupported.into())
}

impl Outside {
    /// Never.
    pub fn ask(&mut self, _: &[u8]) -> io::Result<()> {
        match self.0 {}
    }

    /// Never.
    pub fn serve(&mut self, _: impl FnMut(u32) -> Result<(File, String), CaptureError>) -> io::Result<()> {
        match self.0 {}
    }
}

impl Inside {
    /// Not on this system.
    pub fn begin() -> io::Result<(Self, Vec<u8>)> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Never.
    pub fn confine(&self, _: &Limits) -> io::Result<Fence> {
        match self.0 {}
    }

    /// Never.
    pub fn open(&self, _: u32, _: &str) -> Result<File, CaptureError> {
        match self.0 {}
    }

    /// Never.
    pub fn next(&self, _: u32) -> Option<(File, String)> {
        match self.0 {}
    }
}

/// The pipe a reading process answers on.
#[derive(Clone, Copy, Debug)]
pub struct Answers;

impl io::Write for Answers {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
