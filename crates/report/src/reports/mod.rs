//! Reports: one file each.

mod assessment;
mod discovery;
mod process;
mod requirement;

pub use assessment::{BlockerLine, assessment};
pub use discovery::discovery;
pub use process::process;
pub use requirement::requirement;
