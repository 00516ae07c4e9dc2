//! A flow not yet recognised: its first payloads are kept while a protocol could still claim them.

use smallvec::SmallVec;

use super::{
    detector::Rows,
    moment::Moment,
    shard::widen,
    side::{Both, End},
};

/// Payloads tried in each direction.
pub(crate) const TRIES_MAX: u8 = 4;
/// Bytes kept in each direction.
const KEPT_BYTES_MAX: usize = 16 << 10;

/// First payloads of a flow, of which there may be very many that never become more: 128 bytes.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    /// Most flows that are kept at all are one payload, and that a short one.
    pieces: SmallVec<[Piece; 1]>,
    bytes: Both<SmallVec<[u8; 16]>>,
    /// Where the payload starts that asked for more.
    more: Both<Option<u32>>,
    /// Rows that could be.
    pub(crate) weak: Rows,
    /// Memory charged to the shard.
    pub(crate) charged: u32,
}

/// One payload kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) end: End,
    pub(crate) moment: Moment,
    pub(crate) frames: u32,
    /// Where it lies in what is kept: that is far from 4 GiB.
    start: u32,
    stop: u32,
}

impl Trial {
    /// The bytes to show probes: this payload, behind the one that asked for more.
    pub(crate) fn sample<'a>(&'a mut self, end: End, payload: &'a [u8]) -> &'a [u8] {
        match *self.more.at(end) {
            None => payload,
            Some(start) => {
                // Kept already: `keep` finds it there.
                let bytes = self.bytes.at_mut(end);
                bytes.extend_from_slice(payload);
                bytes.get(widen(start)..).unwrap_or_default()
            }
        }
    }

    /// True when a payload of `end` asked for more.
    pub(crate) fn asked(&self, end: End) -> bool {
        self.more.at(end).is_some()
    }

    /// True when a payload of `end` is kept, so that what follows must be too.
    pub(crate) fn keeps(&self, end: End) -> bool {
        !self.bytes.at(end).is_empty()
    }

    /// Keeps a payload just shown. False where there is no room: then nothing kept of `end` is of use.
    pub(crate) fn keep(&mut self, end: End, payload: &[u8], frames: u32, moment: Moment, more: bool) -> bool {
        let asked = self.asked(end);
        let bytes = self.bytes.at_mut(end);
        if !asked {
            bytes.extend_from_slice(payload);
        }
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (start, stop) = (number(bytes.len().saturating_sub(payload.len())), number(bytes.len()));
        self.pieces.push(Piece { end, moment, frames, start, stop });
        let from = self.more.at_mut(end);
        *from = if more { Some(from.unwrap_or(start)) } else { None };
        bytes.len() <= KEPT_BYTES_MAX
    }

    /// Forgets what is kept of `end`; gives the frames.
    pub(crate) fn forget(&mut self, end: End) -> u32 {
        let frames = self.pieces.iter().filter(|p| p.end == end).fold(0_u32, |sum, p| sum.saturating_add(p.frames));
        self.pieces.retain(|p| p.end != end);
        self.bytes.at_mut(end).clear();
        *self.more.at_mut(end) = None;
        frames
    }

    /// Frames kept.
    pub(crate) fn frames(&self) -> u32 {
        self.pieces.iter().fold(0, |sum, p| sum.saturating_add(p.frames))
    }

    /// What is kept, in the order it came.
    pub(crate) fn replay(&self) -> impl Iterator<Item = (Piece, &[u8])> {
        self.pieces.iter().map(|p| (*p, self.bytes.at(p.end).get(widen(p.start)..widen(p.stop)).unwrap_or_default()))
    }

    /// Memory held, in bytes.
    pub(crate) fn memory(&self) -> usize {
        let pieces = if self.pieces.spilled() { self.pieces.capacity() } else { 0 };
        let bytes = |kept: &SmallVec<[u8; 16]>| if kept.spilled() { kept.capacity() } else { 0 };
        [
            size_of::<Self>(),
            pieces.saturating_mul(size_of::<Piece>()),
            bytes(self.bytes.low()),
            bytes(self.bytes.high()),
        ]
        .into_iter()
        .fold(0, usize::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_fits_two_cache_lines() {
        assert!(size_of::<Option<Trial>>() <= 128, "{}", size_of::<Option<Trial>>());
    }
}
