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

/// Where the tally stands in a word that is a key besides.
const TALLY: u32 = 16;
const TALLY_BITS: u64 = 0xffff << TALLY;
/// Set in a word that holds a request.
const TAKEN: u64 = 1 << 1;

/// Requests in the order they were sent.
#[derive(Debug)]
pub(crate) struct Ring {
    /// The oldest where it was sent when no other waited, as a poller's is: its key and its tally. 0 where there is none.
    alone: u64,
    others: Recent<u64, u16>,
}

impl Default for Ring {
    fn default() -> Self {
        Self { alone: 0, others: Recent::new(WAITING_MAX) }
    }
}

impl Ring {
    /// Adds a request; gives the tally of the oldest where there was no room.
    #[inline]
    pub(crate) fn push(&mut self, request: Waiting) -> Option<u16> {
        let key = Waiting::key(request.row, request.from, request.tag);
        if self.is_empty() {
            self.alone = key | u64::from(request.tally) << TALLY | TAKEN;
            return None;
        }
        let full = self.others.len().saturating_add(1) >= WAITING_MAX.into();
        let oldest = if full { self.take_alone() } else { None };
        self.others.push(key, request.tally).or(oldest)
    }

    /// Takes the request of `row` sent by `from` with this tag, and gives its tally: without a tag, of the oldest; with one,
    /// of the newest, for an older one of the same tag was given up by its sender.
    #[inline]
    pub(crate) fn take(&mut self, row: Row, from: End, tag: u32) -> Option<u16> {
        let key = Waiting::key(row, from, tag);
        let is_alone = self.alone & !TALLY_BITS == key | TAKEN;
        // Of all that wait it is the oldest.
        if is_alone && (tag == 0 || self.others.is_empty()) {
            return self.take_alone();
        }
        let other = if tag == 0 { self.others.take_oldest(key) } else { self.others.take_newest(key) };
        other.or_else(|| if is_alone { self.take_alone() } else { None })
    }

    /// Takes any request, oldest first.
    pub(crate) fn pop(&mut self) -> Option<u16> {
        self.take_alone().or_else(|| self.others.pop())
    }

    #[inline]
    fn take_alone(&mut self) -> Option<u16> {
        let alone = std::mem::take(&mut self.alone);
        (alone != 0).then_some((alone >> TALLY) as u16)
    }

    /// True where no request waits.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.alone == 0 && self.others.is_empty()
    }

    /// Memory held, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.others.memory()
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

    #[test]
    fn it_gives_what_a_plain_list_gives() {
        let (mut ring, mut list) = (Ring::default(), Vec::new());
        let mut random = 7_u32;
        for step in 0..200_000_u32 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let from = if random >> 31 == 0 { End::Low } else { End::High };
            // Now tags that repeat, now tags that rise; now few wait, now many.
            let tag = if step / 500 % 2 == 0 { (random >> 26) % 5 } else { step - (random >> 28) % 2 };
            let (_, asked_from, asked_tag) = list.get(random as usize >> 8 & 3).copied().unwrap_or((0, from, tag));
            let find = |at: Option<usize>, list: &mut Vec<(u16, End, u32)>| at.map(|at| list.remove(at).0);
            match random >> 20 & 7 {
                0 => assert_eq!(ring.pop(), find((!list.is_empty()).then_some(0), &mut list)),
                n if n < 3 + step / 2_000 % 3 => {
                    let is_it = |waiting: &(u16, End, u32)| (waiting.1, waiting.2) == (asked_from, asked_tag);
                    let oldest = asked_tag == 0;
                    let at = if oldest { list.iter().position(is_it) } else { list.iter().rposition(is_it) };
                    assert_eq!(ring.take(7, asked_from, asked_tag), find(at, &mut list));
                }
                _ => {
                    let full = list.len() >= WAITING_MAX.into();
                    let tally = step as u16;
                    assert_eq!(ring.push(Waiting { tag, tally, row: 7, from }), find(full.then_some(0), &mut list));
                    list.push((tally, from, tag));
                }
            }
            assert_eq!(ring.is_empty(), list.is_empty());
        }
    }
}
