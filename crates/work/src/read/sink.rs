//! Frames to shards, in place: one thread, no queue.

use ringwall_dissect::engine::{Gate, Networks, Outcomes, Shard, look_ahead};

use super::timeline::{Ended, Timeline};

/// Reads everything in this thread.
pub(super) fn in_place(
    mut shards: Vec<Shard>,
    timeline: Timeline<'_, '_>,
    networks: &Networks,
    gate: &Gate,
) -> (Vec<Outcomes>, Ended) {
    let mut arrivals = Vec::new();
    let ended = timeline.run(|frames, buffer| {
        arrivals.clear();
        arrivals.extend(frames.iter().map(|frame| gate.arrival(networks, frame.capture, &frame.headers)));
        look_ahead(&shards, &mut arrivals);
        for (frame, arrival) in frames.iter().zip(&arrivals) {
            if let Some(shard) = shards.get_mut(arrival.shard) {
                shard.frame(frame.moment, arrival, &frame.headers, frame.bytes(buffer), frame.wire);
            }
        }
    });
    (shards.into_iter().map(Shard::finish).collect(), ended)
}
