//! Requests that wait for their answers: the last eight of a flow.

use super::{detector::Row, side::End};

/// Requests kept. An older one that is pushed out counts as unanswered.
pub(crate) const WAITING_MAX: usize = 8;

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
    waiting: [Waiting; WAITING_MAX],
    count: u8,
}

impl Ring {
    /// Adds a request; gives the oldest where there was no room.
    #[inline]
    pub(crate) fn push(&mut self, request: Waiting) -> Option<Waiting> {
        let pushed_out = (usize::from(self.count) == WAITING_MAX).then(|| self.remove(0)).flatten();
        if let Some(slot) = self.waiting.get_mut(usize::from(self.count)) {
            *slot = request;
            self.count = self.count.saturating_add(1);
        }
        pushed_out
    }

    /// Takes the oldest request of `row` sent by `from` with this tag.
    #[inline]
    pub(crate) fn take(&mut self, row: Row, from: End, tag: u32) -> Option<Waiting> {
        let at = self.used().iter().position(|w| w.tag == tag && w.row == row && w.from == from)?;
        self.remove(at)
    }

    /// Takes any request, oldest first.
    pub(crate) fn pop(&mut self) -> Option<Waiting> {
        self.remove(0)
    }

    fn used(&self) -> &[Waiting] {
        self.waiting.get(..usize::from(self.count)).unwrap_or_default()
    }

    fn remove(&mut self, at: usize) -> Option<Waiting> {
        let used = self.waiting.get_mut(..usize::from(self.count)).unwrap_or_default();
        let taken = used.get(at).copied()?;
        used.get_mut(at..)?.rotate_left(1);
        self.count = self.count.saturating_sub(1);
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(tag: u32) -> Waiting {
        Waiting { tag, ..Waiting::default() }
    }

    #[test]
    fn an_answer_takes_the_oldest_request_with_its_tag() {
        let mut ring = Ring::default();
        for (tally, tag) in [(0, 5), (1, 6), (2, 5)] {
            assert_eq!(ring.push(Waiting { tally, ..request(tag) }), None);
        }
        assert_eq!(ring.take(0, End::Low, 5).map(|w| w.tally), Some(0));
        assert_eq!(ring.take(0, End::High, 5), None);
        assert_eq!(ring.pop().map(|w| w.tally), Some(1));
        assert_eq!(ring.pop().map(|w| w.tally), Some(2));
        assert_eq!(ring.pop(), None);
    }

    #[test]
    fn a_ninth_request_pushes_the_first_out() {
        let mut ring = Ring::default();
        for tag in 0..8 {
            assert_eq!(ring.push(request(tag)), None);
        }
        assert_eq!(ring.push(request(8)), Some(request(0)));
    }
}
