//! Reports: one file each.

mod assessment;
mod catalogue;
mod discovery;
mod requirement;

pub use assessment::{BlockerLine, assessment};
pub use catalogue::{catalogue, comparison, entry};
pub use discovery::discovery;
pub use requirement::requirement;
