//! Sources of bytes: files, pipes, gzip, folders. What the bytes mean is for others to say.

mod bytes;
mod error;
mod find;
mod name;

pub use bytes::{Bytes, open};
pub use error::CaptureError;
pub use find::{Source, Stream, find};
pub use name::{alike, stem};
