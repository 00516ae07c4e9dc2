//! Reports: one file each.

mod assessment;
mod catalogue;
mod components;
mod discovery;
mod process;
mod requirement;

pub use assessment::{BlockerLine, assessment};
pub use catalogue::{catalogue, comparison, entry};
pub use discovery::discovery;
pub use process::process;
pub use requirement::requirement;
