//! Frames before they reach their flows: where each belongs, computed once, and what it will touch, read ahead.
//!
//! A run of many flows waits for memory more than it computes. Reading the tables of a batch of frames step by step (all
//! index entries, then all flows, then what reads them) lets the waits of a batch overlap instead of following one another.

use std::hash::BuildHasher;

use super::{
    flow::ReaderKind,
    index::Index,
    key::FlowKey,
    networks::{NetworkNumber, Networks},
    shard::Shard,
    side::End,
};
use crate::link::Headers;

/// Where a frame belongs.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    pub(crate) key: FlowKey,
    pub(crate) end: End,
    pub(crate) hash: u64,
    /// Which of the shards at hand.
    pub shard: usize,
    ahead: u64,
}

/// Tells frames where they belong.
#[derive(Clone, Debug)]
pub struct Gate {
    state: foldhash::fast::FixedState,
}

impl Gate {
    /// With the seed the shards were made with ([`super::Config`]).
    pub fn new(seed: u64) -> Self {
        Self { state: foldhash::fast::FixedState::with_seed(seed) }
    }

    /// Where a frame of a capture belongs.
    #[inline]
    pub fn arrival(&self, networks: &Networks, capture: u32, headers: &Headers) -> Arrival {
        let network = networks.of(capture, headers.vlans);
        let (key, end) = FlowKey::of(network, headers);
        Arrival { hash: self.state.hash_one(key), shard: shard_of(network, headers), key, end, ahead: 0 }
    }
}

/// Reads what the frames will touch in their shards. Changes nothing.
pub fn look_ahead(shards: &[Shard], arrivals: &mut [Arrival]) {
    for arrival in &mut *arrivals {
        arrival.ahead = shards.get(arrival.shard).map_or(0, |shard| shard.index.ahead(arrival.hash));
    }
    let mut touched = 0_u64;
    for arrival in &mut *arrivals {
        let Some(slot) = Index::slot_ahead(arrival.ahead, arrival.hash) else { continue };
        let Some(flow) = shards.get(arrival.shard).and_then(|shard| shard.flows.get(slot)) else { continue };
        // The key and the counters are on different lines.
        touched ^= flow.key.low.halves().1;
        arrival.ahead = match flow.reader.kind() {
            ReaderKind::Known(known) => u64::from(known),
            _ => u64::MAX,
        };
    }
    for arrival in &mut *arrivals {
        let Ok(slot) = u32::try_from(arrival.ahead) else { continue };
        let known = shards.get(arrival.shard).and_then(|shard| shard.knowns.get(slot));
        touched ^= known.map_or(0, |known| known.first_words());
    }
    std::hint::black_box(touched);
}

/// The shard of a frame: fixed, the same for both directions, without ports and VLANs, so that fragments, connections
/// that belong together and copies of a frame meet.
#[inline]
fn shard_of(network: NetworkNumber, headers: &Headers) -> usize {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |address: crate::link::RawAddress| {
        let (high, low) = address.halves();
        let mixed = (low ^ high.rotate_left(29)).wrapping_mul(ODD);
        (mixed ^ mixed >> 32).wrapping_mul(ODD)
    };
    let both = mix(headers.source).wrapping_add(mix(headers.destination));
    let mixed = both.wrapping_add(u64::from(network.0)).wrapping_mul(ODD);
    // The top six bits: below 64.
    (mixed >> 58) as usize
}
