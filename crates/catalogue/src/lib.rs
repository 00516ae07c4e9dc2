//! The standards as data: which requirements exist, from which level on, and what must be true on the plant for each.
//!
//! Ids, titles and levels are facts of a standard; every text and criterion is Ringwall's own wording. A standard is
//! a file in `data/` and a row in [`PARTS`]; no other code knows its name. Crosswalks say which entries of other
//! frameworks belong to a requirement, and who says so.
//!
//! The crate reads text it is given and never looks anything up in the world. A file of a user's own is hostile input:
//! [`Catalogue::parse`] gives all its mistakes at once, each with its place, and never fails as a whole.

mod catalogue;
mod compare;
mod components;
mod crosswalk;
mod entry;
mod nearest;
mod parts;
mod read;

pub use catalogue::{Catalogue, Part};
pub use compare::{Comparison, Difference, Listed};
pub use components::{Constraint, Placeholder, PlaceholderKind, Subject};
pub use crosswalk::{Crosswalk, Link, Source};
pub use entry::{Entry, Pair};
pub use parts::{PARTS, PartFile};
