//! The judge, and the checks: evidence in, verdicts and levels out, by the method [`ringwall_model::METHOD`].
//!
//! Beside the zones stand the [`components()`]: what products can do by their sheets, which raises no level of a zone.
//! [`index()`] sorts evidence into cells, [`judge`] reads one cell, [`assess`] assembles the answer; [`checks`] look at
//! the declaration itself. Nothing here knows a file, a protocol, or what the time is.

mod allocations;
mod applicability;
mod asked;
mod assemble;
mod blockers;
mod capability;
mod cell;
mod change;
pub mod checks;
mod compensation;
mod components;
mod constraints;
mod difference;
mod enabled;
mod hearing;
mod index;
mod judge;
mod levels;
mod needs;
mod pieces;
mod questions;
mod reasons;
mod remarks;
mod scopes;
mod shared;
mod steps;
mod weigh;

pub use assemble::{Context, assess, assess_indexed};
pub use blockers::{Blocker, blockers};
pub use cell::Cell;
pub use change::Change;
pub use components::{Components, FirmwareSeen, components};
pub use difference::{declared, difference};
pub use index::{Index, index};
pub use judge::judge;
pub use reasons::{Reasons, Watchable};
