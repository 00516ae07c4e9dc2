//! Datagrams put together from IP fragments: bounded, the first copy of a byte wins.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use ringwall_model::Instant;

use super::networks::NetworkNumber;
use crate::link::{Family, Fragment, RawAddress};

/// Datagrams being put together in one shard.
const DATAGRAMS_MAX: usize = 1024;
/// How long a datagram may take.
const WAIT_US: i64 = 30_000_000;
/// Parts apart from one another that a datagram may have: no sender makes more, an attacker could.
const PARTS_MAX: usize = 256;

/// What fragments of one datagram share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DatagramKey {
    pub(crate) network: NetworkNumber,
    pub(crate) family: Family,
    pub(crate) source: RawAddress,
    pub(crate) destination: RawAddress,
    pub(crate) protocol: u8,
    pub(crate) id: u32,
}

/// A datagram, whole or not yet.
#[derive(Debug, Default)]
pub(crate) struct Datagram {
    /// Payload so far; holes are zero.
    pub(crate) bytes: Vec<u8>,
    /// Parts that are there: sorted, apart from one another.
    parts: Vec<(usize, usize)>,
    total: Option<usize>,
    /// Frames it came in.
    pub(crate) frames: u32,
    /// Their bytes on the wire.
    pub(crate) wire: u64,
    /// Fragments that said something else of a byte already there.
    pub(crate) conflicts: u32,
    started: Instant,
    order: u64,
}

impl Datagram {
    fn add(&mut self, fragment: &Fragment, payload: &[u8]) {
        let start = usize::try_from(fragment.offset).unwrap_or(usize::MAX);
        let stop = start.saturating_add(payload.len());
        if self.parts.len() >= PARTS_MAX {
            return;
        }
        if !fragment.more {
            self.total.get_or_insert(stop);
        }
        if self.bytes.len() < stop {
            self.bytes.resize(stop, 0);
        }
        let mut at = start;
        let mut conflict = false;
        for (from, to) in self.parts.clone() {
            self.copy(at, from.min(stop), start, payload);
            let (low, high) = (from.max(at), to.min(stop));
            if low < high {
                let there = self.bytes.get(low..high);
                conflict |= there != payload.get(low.saturating_sub(start)..high.saturating_sub(start));
            }
            at = at.max(to);
        }
        self.copy(at, stop, start, payload);
        self.conflicts = self.conflicts.saturating_add(u32::from(conflict));
        self.parts.push((start, stop));
        self.parts.sort_unstable();
        self.parts.dedup_by(|next, last| {
            let meets = next.0 <= last.1;
            if meets {
                last.1 = last.1.max(next.1);
            }
            meets
        });
    }

    /// Copies payload bytes of the datagram's `from..to`.
    fn copy(&mut self, from: usize, to: usize, start: usize, payload: &[u8]) {
        let source = payload.get(from.saturating_sub(start)..to.saturating_sub(start).max(from.saturating_sub(start)));
        if let (Some(target), Some(source)) = (self.bytes.get_mut(from..to), source) {
            target.copy_from_slice(source);
        }
    }

    fn is_whole(&self) -> bool {
        matches!((self.parts.as_slice(), self.total), ([(0, stop)], Some(total)) if *stop >= total)
    }
}

/// Datagrams being put together.
#[derive(Debug, Default)]
pub(crate) struct Fragments {
    open: HashMap<DatagramKey, Datagram>,
    /// Their keys, the oldest first: by the clock of the shard too, which never goes back.
    oldest: BTreeMap<u64, DatagramKey>,
    budget: usize,
    held: usize,
    count: u64,
    /// Frames of datagrams given up, since last asked.
    given_up: u64,
}

impl Fragments {
    pub(crate) fn new(budget: usize) -> Self {
        Self { budget, ..Self::default() }
    }

    /// Adds a fragment; gives the datagram where it is now whole.
    pub(crate) fn add(
        &mut self,
        key: DatagramKey,
        fragment: &Fragment,
        payload: &[u8],
        wire: u64,
        now: Instant,
    ) -> Option<Datagram> {
        self.expire(now);
        let Self { open, oldest, count, .. } = self;
        let datagram = open.entry(key).or_insert_with(|| {
            *count = count.saturating_add(1);
            oldest.insert(*count, key);
            Datagram { started: now, order: *count, ..Datagram::default() }
        });
        let before = datagram.bytes.len();
        datagram.frames = datagram.frames.saturating_add(1);
        datagram.wire = datagram.wire.saturating_add(wire);
        datagram.add(fragment, payload);
        self.held = self.held.saturating_add(datagram.bytes.len().saturating_sub(before));
        if datagram.is_whole() {
            return self.remove(&key).map(|mut d| {
                d.bytes.truncate(d.total.unwrap_or(usize::MAX));
                d
            });
        }
        while self.open.len() > DATAGRAMS_MAX || (self.held > self.budget && !self.open.is_empty()) {
            self.give_up_oldest();
        }
        None
    }

