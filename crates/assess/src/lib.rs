//! The judge, and the checks: evidence in, verdicts and levels out, by the method [`ringwall_model::METHOD`].
//!
//! [`index()`] sorts evidence into cells, [`judge`] reads one cell, [`assess`] assembles the answer; [`checks`] look at
//! the declaration itself. Nothing here knows a file, a protocol, or what the time is.

mod applicability;
mod assemble;
mod blockers;
mod cell;
mod change;
pub mod checks;
mod compensation;
mod constraints;
mod index;
mod judge;
mod levels;
mod remarks;
mod scopes;
mod weigh;

pub use assemble::{Context, assess};
pub use blockers::{Blocker, blockers};
pub use cell::Cell;
pub use change::Change;
pub use index::{Index, index};
pub use judge::judge;
