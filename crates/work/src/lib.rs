//! Every use case once: a command, and later a request, is thin over it.
//!
//! This crate owns threads, budgets and files; what it calls between reading and writing is pure.

pub mod assess;
pub mod catalogue;
pub mod conduits;
mod configurations;
mod devices;
pub mod discover;
pub mod draw;
mod error;
pub mod explain;
pub mod files;
pub mod generate;
pub mod inspect;
pub mod placement;
pub mod plant_folder;
pub mod proposal;
pub mod propose;
pub mod read;
pub mod reasons;
mod references;
pub mod watch;
pub mod worker;

pub use error::WorkError;
pub use ringwall_capture::{ALLOCATOR, Allocator};
