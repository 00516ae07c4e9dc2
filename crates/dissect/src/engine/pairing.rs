//! Requests that wait for their answers: the last ones of a flow.

use std::collections::VecDeque;

use super::{detector::Row, side::End};

/// Requests kept of a flow. An older one that is pushed out counts as unanswered. One message may hold dozens (a CIP Multiple
/// Service Packet does), and all of them are answered only after the last was sent: eight were too few by a factor of three.
pub(crate) const WAITING_MAX: usize = 64;

/// A request that waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) tag: u32,
    /// Its tally in the flow's ledger.
    pub(crate) tally: u16,
    pub(crate) row: Row,
    pub(crate) from: End,
}

/// Requests in the order they were sent.
#[derive(Debug, Default)]
pub(crate) struct Ring {
    waiting: VecDeque<Waiting>,
}

impl Ring {
    /// Adds a request; gives the oldest where there was no room.
    #[inline]
    pub(crate) fn push(&mut self, request: Waiting) -> Option<Waiting> {
        let pushed_out = if self.waiting.len() >= WAITING_MAX { self.waiting.pop_front() } else { None };
        self.waiting.push_back(request);
        pushed_out
    }

    /// Takes the request of `row` sent by `from` with this tag: without one, the oldest; with one, the newest, for an older
    /// one of the same tag was given up by its sender.
    #[inline]
    pub(crate) fn take(&mut self, row: Row, from: End, tag: u32) -> Option<Waiting> {
        let is = |w: &Waiting| w.tag == tag && w.row == row && w.from == from;
        let at = if tag == 0 { self.waiting.iter().position(is) } else { self.waiting.iter().rposition(is) }?;
        self.waiting.remove(at)
    }

    /// Takes any request, oldest first.
    pub(crate) fn pop(&mut self) -> Option<Waiting> {
        self.waiting.pop_front()
    }

    /// Memory held, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.waiting.capacity().saturating_mul(size_of::<Waiting>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(tag: u32) -> Waiting {
        Waiting { tag, ..Waiting::default() }
    }

    #[test]
    fn an_answer_takes_its_request() {
        let mut ring = Ring::default();
        for (tally, tag) in [(0, 0), (1, 6), (2, 0), (3, 6)] {
            assert_eq!(ring.push(Waiting { tally, ..request(tag) }), None);
        }
        assert_eq!(ring.take(0, End::Low, 0).map(|w| w.tally), Some(0), "without a tag, first in first out");
        assert_eq!(ring.take(0, End::Low, 6).map(|w| w.tally), Some(3), "with one, the newest");
        assert_eq!(ring.take(0, End::High, 0), None);
        assert_eq!(ring.pop().map(|w| w.tally), Some(1));
        assert_eq!(ring.pop().map(|w| w.tally), Some(2));
        assert_eq!(ring.pop(), None);
    }

    #[test]
    fn one_request_too_many_pushes_the_first_out() {
        let mut ring = Ring::default();
        for tag in 0..64 {
            assert_eq!(ring.push(request(tag)), None);
        }
        assert_eq!(ring.push(request(64)), Some(request(0)));
    }
}