    /// Counts a fragment that cannot be used: the capture cut it.
    pub(crate) fn refuse(&mut self) {
        self.given_up = self.given_up.saturating_add(1);
    }

    /// Frames of datagrams given up since last asked.
    pub(crate) fn take_given_up(&mut self) -> u64 {
        std::mem::take(&mut self.given_up)
    }

    /// Gives up all that is not whole.
    pub(crate) fn finish(&mut self) {
        while !self.open.is_empty() {
            self.give_up_oldest();
        }
    }

    fn expire(&mut self, now: Instant) {
        let late = |d: &Datagram| now.0.saturating_sub(d.started.0) > WAIT_US;
        while self.oldest.first_key_value().and_then(|(_, key)| self.open.get(key)).is_some_and(late) {
            self.give_up_oldest();
        }
    }

    fn give_up_oldest(&mut self) {
        let oldest = self.oldest.first_key_value().map(|(_, key)| *key);
        if let Some(datagram) = oldest.and_then(|key| self.remove(&key)) {
            self.given_up = self.given_up.saturating_add(u64::from(datagram.frames));
        }
    }

    fn remove(&mut self, key: &DatagramKey) -> Option<Datagram> {
        let datagram = self.open.remove(key)?;
        self.oldest.remove(&datagram.order);
        self.held = self.held.saturating_sub(datagram.bytes.len());
        Some(datagram)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: DatagramKey = DatagramKey {
        network: NetworkNumber(0),
        family: Family::V4,
        source: RawAddress::NOBODY,
        destination: RawAddress::NOBODY,
        protocol: 17,
        id: 1,
    };

    fn add(fragments: &mut Fragments, offset: u32, more: bool, payload: &[u8]) -> Option<Datagram> {
        fragments.add(KEY, &Fragment { id: 1, offset, more, protocol: 17 }, payload, 100, Instant(0))
    }

    #[test]
    fn fragments_in_any_order_give_the_datagram() {
        let mut fragments = Fragments::new(1 << 20);
        assert!(add(&mut fragments, 16, false, b"end").is_none());
        assert!(add(&mut fragments, 0, true, b"01234567").is_none());
        let whole = add(&mut fragments, 8, true, b"89abcdef").unwrap();
        assert_eq!(whole.bytes, b"0123456789abcdefend");
        assert_eq!((whole.frames, whole.wire, whole.conflicts), (3, 300, 0));
        assert_eq!(fragments.held, 0);
    }

    #[test]
    fn the_first_copy_of_a_byte_wins_and_a_different_one_is_counted() {
        let mut fragments = Fragments::new(1 << 20);
        add(&mut fragments, 8, true, b"89abcdef");
        add(&mut fragments, 0, true, b"01234567XXXXXXXX");
        let whole = add(&mut fragments, 16, false, b"end").unwrap();
        assert_eq!(whole.bytes, b"0123456789abcdefend");
        assert_eq!(whole.conflicts, 1);
    }

    #[test]
    fn what_is_never_whole_is_given_up_and_counted() {
        let mut fragments = Fragments::new(1 << 20);
        add(&mut fragments, 8, true, b"89abcdef");
        fragments.finish();
        assert_eq!(fragments.take_given_up(), 1);
    }

    #[test]
    fn of_too_many_and_of_late_ones_the_oldest_are_given_up() {
        let mut fragments = Fragments::new(1 << 20);
        let mut begin = |id: u32, at: i64| {
            let fragment = Fragment { id, offset: 0, more: true, protocol: 17 };
            fragments.add(DatagramKey { id, ..KEY }, &fragment, b"01234567", 100, Instant(at));
            (fragments.open.contains_key(&DatagramKey { id: 0, ..KEY }), fragments.open.len(), fragments.oldest.len())
        };
        let most = u32::try_from(DATAGRAMS_MAX).unwrap();
        for id in 0..most {
            begin(id, i64::from(id));
        }
        assert_eq!(begin(most, i64::from(most)), (false, DATAGRAMS_MAX, DATAGRAMS_MAX));
        assert_eq!(begin(most + 1, WAIT_US + 12).1, DATAGRAMS_MAX - 10, "twelve began more than half a minute before");
        assert_eq!(fragments.take_given_up(), 12);
    }
}
