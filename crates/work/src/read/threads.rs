//! Frames to shards on several threads: this one reads and decodes, each worker owns whole shards.
//!
//! Frames go in batches that come back to be filled again. A shard's frames all pass one queue, in order.

use std::{
    sync::mpsc::{Receiver, SyncSender, channel, sync_channel},
    thread,
};

use ringwall_dissect::{
    engine::{Arrival, Gate, Moment, Networks, Outcomes, Shard, look_ahead},
    link::Headers,
};

use super::{
    ReadError,
    timeline::{Decoded, Ended, Timeline},
};

/// Bytes of frames in a batch.
const BATCH_BYTES: usize = 256 << 10;
/// Frames whose flows a worker looks up together.
const AHEAD: usize = 32;
/// Batches a worker may have before it.
const QUEUE: usize = 4;

/// Frames for one worker.
#[derive(Debug, Default)]
struct Batch {
    bytes: Vec<u8>,
    frames: Vec<Frame>,
    /// Where each frame belongs; shards are numbered as their worker has them.
    arrivals: Vec<Arrival>,
}

#[derive(Debug)]
struct Frame {
    moment: Moment,
    headers: Headers,
    wire: u64,
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
    gate: &Gate,
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
        let ended = timeline.run(|frames, buffer| {
            for frame in frames {
                let mut arrival = gate.arrival(networks, frame.capture, &frame.headers);
                if let Some(lane) = lanes.get_mut(arrival.shard % workers) {
                    arrival.shard /= workers;
                    lane.add(frame, frame.bytes(buffer), arrival);
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
    fn add(&mut self, frame: &Decoded, bytes: &[u8], arrival: Arrival) {
        let start = self.batch.bytes.len();
        self.batch.bytes.extend_from_slice(bytes);
        let end = self.batch.bytes.len();
        let Decoded { moment, headers, wire, .. } = *frame;
        self.batch.frames.push(Frame { moment, headers, wire, start, end });
        self.batch.arrivals.push(arrival);
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

fn work(mut shards: Vec<Shard>, batches: &Receiver<Batch>, give_back: &dyn Fn(Batch)) -> Vec<Outcomes> {
    while let Ok(mut batch) = batches.recv() {
        let Batch { bytes, frames, arrivals } = &mut batch;
        for (frames, arrivals) in frames.chunks(AHEAD).zip(arrivals.chunks_mut(AHEAD)) {
            look_ahead(&shards, arrivals);
            for (frame, arrival) in frames.iter().zip(arrivals.iter()) {
                let bytes = bytes.get(frame.start..frame.end).unwrap_or_default();
                if let Some(shard) = shards.get_mut(arrival.shard) {
                    shard.frame(frame.moment, arrival, &frame.headers, bytes, frame.wire);
                }
            }
        }
        bytes.clear();
        frames.clear();
        arrivals.clear();
        give_back(batch);
    }
    shards.into_iter().map(Shard::finish).collect()
}
