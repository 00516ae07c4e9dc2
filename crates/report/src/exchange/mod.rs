//! JSON documents other programs rely on. Within a version only additions.

mod catalogue;
mod discovery;
mod process;
mod requirement;

pub(crate) use catalogue::rows_up_to;
pub use catalogue::{CatalogueDocument, ComparisonDocument, EntryDocument};
pub use discovery::{Discovery, DiscoverySummary};
pub use process::ProcessDocument;
pub use requirement::RequirementDocument;
