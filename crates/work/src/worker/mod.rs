//! Reading in a process of its own, which can do nothing else.
//!
//! Who asks lists the captures and starts this program again with [`MARK`] as its argument. The new process takes its
//! question, fences itself in ([`ringwall_capture::confine`]), and reads; files are opened by who asks, one by one, and
//! only those listed. What comes back through the pipe is bounded and checked: it was made by a process that read what
//! anybody may have written. Where that process dies, each capture is read alone to find out for which of them it does;
//! these are left out with a diagnostic, and the others are read together. Who watches starts a new one, and says what went
//! with the old one.

mod asking;
mod inside;
mod message;
mod question;
mod received;
mod relayed;
mod surviving;

pub use inside::serve;
pub(crate) use surviving::{Again, Live, not_used, reading, shown};

/// The argument by which this program knows that it is to read for another process.
pub const MARK: &str = "confined-reading";

/// Memory a reading process may have unless told otherwise, in bytes. What is kept while reading has a budget of its own,
/// far below; the rest is the answer.
pub const MEMORY_BYTES: u64 = 8 << 30;
