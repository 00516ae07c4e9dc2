//! What a reading process is asked.

use ringwall_capture::confine::Limits;
use ringwall_dissect::engine::Detail;
use serde::{Deserialize, Serialize};

use crate::{discover::Show, read::Listed};

/// Seconds a reading process may take whatever it reads, and bytes of captures for which it gets another: a hundred times
/// what they take.
const SECONDS_LEAST: u64 = 60;
const BYTES_A_SECOND: u64 = 1 << 18;

/// How it is read.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct How {
    pub(super) threads: usize,
    pub(super) budget: usize,
    pub(super) hash: bool,
    pub(super) memory: u64,
}

/// A question.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Question {
    pub(super) listed: Listed,
    pub(super) how: How,
    pub(super) seconds: Option<u64>,
    pub(super) wanted: Wanted,
    /// Its only capture comes by a wire: it ends when watching does, and says what the port does not show.
    pub(super) live: bool,
}

/// What is to come back.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum Wanted {
    /// All that was read.
    Reading,
    /// What it shows, ready to be written.
    Shown(Show),
    /// Only whether it can be read.
    Nothing,
}

impl Wanted {
    /// What is needed of conversations.
    pub(super) fn detail(self) -> Detail {
        match self {
            Self::Reading => Detail::Whole,
            Self::Shown(show) => show.detail(),
            Self::Nothing => Detail::Counts,
        }
    }
}

impl Question {
    pub(super) fn new(listed: &Listed, how: How, wanted: Wanted) -> Self {
        let sizes = listed.sources.iter().map(|placed| placed.source.size);
        let bytes = sizes.into_iter().try_fold(0_u64, |sum, size| Some(sum.saturating_add(size?)));
        Self {
            listed: listed.in_text(),
            how,
            seconds: bytes.map(|bytes| SECONDS_LEAST.saturating_add(bytes / BYTES_A_SECOND)),
            wanted,
            live: false,
        }
    }

    pub(super) fn limits(&self) -> Limits {
        Limits { memory: self.how.memory, seconds: self.seconds }
    }
}
