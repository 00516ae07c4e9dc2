//! The standards as data: which requirements exist, from which level on, and what must be true on the plant for each.
//!
//! Ids, titles and levels are facts of a standard; every text and criterion is Ringwall's own wording. A standard is
//! a file in `data/` and a row in [`PARTS`]; no other code knows its name. Crosswalks say which entries of other
//! frameworks belong to a requirement, and who says so.
//!
//! The parts on processes are another kind of file, for their rows have neither level nor foundational requirement:
//! [`PROCESS_PARTS`], read into [`Processes`]. Nothing is judged by them. Such a file begins with
//! `format = "ringwall-processes"` and `version = 1`, says its `part`, `edition`, `title`, `notice` and `authority`, who
//! `answers` for its rows (`asset-owner`, `service-provider`, `product-supplier`), and, where another part has replaced it,
//! `superseded_by`. Then come tables:
//!
//! - `[[basis]]`: `id`, `confidence` (`agreed`, `adopted`, `single`, `recalled`) and `provenance`, named by rows;
//! - `[[maturity]]`: `level`, `name`, `text` and `basis` of each step of the part's scale, lowest first;
//! - `[[heading]]`: `id`, `title` and perhaps `under`, an earlier heading;
//! - `[[process]]`: `id`, `title`, `text`, `basis`; `kind` (`requirement` where it is absent, else `group`,
//!   `recommendation`, `base` or `enhancement`); `under`, an earlier heading or group, for an enhancement its base; `checks`,
//!   one to four of `{ artefact = "…" }` or `{ action = "…" }`; and `answers` where they differ from the part's.
//!
//! Techniques of attackers ([`Techniques`]) are joined to rows by the mitigations that crosswalks name, never directly.
//!
//! The crate reads text it is given and never looks anything up in the world. A file of a user's own is hostile input:
//! [`Catalogue::parse`] and [`Processes::parse`] give all its mistakes at once, each with its place, and never fail as a whole.

mod catalogue;
mod compare;
mod components;
mod crosswalk;
mod entry;
mod nearest;
mod outside;
mod parts;
mod process_parts;
mod processes;
mod read;
mod techniques;

pub use catalogue::{Catalogue, Part};
pub use compare::{Comparison, Difference, Listed};
pub use components::{Constraint, Placeholder, PlaceholderKind, Subject};
pub use crosswalk::{Crosswalk, Link, Source};
pub use entry::{Entry, Pair};
pub use outside::Outside;
pub use parts::{PARTS, PartFile};
pub use process_parts::{PROCESS_PARTS, ProcessFile};
pub use processes::{ProcessPart, Processes};
pub use techniques::{TECHNIQUES_FILE, Technique, Techniques};
