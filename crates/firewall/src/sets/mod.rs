//! Sets of packets: one packet by the obvious evaluator, whole sets by binary decision diagrams.

mod bdd;
mod classes;
mod contents;
mod describe;
mod encode;
mod evaluate;
mod index;
mod judge;
mod listed;
mod named;
mod packet;
mod query;
mod slice;
mod space;
#[cfg(test)]
mod testing;
mod transfer;
mod uses;
mod wording;

pub use contents::Contents;
pub use describe::Block;
pub use evaluate::{Outcome, RuleAt, evaluate};
pub use index::{Index, Openings, Slice};
pub use judge::{Judge, Room, Set};
pub use packet::Packet;
pub(crate) use packet::protocol_number;
pub use query::{Answer, Decision, Query};
pub use slice::of_way;
pub use uses::{RuleUse, unbound};
