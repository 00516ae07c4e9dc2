//! Reports: one file each.

mod assessment;
mod discovery;
mod requirement;

pub use assessment::{BlockerLine, assessment};
pub use discovery::discovery;
pub use requirement::requirement;
