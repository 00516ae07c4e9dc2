//! Sources of bytes and frames: files, pipes, gzip, folders, a wire; the fence around a process that reads them; what a program
//! allocates by. What the bytes mean is for others to say, and who starts what, too.

mod bytes;
pub mod confine;
mod error;
mod find;
pub mod interrupt;
pub mod live;
mod memory;
mod name;

pub use bytes::{Bytes, open};
pub use error::CaptureError;
pub use find::{Source, Stream, find};
pub use memory::{ALLOCATOR, Allocator};
pub use name::{alike, stem};
