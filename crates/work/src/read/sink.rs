//! Frames to shards, in place: one thread, no queue.

use ringwall_dissect::engine::{Networks, Outcomes, Shard, shard_of};

use super::timeline::{Ended, Timeline};

/// Reads everything in this thread.
pub(super) fn in_place(
    mut shards: Vec<Shard>,
    timeline: Timeline<'_, '_>,
    networks: &Networks,
) -> (Vec<Outcomes>, Ended) {
    let ended = timeline.run(|frames, buffer| {
        for frame in frames {
            let network = networks.of(frame.capture, frame.headers.vlans);
            if let Some(shard) = shards.get_mut(shard_of(network, &frame.headers)) {
                shard.frame(frame.moment, network, &frame.headers, frame.bytes(buffer), frame.wire);
            }
        }
    });
    (shards.into_iter().map(Shard::finish).collect(), ended)
}
