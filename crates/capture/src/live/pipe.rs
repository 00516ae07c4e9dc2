//! A pipe through which frames go to who understands them.

use std::{fs::File, io, os::fd::OwnedFd};

/// Bytes a pipe holds: enough that the writer seldom waits, and no more than any account may ask for.
const PIPE_BYTES: usize = 1 << 20;

/// A pipe: the end to read from, and the end to write to.
pub fn pipe() -> io::Result<(File, File)> {
    let (from, to) = io::pipe()?;
    // A smaller one does too.
    let _ = rustix::pipe::fcntl_setpipe_size(&to, PIPE_BYTES);
    Ok((File::from(OwnedFd::from(from)), File::from(OwnedFd::from(to))))
}
