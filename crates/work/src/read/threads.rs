//! Frames to shards on several threads: this one reads and decodes, and reads batches too where the others do not keep up.

use std::thread;

use ringwall_dissect::engine::{Gate, Outcomes, Shard};

use super::{
    ReadError,
    pool::{Batch, Pool, Watched, dealt},
    timeline::{Ended, Timeline},
};

/// Lanes for each thread: enough that one is free for whoever has time.
const LANES: usize = 2;
/// Batches that wait, for each thread, before who reads helps.
const WAITING: usize = 2;

/// Reads with so many threads, of which this is one.
pub(super) fn spread(
    shards: Vec<Shard>,
    threads: usize,
    timeline: Timeline<'_, '_>,
    gate: &Gate<'_>,
) -> Result<(Vec<Outcomes>, Ended), ReadError> {
    let lanes = threads.saturating_mul(LANES).clamp(1, shards.len().max(1));
    // Where there are more threads than lanes, they have nothing to do.
    let threads = threads.min(lanes);
    let dealt = dealt(shards.len(), lanes);
    let pool = Pool::new(shards, lanes, threads.saturating_mul(WAITING));
    let ended = thread::scope(|scope| {
        let _watched = Watched(&pool);
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| pool.work())).collect();
        let mut filling = Vec::new();
        filling.resize_with(lanes, Batch::default);
        let ended = timeline.run(gate, |run, bytes| {
            run.each(|frame| {
                let Some((lane, shard)) = dealt.get(frame.shard()).copied() else { return };
                let Some(batch) = filling.get_mut(lane) else { return };
                if batch.add(frame, shard, frame.payload(bytes)) {
                    pool.give(lane, std::mem::replace(batch, pool.empty()));
                }
            });
        });
        pool.end(filling);
        pool.work();
        // The pool knows of one that went down.
        others.into_iter().for_each(|other| drop(other.join()));
        ended
    });
    Ok((pool.outcomes().ok_or(ReadError::Worker)?, ended))
}
