//! JSON documents other programs rely on. Within a version only additions.

mod catalogue;
mod conduits;
mod difference;
mod discovery;
mod generate;
mod outside;
mod process;
mod proposal;
mod reasons;
mod requirement;

pub(crate) use catalogue::rows_up_to;
pub use catalogue::{CatalogueDocument, ComparisonDocument, EntryDocument};
pub use conduits::{ConduitsDocument, DecisionLine, FirewallRead, Found, RuleLine};
pub use difference::DifferenceDocument;
pub use discovery::{Discovery, DiscoverySummary};
pub use generate::{
    ChangesLine, ClosingLine, ConduitRules, CutLine, GenerateDocument, LeftOutLine, OpeningLine, WatchedLine,
};
pub use outside::OutsideDocument;
pub use process::ProcessDocument;
pub use proposal::{LoggedLine, ProposalDocument, ProposedLine};
pub use reasons::{QuestionsDocument, WhyDocument};
pub use requirement::RequirementDocument;
