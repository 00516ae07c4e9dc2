//! Frames to shards, in place: one thread, no queue.

use ringwall_dissect::engine::{Gate, Outcomes, Shard, read};

use super::timeline::{Ended, Timeline};

/// Reads everything in this thread.
pub(super) fn in_place(mut shards: Vec<Shard>, timeline: Timeline<'_, '_>, gate: &Gate<'_>) -> (Vec<Outcomes>, Ended) {
    let ended = timeline.run(gate, |run, bytes| read(&mut shards, run, bytes));
    (shards.into_iter().map(Shard::finish).collect(), ended)
}
