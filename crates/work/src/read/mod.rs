//! Reading captures: sources found and put into time order, frames handed to shards, what they found joined.
//!
//! One thread does everything in place. With more, one reads and decodes and the others own whole shards: what is read does
//! not depend on how many there are.

mod error;
mod follow;
mod inputs;
mod logs;
mod pool;
mod sink;
mod tape;
#[cfg(test)]
mod tests;
mod threads;
mod timeline;
mod twice;

use std::path::PathBuf;

use ringwall_dissect::{
    PROTOCOLS, Protocol,
    engine::{self, Config, Detail},
};
use ringwall_model::Reading;
use serde::{Deserialize, Serialize};

use crate::{placement::Placements, worker};

pub use error::ReadError;
pub(crate) use inputs::{Listed, Lost, Placed, list};
pub(crate) use tape::Sources;

/// Memory for what is kept while reading, unless told otherwise, in bytes.
pub const BUDGET_BYTES: usize = 512 << 20;

/// What a process that reads takes before it keeps anything: its program, the table of protocols, buffers and stacks.
const FIXED_BYTES: u64 = 32 << 20;
/// Of what it may have beyond that, what is kept while reading is a fourth at most: the rest is the answer, which names everything,
/// and what an allocator sets aside. More than [`BUDGET_BYTES`] it is where a sixteenth is more.
const BUDGET_SHARES: [u64; 2] = [4, 16];
/// What a thread takes: its stack, and what an allocator sets aside for it.
const THREAD_BYTES: u64 = 32 << 20;

/// How captures are read.
pub struct Options<'a> {
    /// Threads; 0 and 1 are one.
    pub threads: usize,
    /// Memory for what is kept while reading, in bytes.
    pub budget: usize,
    /// Give the SHA-256 of each capture.
    pub hash: bool,
    /// Told now and then how far reading is.
    pub progress: Option<&'a mut dyn FnMut(Progress)>,
    /// Protocols to recognise.
    pub protocols: &'static [&'static Protocol],
    /// Where it is done.
    pub place: Where,
    /// What of conversations is asked for.
    pub detail: Detail,
}

/// Where captures are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Where {
    /// In this process.
    #[default]
    Here,
    /// In a process of their own that can do nothing else. This program must answer to [`crate::worker::MARK`].
    Confined {
        /// Memory it may have, in bytes.
        memory: u64,
    },
}

impl Where {
    /// In a process of their own where this system can fence one in; what is read says where it cannot.
    pub fn confined(memory: u64) -> Self {
        if ringwall_capture::confine::AVAILABLE { Self::Confined { memory } } else { Self::Here }
    }

    /// How many of some threads there is memory for; what is told does not hang on it.
    pub fn threads(self, wanted: usize) -> usize {
        match self {
            Self::Here => wanted,
            Self::Confined { memory } => {
                let most = memory.saturating_sub(FIXED_BYTES) / THREAD_BYTES;
                wanted.min(usize::try_from(most).unwrap_or(usize::MAX)).max(1)
            }
        }
    }

    /// Memory for what is kept while reading there, in bytes.
    pub fn budget(self) -> usize {
        match self {
            Self::Here => BUDGET_BYTES,
            Self::Confined { memory } => {
                let beyond = memory.saturating_sub(FIXED_BYTES);
                let of = |share| usize::try_from(beyond.checked_div(share).unwrap_or(0)).unwrap_or(usize::MAX);
                let [most, least] = BUDGET_SHARES.map(of);
                most.min(BUDGET_BYTES).max(least)
            }
        }
    }
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            threads: 1,
            budget: BUDGET_BYTES,
            hash: false,
            progress: None,
            protocols: PROTOCOLS,
            place: Where::Here,
            detail: Detail::Whole,
        }
    }
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("threads", &self.threads).field("budget", &self.budget).finish_non_exhaustive()
    }
}

/// From here on the first interrupt (Ctrl-C) only asks reading to stop, and the second ends the program.
pub fn stop_when_asked() {
    ringwall_capture::interrupt::listen();
}

/// True once somebody asked reading to stop.
pub fn was_stopped() -> bool {
    ringwall_capture::interrupt::asked()
}

/// How far reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Bytes of all inputs read so far, before unpacking.
    pub bytes: u64,
    /// Bytes of all inputs, where all have a size.
    pub total: Option<u64>,
    /// Frames read so far.
    pub frames: u64,
}

/// Reads files, folders and pipes as one timeline. A damaged capture is a diagnostic; an input that cannot be used at all is
/// an error.
pub fn read(inputs: &[PathBuf], placements: &Placements, options: Options<'_>) -> Result<Reading, ReadError> {
    let listed = list(inputs, placements)?;
    match options.place {
        Where::Here => {
            let sources = Sources { open: &|_, source| ringwall_capture::open(source), next: &|_| None };
            read_here(&listed, sources, options)
        }
        Where::Confined { memory } => worker::reading(&listed, memory, options),
    }
}

/// Reads what was listed, in this process.
pub(crate) fn read_here(listed: &Listed, sources: Sources<'_>, options: Options<'_>) -> Result<Reading, ReadError> {
    let Options { threads, budget, hash, mut progress, protocols, detail, .. } = options;
    let prepared = inputs::prepare(listed, sources.open, hash)?;
    // Nobody can make addresses that collide under a seed that is new each time; it never shows in what is read.
    let seed = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0_u8);
    let shards = engine::shards(&Config { budget, seed, protocols });
    let networks = prepared.networks;
    let gate = engine::Gate::new(seed, &networks);
    let mut timeline = timeline::Timeline::new(sources, listed, prepared.tapes, prepared.total, progress.as_mut());
    timeline.followed_network = networks.id(engine::NetworkNumber::default());
    timeline.read_logs(prepared.logs);
    let (outcomes, read) = match threads {
        0 | 1 => sink::in_place(shards, timeline, &gate),
        n => threads::spread(shards, n, timeline, &gate)?,
    };
    let mut diagnostics = prepared.diagnostics;
    diagnostics.extend(read.diagnostics);
    let inputs = engine::Inputs {
        networks: &networks,
        protocols,
        captures: read.captures,
        undecoded: read.undecoded,
        bytes: read.bytes,
        diagnostics,
        detail,
    };
    let mut reading = engine::reading(outcomes, inputs);
    if !read.logs.is_empty() {
        read.logs.end(&mut reading);
    }
    listed.lost.add_to(&mut reading.packets);
    Ok(reading)
}
