//! JSON documents other programs rely on. Within a version only additions.

mod difference;
mod discovery;
mod reasons;
mod requirement;

pub use difference::DifferenceDocument;
pub use discovery::{Discovery, DiscoverySummary};
pub use reasons::{QuestionsDocument, WhyDocument};
pub use requirement::RequirementDocument;
