//! The fence around a process that reads what others wrote.
//!
//! A reading process is this program again. It has a socket to who started it as its standard input, over which it is given
//! its question and asks for the files it was told of, one by one; and a pipe as its standard output. Before its first
//! thread it gives up everything else: capabilities, the file system, sockets, most system calls, memory and time beyond
//! what it was allowed.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod fence;
#[cfg(target_os = "linux")]
mod rules;
#[cfg(target_os = "linux")]
mod socket;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{Answers, Inside, Outside, outside, program};
#[cfg(target_os = "linux")]
pub use socket::{Answers, Inside, Outside, outside, program};

/// Processes can be fenced in on this system.
pub const AVAILABLE: bool = cfg!(target_os = "linux");

/// What a reading process may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Address space, in bytes.
    pub memory: u64,
    /// Processor time, in seconds; none where what it reads may never end.
    pub seconds: Option<u64>,
}

/// How far a process is fenced in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    /// The file system, the network and other processes are out of reach (landlock).
    pub landlock: bool,
    /// System calls are those it needs (seccomp).
    pub seccomp: bool,
}

impl Fence {
    /// Nothing is missing.
    pub fn is_whole(self) -> bool {
        self.landlock && self.seccomp
    }
}

/// What the end of a reading process points to, where its status tells.
pub fn cause(status: std::process::ExitStatus) -> Option<&'static str> {
    match signal(status)? {
        6 => Some("it gave up"),
        9 | 24 => Some("it took longer than it may, or was killed"),
        11 | 7 => Some("it touched memory that is not its own"),
        31 => Some("it tried what it may not"),
        _ => None,
    }
}

#[cfg(unix)]
fn signal(status: std::process::ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: std::process::ExitStatus) -> Option<i32> {
    None
}
