//! Segments that came before their turn.

use super::{
    moment::Moment,
    side::{Both, End},
};

/// Bytes held for one flow.
pub(crate) const HELD_BYTES_MAX: usize = 64 << 10;
/// Segments held for one flow.
const HELD_SEGMENTS_MAX: usize = 256;
/// What a held segment costs beyond its bytes.
const SEGMENT_COST: usize = 96;

/// A segment, or the part of one that nothing held before it covered.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) sequence: u32,
    pub(crate) bytes: Vec<u8>,
    /// Bytes of it that the capture cut off.
    pub(crate) missing: u32,
    /// Frames it stands for.
    pub(crate) frames: u32,
    pub(crate) moment: Moment,
}

impl Held {
    /// Bytes it covers in the stream.
    pub(crate) fn length(&self) -> u32 {
        u32::try_from(self.bytes.len()).unwrap_or(u32::MAX).saturating_add(self.missing)
    }
}

/// Held segments of both ends of a flow, in stream order and apart from one another.
#[derive(Debug, Default)]
pub(crate) struct Hold {
    held: Both<Vec<Held>>,
    bytes: usize,
    /// Acknowledging frames seen since the hole was acknowledged.
    pub(crate) age: u8,
    /// When the hole was first seen.
    pub(crate) since: ringwall_model::Instant,
}

/// What became of a segment given to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Some of it was new.
    pub(crate) kept: bool,
    /// Some of it differs from what was held first.
    pub(crate) conflict: bool,
}

impl Hold {
    /// Keeps what of a segment is not covered yet; what is covered was there first and wins. `next` is expected next.
    pub(crate) fn insert(&mut self, end: End, next: u32, mut segment: Held) -> Kept {
        let held = self.held.at_mut(end);
        let mut outcome = Kept::default();
        let mut at = 0;
        while let Some(other) = held.get(at) {
            let from = segment.sequence.wrapping_sub(next);
            let start = other.sequence.wrapping_sub(next);
            let stop = start.saturating_add(other.length());
            if from >= stop {
                at = at.saturating_add(1);
                continue;
            }
            if from.saturating_add(segment.length()) <= start {
                break;
            }
            outcome.conflict |= differs(other, &segment);
            let before = split(&mut segment, start.saturating_sub(from));
            let behind = split_off(&mut segment, stop.saturating_sub(start.max(from)));
            if before.length() > 0 {
                self.bytes = self.bytes.saturating_add(cost(&before));
                segment.frames = 0;
                outcome.kept = true;
                held.insert(at, before);
                at = at.saturating_add(1);
            }
            at = at.saturating_add(1);
            let Some(behind) = behind else { return outcome };
            segment = Held { frames: segment.frames, ..behind };
        }
        self.bytes = self.bytes.saturating_add(cost(&segment));
        outcome.kept = true;
        held.insert(at, segment);
        outcome
    }

    /// How far behind `next` the first held segment of `end` starts.
    pub(crate) fn hole(&self, end: End, next: u32) -> Option<u32> {
        self.held.at(end).first().map(|h| h.sequence.wrapping_sub(next))
    }

    /// Takes the first held segment of `end` where it is next.
    pub(crate) fn take_next(&mut self, end: End, next: u32) -> Option<Held> {
        if self.hole(end, next)? > 0 {
            return None;
        }
        let held = self.held.at_mut(end).remove(0);
        self.bytes = self.bytes.saturating_sub(cost(&held));
        Some(held)
    }

    pub(crate) fn is_empty(&self, end: End) -> bool {
        self.held.at(end).is_empty()
    }

    /// True when no more may be held.
    pub(crate) fn is_full(&self) -> bool {
        let segments = self.held.low().len().saturating_add(self.held.high().len());
        self.bytes > HELD_BYTES_MAX || segments > HELD_SEGMENTS_MAX
    }

    /// Memory held, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.bytes.saturating_add(size_of::<Self>())
    }
}

fn cost(held: &Held) -> usize {
    held.bytes.len().saturating_add(SEGMENT_COST)
}

/// Cuts the first `length` stream bytes off a segment.
fn split(segment: &mut Held, length: u32) -> Held {
    let at = usize::try_from(length).unwrap_or(usize::MAX).min(segment.bytes.len());
    let rest = segment.bytes.split_off(at);
    let bytes = std::mem::replace(&mut segment.bytes, rest);
    let missing = length.saturating_sub(u32::try_from(at).unwrap_or(u32::MAX)).min(segment.missing);
    let before = Held { bytes, missing, ..segment.clone_head() };
    segment.missing = segment.missing.saturating_sub(missing);
    segment.sequence = segment.sequence.wrapping_add(length);
    before
}

/// What of a segment lies behind its first `length` stream bytes.
fn split_off(segment: &mut Held, length: u32) -> Option<Held> {
    if segment.length() <= length {
        return None;
    }
    let covered = split(segment, length);
    Some(std::mem::replace(segment, covered))
}

impl Held {
    fn clone_head(&self) -> Self {
        Self { bytes: Vec::new(), ..*self }
    }
}

/// True where two segments have different bytes at the same place.
fn differs(one: &Held, other: &Held) -> bool {
    let ahead = other.sequence.wrapping_sub(one.sequence).cast_signed();
    let skip = |n: i32| usize::try_from(n).unwrap_or(0);
    let one = one.bytes.get(skip(ahead)..).unwrap_or_default();
    let other = other.bytes.get(skip(ahead.saturating_neg())..).unwrap_or_default();
    one.iter().zip(other).any(|(a, b)| a != b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(sequence: u32, bytes: &[u8]) -> Held {
        Held { sequence, bytes: bytes.to_vec(), missing: 0, frames: 1, moment: Moment::default() }
    }

    fn drain(hold: &mut Hold, mut next: u32) -> Vec<u8> {
        let mut out = Vec::new();
        while let Some(held) = hold.take_next(End::Low, next) {
            next = next.wrapping_add(held.length());
            out.extend(held.bytes);
        }
        out
    }

    #[test]
    fn segments_come_out_in_order_across_the_end_of_the_number_space() {
        let next = u32::MAX - 1;
        let mut hold = Hold::default();
        for (at, text) in [(4, "efg"), (0, "ab"), (2, "cd")] {
            hold.insert(End::Low, next, segment(next.wrapping_add(at), text.as_bytes()));
        }
        assert_eq!(drain(&mut hold, next), b"abcdefg");
        assert_eq!(hold.bytes, 0);
    }

    #[test]
    fn the_first_copy_wins_and_a_different_one_is_told() {
        let mut hold = Hold::default();
        assert_eq!(hold.insert(End::Low, 0, segment(12, b"CD")), Kept { kept: true, conflict: false });
        assert_eq!(hold.insert(End::Low, 0, segment(10, b"abxxef")), Kept { kept: true, conflict: true });
        assert_eq!(hold.insert(End::Low, 0, segment(12, b"CD")), Kept { kept: false, conflict: false });
        assert_eq!(hold.hole(End::Low, 0), Some(10));
        assert_eq!(drain(&mut hold, 10), b"abCDef");
    }
}
