//! Facts to assets: one asset for each device, every attribute with the frame that shows it; roles and Purdue levels with
//! reasons; matching with the declared; proposals. Everything that joins shards happens here, on sorted facts.

mod assemble;
mod attributes;
mod devices;
mod matching;
mod oui;
mod propose;
mod remarks;
mod roles;

pub use assemble::build;
pub use propose::{Proposal, ProposedConduit, ProposedZone, propose};
