//! Frames to shards, in place: one thread, no queue.

use ringwall_dissect::engine::{Networks, Outcomes, Shard, shard_of};

use super::timeline::{Ended, Timeline};

/// Reads everything in this thread.
pub(super) fn in_place(
    mut shards: Vec<Shard>,
    timeline: Timeline<'_, '_>,
    networks: &Networks,
) -> (Vec<Outcomes>, Ended) {
    let mut places = Vec::new();
    let ended = timeline.run(|frames, buffer| {
        places.clear();
        for frame in frames {
            let network = networks.of(frame.capture, frame.headers.vlans);
            places.push((network, shard_of(network, &frame.headers)));
        }
        // Each look waits for memory; looked at together they wait together.
        for (frame, (network, shard)) in frames.iter().zip(&places) {
            if let Some(shard) = shards.get(*shard) {
                std::hint::black_box(shard.approach(*network, &frame.headers));
            }
        }
        for (frame, (network, shard)) in frames.iter().zip(&places) {
            if let Some(shard) = shards.get_mut(*shard) {
                shard.frame(frame.moment, *network, &frame.headers, frame.bytes(buffer), frame.wire);
            }
        }
    });
    (shards.into_iter().map(Shard::finish).collect(), ended)
}
