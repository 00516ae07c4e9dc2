//! Where in the run something was seen.

use ringwall_model::{CaptureIndex, FrameRef, Instant};

/// Capture and frame in one word; orders as frames do within a capture, and by capture before that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(u64);

const FRAME_BITS: u32 = 40;

impl Stamp {
    /// Of a frame (from 1) of a capture. A run has at most 2^24 captures of 2^40 frames; what is beyond shares a stamp.
    #[inline]
    pub fn new(capture: u32, frame: u64) -> Self {
        let capture = u64::from(capture).min((1 << (64 - FRAME_BITS)) - 1);
        Self(capture << FRAME_BITS | frame.min((1 << FRAME_BITS) - 1))
    }

    /// This one, unless the other is of an earlier frame of the same capture. Which of two captures came first is not told by
    /// stamps; of one, flows are read in turns ([`super::Run`]).
    #[inline]
    pub(crate) fn or_before(self, other: Self) -> Self {
        if self.0 >> FRAME_BITS == other.0 >> FRAME_BITS { self.min(other) } else { self }
    }

    /// As the model writes it.
    pub fn frame_ref(self) -> FrameRef {
        let capture = CaptureIndex(u32::try_from(self.0 >> FRAME_BITS).unwrap_or(u32::MAX));
        FrameRef { capture, frame: self.0 & ((1 << FRAME_BITS) - 1) }
    }
}

/// Where and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Where.
    pub stamp: Stamp,
    /// When.
    pub time: Instant,
}
