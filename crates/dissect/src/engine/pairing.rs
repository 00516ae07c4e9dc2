//! Requests that wait for their answers: the last ones of a flow.

use super::{detector::Row, side::End};
use crate::recent::Recent;

/// Requests kept of a flow. An older one that is pushed out counts as unanswered. One message may hold dozens (a CIP Multiple
/// Service Packet does), and all of them are answered only after the last was sent: eight were too few by a factor of three.
pub(crate) const WAITING_MAX: u8 = 64;

/// A request that waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) tag: u32,
    /// Its tally in the flow's ledger.
    pub(crate) tally: u16,
    pub(crate) row: Row,
    pub(crate) from: End,
}

impl Waiting {
    /// All but its tally in one word.
    #[inline]
    fn key(row: Row, from: End, tag: u32) -> u64 {
        u64::from(tag) << 32 | u64::from(row) << 8 | from as u64
    }
}

/// Requests in the order they were sent.
#[derive(Debug)]
pub(crate) struct Ring {
    waiting: Recent<u64, u16>,
}

impl Default for Ring {
    fn default() -> Self {
        Self { waiting: Recent::new(WAITING_MAX) }
    }
}

impl Ring {
    /// Adds a request; gives the tally of the oldest where there was no room.
    #[inline]
    pub(crate) fn push(&mut self, request: Waiting) -> Option<u16> {
        self.waiting.push(Waiting::key(request.row, request.from, request.tag), request.tally)
    }

    /// Takes the request of `row` sent by `from` with this tag, and gives its tally: without a tag, of the oldest; with one,
    /// of the newest, for an older one of the same tag was given up by its sender.
    #[inline]
    pub(crate) fn take(&mut self, row: Row, from: End, tag: u32) -> Option<u16> {
        let key = Waiting::key(row, from, tag);
        if tag == 0 { self.waiting.take_oldest(key) } else { self.waiting.take_newest(key) }
    }

    /// Takes any request, oldest first.
    pub(crate) fn pop(&mut self) -> Option<u16> {
        self.waiting.pop()
    }

    /// True where no request waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Memory held, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.waiting.memory()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(tag: u32, tally: u16) -> Waiting {
        Waiting { tag, tally, ..Waiting::default() }
    }

    #[test]
    fn an_answer_takes_its_request() {
        let mut ring = Ring::default();
        for (tally, tag) in [(0, 0), (1, 6), (2, 0), (3, 6)] {
            assert_eq!(ring.push(request(tag, tally)), None);
        }
        assert_eq!(ring.take(0, End::Low, 0), Some(0), "without a tag, first in first out");
        assert_eq!(ring.take(0, End::Low, 6), Some(3), "with one, the newest");
        assert_eq!(ring.take(0, End::High, 0), None);
        assert_eq!(ring.pop(), Some(1));
        assert_eq!(ring.pop(), Some(2));
        assert_eq!(ring.pop(), None);
    }

    #[test]
    fn one_request_too_many_pushes_the_first_out() {
        let mut ring = Ring::default();
        for n in 0..64 {
            assert_eq!(ring.push(request(n.into(), n)), None);
        }
        assert_eq!(ring.push(request(64, 64)), Some(0));
    }
}
