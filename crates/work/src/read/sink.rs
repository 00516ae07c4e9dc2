//! Frames to shards, in place: one thread, no queue.

use ringwall_dissect::engine::{Gate, Order, Outcomes, Shard, read};

use super::timeline::{Ended, Timeline};

/// Reads everything in this thread.
pub(super) fn in_place(mut shards: Vec<Shard>, timeline: Timeline<'_, '_>, gate: &Gate<'_>) -> (Vec<Outcomes>, Ended) {
    let mut order = Order::default();
    let ended = timeline.run(gate, |frames, buffer| read(&mut shards, frames, order.of(frames), buffer));
    (shards.into_iter().map(Shard::finish).collect(), ended)
}
