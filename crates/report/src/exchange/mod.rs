//! JSON documents other programs rely on. Within a version only additions.

mod discovery;
mod process;
mod requirement;

pub use discovery::{Discovery, DiscoverySummary};
pub use process::ProcessDocument;
pub use requirement::RequirementDocument;
