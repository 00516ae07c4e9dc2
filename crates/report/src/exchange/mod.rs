//! JSON documents other programs rely on. Within a version only additions.

mod discovery;
mod requirement;

pub use discovery::{Discovery, DiscoverySummary};
pub use requirement::RequirementDocument;
