//! Reports: one file each.

mod assessment;
mod difference;
mod discovery;
mod questions;
mod requirement;
mod why;

pub use assessment::{BlockerLine, assessment};
pub use difference::difference;
pub use discovery::discovery;
pub use questions::questions;
pub use requirement::requirement;
pub use why::why;
