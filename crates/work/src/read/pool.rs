//! Batches of frames, and the threads that read them.
//!
//! Shards are parted into lanes, and each batch is of one lane. Whoever has time takes a lane with the batch that is next on it. One
//! thread has a lane at a time, so that shards meet their frames in order, whoever reads them.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use ringwall_dissect::engine::{Frame, Outcomes, Run, Shard, TOGETHER, read};

/// Bytes of payload in a batch.
const BATCH_BYTES: usize = 128 << 10;
/// Frames in a batch.
const BATCH: usize = 2 * TOGETHER;

/// Frames for one lane, in the order they are to be read in; shards are numbered as their lane has them.
#[derive(Debug, Default)]
pub(super) struct Batch {
    run: Run,
    /// The payloads of its frames.
    bytes: Vec<u8>,
}

impl Batch {
    /// Adds a frame of a shard of its lane. True when it is full.
    pub(super) fn add(&mut self, frame: &Frame, shard: u8, payload: &[u8]) -> bool {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(payload);
        if let Some(own) = self.run.append(frame) {
            own.place(shard, start);
        }
        self.bytes.len() >= BATCH_BYTES || self.run.len() >= BATCH
    }
}

/// What threads share. Shards are dealt out to lanes ([`dealt`]).
#[derive(Debug)]
pub(super) struct Pool {
    state: Mutex<State>,
    /// There may be something to do, or never again.
    changed: Condvar,
    /// Batches that may wait.
    limit: usize,
}

#[derive(Debug, Default)]
struct State {
    lanes: Vec<Lane>,
    /// Lanes that are not finished.
    open: usize,
    /// Batches nobody has taken.
    waiting: usize,
    /// No batch will come any more.
    ended: bool,
    /// A thread went down, with the lane it had.
    fallen: bool,
    /// Batches to be filled again.
    empty: Vec<Batch>,
    outcomes: Vec<Outcomes>,
}

#[derive(Debug)]
struct Lane {
    /// None while a thread has them, and when the lane is finished.
    shards: Option<Vec<Shard>>,
    batches: VecDeque<Batch>,
}

/// A lane one has: with the batch to be read, or to be finished.
struct Turn {
    lane: usize,
    shards: Vec<Shard>,
    batch: Option<Batch>,
}

/// What became of it.
enum Done {
    Read(Turn),
    Finished(Vec<Outcomes>),
}

/// For each shard its lane, and its number there.
pub(super) fn dealt(shards: usize, lanes: usize) -> Vec<(usize, u8)> {
    let number = |shard: usize| shard.checked_div(lanes).and_then(|number| u8::try_from(number).ok());
    (0..shards).map(|shard| (shard.checked_rem(lanes).unwrap_or(0), number(shard).unwrap_or(0))).collect()
}

impl Pool {
    pub(super) fn new(shards: Vec<Shard>, lanes: usize, limit: usize) -> Self {
        let mut parted = Vec::new();
        parted.resize_with(lanes, Vec::new);
        for ((lane, _), shard) in dealt(shards.len(), lanes).into_iter().zip(shards) {
            if let Some(own) = parted.get_mut(lane) {
                own.push(shard);
            }
        }
        let lanes: Vec<_> =
            parted.into_iter().map(|own| Lane { shards: Some(own), batches: VecDeque::new() }).collect();
        let state = State { open: lanes.len(), lanes, ..State::default() };
        Self { state: Mutex::new(state), changed: Condvar::new(), limit }
    }

    /// A batch to be filled.
    pub(super) fn empty(&self) -> Batch {
        self.state().empty.pop().unwrap_or_default()
    }

    /// Puts a batch on its lane. While too many wait, this thread reads some of them.
    pub(super) fn give(&self, lane: usize, batch: Batch) {
        let mut state = self.state();
        state.put(lane, batch);
        self.changed.notify_one();
        while state.waiting >= self.limit && !state.fallen {
            state = self.step(state);
        }
    }

    /// Puts the last batches on their lanes: then these can be finished.
    pub(super) fn end(&self, batches: Vec<Batch>) {
        let mut state = self.state();
        batches.into_iter().enumerate().for_each(|(lane, batch)| state.put(lane, batch));
        state.ended = true;
        self.changed.notify_all();
    }

    /// Reads batches until all lanes are finished.
    pub(super) fn work(&self) {
        let _watched = Watched(self);
        let mut state = self.state();
        while state.open > 0 && !state.fallen {
            state = self.step(state);
        }
    }

    /// What the shards found; none where a thread went down.
    pub(super) fn outcomes(self) -> Option<Vec<Outcomes>> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        (!state.fallen).then_some(state.outcomes)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what there is to do, or waits until there may be something.
    fn step<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let Some(turn) = state.take() else {
            return self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        drop(state);
        let done = turn.run();
        let mut state = self.state();
        state.give_back(done);
        self.changed.notify_all();
        state
    }
}

impl State {
    fn put(&mut self, lane: usize, batch: Batch) {
        let Some(lane) = self.lanes.get_mut(lane) else { return };
        lane.batches.push_back(batch);
        self.waiting = self.waiting.saturating_add(1);
    }

    /// Of the lanes nobody has, that on which most waits; at the end, one on which nothing does.
    fn take(&mut self) -> Option<Turn> {
        let ended = self.ended;
        let free = self.lanes.iter_mut().enumerate().filter(|(_, lane)| lane.shards.is_some());
        let due = free.filter(|(_, lane)| ended || !lane.batches.is_empty());
        let (number, lane) = due.max_by_key(|(_, lane)| lane.batches.len())?;
        let turn = Turn { lane: number, shards: lane.shards.take()?, batch: lane.batches.pop_front() };
        self.waiting = self.waiting.saturating_sub(usize::from(turn.batch.is_some()));
        Some(turn)
    }

    fn give_back(&mut self, done: Done) {
        match done {
            Done::Read(turn) => {
                self.empty.extend(turn.batch);
                if let Some(lane) = self.lanes.get_mut(turn.lane) {
                    lane.shards = Some(turn.shards);
                }
            }
            Done::Finished(outcomes) => {
                self.outcomes.extend(outcomes);
                self.open = self.open.saturating_sub(1);
            }
        }
    }
}

impl Turn {
    fn run(mut self) -> Done {
        let Some(batch) = &mut self.batch else {
            return Done::Finished(self.shards.into_iter().map(Shard::finish).collect());
        };
        read(&mut self.shards, &batch.run, &batch.bytes);
        batch.run.clear();
        batch.bytes.clear();
        Done::Read(self)
    }
}

/// Tells the others where this thread goes down, so that nobody waits for it.
pub(super) struct Watched<'a>(pub(super) &'a Pool);

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.state().fallen = true;
            self.0.changed.notify_all();
        }
    }
}
