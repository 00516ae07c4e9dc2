//! The flow engine: frames to conversations and facts.
//!
//! A frame is decoded ([`crate::link`]), given a network, and handed to one of 64 [`Shard`]s by a fixed function of the
//! network and the unordered pair of its outer addresses. In a shard it meets its flow ([`flow`]); TCP segments are put in
//! order ([`tcp`], [`hold`]); the first payloads are tried on the table of protocols ([`detector`], [`attempt`]); a
//! recognised flow cuts its stream ([`stream`]), runs its sessions ([`known`]) and counts what they say ([`ledger`]).
//! A flow that ends, or comes to rest ([`rest`]), adds its counts to conversations ([`fold`], [`conversations`]). In the end [`reading`] joins shards.

mod account;
mod attempt;
mod bindings;
mod buffers;
mod conversations;
mod copies;
mod counting;
mod detector;
mod eviction;
mod flow;
mod fold;
mod fragments;
mod frame;
mod function;
mod functions;
mod hold;
mod identities;
mod index;
mod join;
mod key;
mod known;
mod ledger;
mod moment;
mod native;
mod networks;
mod objects;
mod order;
mod output;
mod pairing;
mod priors;
mod rest;
mod rhythm;
mod shard;
mod shared;
mod side;
mod slab;
mod stream;
mod tallies;
mod tcp;
#[cfg(test)]
mod tests;
mod trial;

#[cfg(test)]
#[path = "../../tests/toy/mod.rs"]
pub(crate) mod toy;

pub use account::Account;
pub use detector::{ALTERNATIVES_MAX, ROWS_MAX};
pub use frame::{Frame, Gate};
pub use moment::{Moment, Stamp};
pub use networks::{NetworkNumber, Networks};
pub use order::{Run, TOGETHER, read};
pub use output::{Detail, Inputs, reading};
pub use shard::{Outcomes, Shard};

use std::sync::Arc;

use crate::Protocol;

/// Shards, whatever the threads: a power of two, and more than one. Each keeps what its flows tell of hosts: the more, the
/// more often a host stands.
pub const SHARDS: usize = 4;
const _: () = assert!(
    SHARDS.is_power_of_two() && SHARDS > 1 && SHARDS <= 256,
    "a shard's number is the front of a hash, in a byte"
);

/// What an engine is made with.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Memory for all shards together, in bytes.
    pub budget: usize,
    /// Seed of hash tables: random, so that nobody can make addresses that collide. Never shows in what is given.
    pub seed: u64,
    /// The table of protocols.
    pub protocols: &'static [&'static Protocol],
}

/// All shards of a run.
pub fn shards(config: &Config) -> Vec<Shard> {
    let detector = Arc::new(detector::Detector::new(config.protocols));
    (0..SHARDS).map(|_| Shard::new(Arc::clone(&detector), config.budget / SHARDS, config.seed)).collect()
}
