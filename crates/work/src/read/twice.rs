//! Frames that come twice: a mirror port that shows both ends of a cable shows each frame on its way in and out.

use std::hash::BuildHasher as _;

use ringwall_model::{Diagnostic, Foreign, Instant, Place, Severity};

/// Frames looked back for, and how long: what a device repeats by itself comes later.
const FRAMES: usize = 32;
const WITHIN_US: i64 = 1000;

/// Frames of a file that are looked at: a point that records frames on their way in and out does so from the start.
const OF_A_FILE: u64 = 20_000;

/// Where so many frames and one in so many of all came twice, it is told.
const COUNT_MIN: u64 = 8;
const ONE_IN: u64 = 100;

/// The last frames, by their hashes.
#[derive(Debug, Default)]
pub(super) struct Twice {
    /// A wire is watched to its end, a file at its begin.
    pub(super) to_the_end: bool,
    hasher: foldhash::fast::FixedState,
    recent: [(u64, Instant); FRAMES],
    at: usize,
    /// Frames that had come shortly before.
    count: u64,
    looked_at: u64,
}

impl Twice {
    /// Frames still to be looked at.
    pub(super) fn left(&self) -> usize {
        let left = if self.to_the_end { u64::MAX } else { OF_A_FILE.saturating_sub(self.looked_at) };
        usize::try_from(left).unwrap_or(usize::MAX)
    }

    /// Takes note of a frame.
    pub(super) fn note(&mut self, bytes: &[u8], time: Instant) {
        self.looked_at = self.looked_at.saturating_add(1);
        let hash = self.hasher.hash_one(bytes);
        let soon = |then: Instant| time.0.abs_diff(then.0) < WITHIN_US.unsigned_abs();
        if self.recent.iter().any(|(other, then)| *other == hash && soon(*then)) {
            self.count = self.count.saturating_add(1);
        }
        if let Some(slot) = self.recent.get_mut(self.at) {
            *slot = (hash, time);
        }
        self.at = self.at.saturating_add(1) % FRAMES;
    }

    /// Now and then a device really sends the same bytes again at once; a point that sees frames on their way in and out sees
    /// many so.
    pub(super) fn diagnostic(&self) -> Option<Diagnostic> {
        let Self { count, looked_at, .. } = self;
        let place = Place::Capture { capture: Foreign::default(), offset: None };
        let message = format!("{count} of {looked_at} frames came twice within a millisecond, and count twice");
        (*count >= COUNT_MIN && count.saturating_mul(ONE_IN) >= *looked_at).then(|| {
            Diagnostic::new("frames-twice", Severity::Warning, place, message).help(
                "mirror each cable at one end only; a device that records itself shows what it passes on both ways",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_bytes_shortly_after_are_the_same_frame() {
        let mut twice = Twice::default();
        let frames: [(&[u8], i64); 5] = [(b"one", 1), (b"two", 1), (b"one", 1), (b"three", 2), (b"two", 3)];
        for (bytes, ms) in frames {
            twice.note(bytes, Instant(ms * 1000));
        }
        assert_eq!(twice.count, 1, "the second of one; two came again after two milliseconds");
        for n in 0..40_u8 {
            twice.note(&[n], Instant(4000));
        }
        twice.note(&[0], Instant(4000));
        assert_eq!(twice.count, 1, "too many came between");
    }
}
