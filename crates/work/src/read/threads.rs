//! Frames to shards on several threads: this one reads and decodes, each worker owns whole shards.
//!
//! Frames go in batches that come back to be filled again. A shard's frames all pass one queue, in order.

use std::{
    sync::mpsc::{Receiver, SyncSender, channel, sync_channel},
    thread,
};

use ringwall_dissect::{
    engine::{Moment, NetworkNumber, Networks, Outcomes, Shard, shard_of},
    link::Headers,
};

use super::{
    ReadError,
    timeline::{Decoded, Ended, Timeline},
};

/// Bytes of frames in a batch.
const BATCH_BYTES: usize = 256 << 10;
/// Batches a worker may have before it.
const QUEUE: usize = 4;

/// Frames for one worker.
#[derive(Debug, Default)]
struct Batch {
    bytes: Vec<u8>,
    frames: Vec<Frame>,
}

#[derive(Debug)]
struct Frame {
    moment: Moment,
    network: NetworkNumber,
    headers: Headers,
    wire: u64,
    shard: usize,
    start: usize,
    end: usize,
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
    networks: &Networks,
) -> Result<(Vec<Outcomes>, Ended), ReadError> {
    let workers = workers.clamp(1, shards.len().max(1));
    // Each worker has a slot for every shard, so that a shard's number needs no translation.
    let mut owned: Vec<Vec<Option<Shard>>> = Vec::new();
    owned.resize_with(workers, || Vec::with_capacity(shards.len()));
    for (number, shard) in shards.into_iter().enumerate() {
        let mut shard = Some(shard);
        for (worker, slots) in owned.iter_mut().enumerate() {
            slots.push(if number % workers == worker { shard.take() } else { None });
        }
    }
    thread::scope(|scope| {
        let mut lanes = Vec::new();
        let mut running = Vec::new();
        for slots in owned {
            let (queue, batches) = sync_channel(QUEUE);
            let (give_back, empty) = channel();
            lanes.push(Lane { batch: Batch::default(), queue, empty });
            running.push(scope.spawn(move || work(slots, &batches, &|batch| drop(give_back.send(batch)))));
        }
        let ended = timeline.run(|frames, buffer| {
            for frame in frames {
                let network = networks.of(frame.capture, frame.headers.vlans);
                let shard = shard_of(network, &frame.headers);
                if let Some(lane) = lanes.get_mut(shard % workers) {
                    lane.add(frame, frame.bytes(buffer), network, shard);
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
    fn add(&mut self, frame: &Decoded, bytes: &[u8], network: NetworkNumber, shard: usize) {
        let start = self.batch.bytes.len();
        self.batch.bytes.extend_from_slice(bytes);
        let end = self.batch.bytes.len();
        let Decoded { moment, headers, wire, .. } = *frame;
        self.batch.frames.push(Frame { moment, network, headers, wire, shard, start, end });
        if end >= BATCH_BYTES {
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

fn work(mut slots: Vec<Option<Shard>>, batches: &Receiver<Batch>, give_back: &dyn Fn(Batch)) -> Vec<Outcomes> {
    while let Ok(mut batch) = batches.recv() {
        for frame in &batch.frames {
            let bytes = batch.bytes.get(frame.start..frame.end).unwrap_or_default();
            if let Some(Some(shard)) = slots.get_mut(frame.shard) {
                shard.frame(frame.moment, frame.network, &frame.headers, bytes, frame.wire);
            }
        }
        batch.bytes.clear();
        batch.frames.clear();
        give_back(batch);
    }
    slots.into_iter().flatten().map(Shard::finish).collect()
}
