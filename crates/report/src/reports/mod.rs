//! Reports: one file each.

mod assessment;
mod catalogue;
mod changes;
mod conduits;
mod difference;
mod discovery;
mod generated;
mod outside;
mod process;
mod proposal;
mod questions;
mod requirement;
mod why;

pub use assessment::{BlockerLine, assessment};
pub use catalogue::{catalogue, comparison, entry};
pub use changes::changes;
pub use conduits::conduits;
pub use difference::difference;
pub use discovery::discovery;
pub use generated::generated;
pub use outside::outside;
pub use process::process;
pub use proposal::proposal;
pub use questions::questions;
pub use requirement::requirement;
pub use why::why;
