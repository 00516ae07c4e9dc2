//! Frames to shards on several threads: this one reads and decodes, each worker owns whole shards.
//!
//! Frames go in batches that come back to be filled again. A shard's frames all pass one queue, in order.

use std::{
    sync::mpsc::{Receiver, SyncSender, channel, sync_channel},
    thread,
};

use ringwall_dissect::engine::{Frame, Gate, Order, Outcomes, Shard, TOGETHER, read};

use super::{
    ReadError,
    timeline::{Ended, Timeline},
};

/// Bytes of payload in a batch.
const BATCH_BYTES: usize = 128 << 10;
/// Frames in a batch.
const BATCH: usize = 2 * TOGETHER;
/// Batches a worker may have before it.
const QUEUE: usize = 4;

/// Frames for one worker, in the order they are to be read in; shards are numbered as their worker has them.
#[derive(Debug, Default)]
struct Batch {
    frames: Vec<Frame>,
    /// Their payloads.
    bytes: Vec<u8>,
}

/// A worker as the reader sees it.
#[derive(Debug)]
struct Lane {
    batch: Batch,
    queue: SyncSender<Batch>,
    empty: Receiver<Batch>,
}

/// Reads with this thread and `workers` others.
pub(super) fn spread(
    shards: Vec<Shard>,
    workers: usize,
    timeline: Timeline<'_, '_>,
    gate: &Gate<'_>,
) -> Result<(Vec<Outcomes>, Ended), ReadError> {
    let workers = workers.clamp(1, shards.len().max(1));
    // Shard n is worker n mod workers' own, which has it at n div workers.
    let mut owned: Vec<Vec<Shard>> = Vec::new();
    owned.resize_with(workers, Vec::new);
    for (number, shard) in shards.into_iter().enumerate() {
        if let Some(own) = owned.get_mut(number % workers) {
            own.push(shard);
        }
    }
    thread::scope(|scope| {
        let mut lanes = Vec::new();
        let mut running = Vec::new();
        for own in owned {
            let (queue, batches) = sync_channel(QUEUE);
            let (give_back, empty) = channel();
            lanes.push(Lane { batch: Batch::default(), queue, empty });
            running.push(scope.spawn(move || work(own, &batches, &|batch| drop(give_back.send(batch)))));
        }
        let mut order = Order::default();
        let ended = timeline.run(gate, |frames, buffer| {
            let ordered = order.of(frames).iter().filter_map(|at| frames.get(usize::from(*at)));
            for frame in ordered {
                if let Some(lane) = lanes.get_mut(frame.shard() % workers) {
                    lane.add(frame.among(workers), frame.payload(buffer));
                }
            }
        });
        lanes.into_iter().for_each(Lane::end);
        let mut outcomes = Vec::new();
        for worker in running {
            outcomes.extend(worker.join().map_err(|_| ReadError::Worker)?);
        }
        Ok((outcomes, ended))
    })
}

impl Lane {
    fn add(&mut self, frame: Frame, payload: &[u8]) {
        self.batch.frames.push(frame.moved(self.batch.bytes.len()));
        self.batch.bytes.extend_from_slice(payload);
        if self.batch.bytes.len() >= BATCH_BYTES || self.batch.frames.len() >= BATCH {
            let next = self.empty.try_recv().unwrap_or_default();
            let full = std::mem::replace(&mut self.batch, next);
            // A worker that is gone is found out when it is joined.
            drop(self.queue.send(full));
        }
    }

    fn end(self) {
        drop(self.queue.send(self.batch));
    }
}

fn work(mut shards: Vec<Shard>, batches: &Receiver<Batch>, give_back: &dyn Fn(Batch)) -> Vec<Outcomes> {
    let as_they_come: Vec<u16> = (0_u16..).take(BATCH).collect();
    while let Ok(mut batch) = batches.recv() {
        let order = as_they_come.get(..batch.frames.len()).unwrap_or_default();
        read(&mut shards, &batch.frames, order, &batch.bytes);
        batch.frames.clear();
        batch.bytes.clear();
        give_back(batch);
    }
    shards.into_iter().map(Shard::finish).collect()
}
