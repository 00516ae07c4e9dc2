//! Declared conduits compiled to an index, and the views of a conduit compared, with witnesses.
//!
//! [`Declared::decide`] is the one place where an exchange is held against the declaration; whoever compares (a capture,
//! a live watch, a gateway) asks it. [`held`] holds what a firewall permits against both; [`generate`] says what one is to let
//! through. It speaks operations and never knows a protocol's name.

mod allowances;
mod compare;
mod decide;
mod declared;
mod exchanges;
mod generate;
mod permitted;
mod reach;
mod return_path;
mod trust;
mod wording;

pub use compare::{Comparison, UNDECLARED, compare};
pub use decide::{Decision, Exchange};
pub use declared::Declared;
pub use generate::{
    Changes, Closing, Cut, Generated, Hit, Inspected, LeftOut, Native, Natives, Opening, ProposedEntry, Wanted,
    Watched, generate, hits, inspect, propose,
};
pub use permitted::{Firewall, Kept, Proposed, Services, Views, WHOLE_MAX, held, openings};
pub use reach::reach;
