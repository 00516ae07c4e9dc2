//! The tallies of one flow. A message finds its tally on one cache line and counts to it on another; what is counted seldom
//! lies apart.

use hashbrown::HashTable;
use ringwall_model::MessageKind;

use super::{
    function::{CallKey, FunctionKey, Tally},
    moment::Stamp,
    objects::{self, Near, Objects, Ranges},
    side::End,
};
use crate::{Answered, Object};

/// Tallies that lie where the others are told of: a poller's request and answer.
const HERE: usize = 2;
/// Tallies are searched one by one up to this many, by hash beyond.
const SCANNED_MAX: u16 = 16;
/// Places in which tallies used before are remembered.
const RECENT: usize = 1 << RECENT_BITS;
const RECENT_BITS: u32 = 5;

/// Tallies in the order they were made. What finds one again lies on the first cache line.
#[derive(Debug, Default)]
#[repr(C)]
pub(crate) struct Tallies {
    /// Where the first 256 are found again when they were used before: a poller repeats itself.
    recent: [u8; RECENT],
    /// The tally used last.
    last: u16,
    count: u16,
    /// Bytes their objects hold beyond them: to ask each takes longer than the message at hand.
    objects: u32,
    /// Those after the first few.
    beyond: Vec<Often>,
    here: [Often; HERE],
    seldom: [Seldom; HERE],
    more: Option<Box<More>>,
}

/// What finds a tally, and what nearly every message counts.
#[derive(Debug, Default)]
#[repr(C, align(64))]
struct Often {
    key: Packed,
    count: u64,
    accepted: u64,
    /// Meaningful where any was accepted.
    first_accepted: Stamp,
    /// With `ranges` and the kind, the objects touched.
    near: Near,
    ranges: Option<Box<Ranges>>,
}

/// A tally that is likely next, and the one made with it, a request or its answer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Likely<'a> {
    next: Option<&'a Often>,
    beside: Option<&'a Often>,
}

impl<'a> Likely<'a> {
    /// Something of both: reading it brings them near.
    #[inline]
    pub(super) fn first_words(self) -> u64 {
        self.next.map_or(0, |next| next.count) ^ self.beside.map_or(0, |beside| beside.count)
    }

    /// The ranges that the first of them looks through, where there are several.
    #[inline]
    pub(super) fn ranges(self) -> Option<&'a Ranges> {
        self.next.and_then(|next| next.ranges.as_deref())
    }
}

/// What is counted seldom.
#[derive(Debug, Default)]
struct Seldom {
    refused: u64,
    unanswered: u64,
    first: Stamp,
    kind: &'static str,
}

/// What only flows of many tallies have besides.
#[derive(Debug, Default)]
struct More {
    seldom: Vec<Seldom>,
    index: HashTable<u16>,
}

/// One of the places in which tallies used before are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot(u8);

impl Spot {
    /// Nothing told of a message before it was read.
    pub(crate) const UNTOLD: Self = Self(u8::MAX);

    /// That of messages whose function these two bytes tell.
    #[inline(always)]
    pub(crate) fn told_by(bytes: [u8; 2]) -> Self {
        Self::mixed(u16::from_le_bytes(bytes).into())
    }

    /// Some bits of a number made of all of it.
    #[inline(always)]
    fn mixed(number: u64) -> Self {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        Self((number.wrapping_mul(ODD) >> (u64::BITS - RECENT_BITS)) as u8)
    }

    /// Itself, else what the key tells.
    #[inline(always)]
    fn or_of(self, key: Packed) -> Self {
        if self == Self::UNTOLD { Self::mixed(key.what ^ key.who) } else { self }
    }
}

impl Tallies {
    pub(crate) fn len(&self) -> usize {
        usize::from(self.count)
    }

    #[inline]
    fn often(&self, at: u16) -> Option<&Often> {
        let at = usize::from(at);
        match at.checked_sub(HERE) {
            Some(at) => self.beyond.get(at),
            None => self.here.get(at),
        }
    }

    #[inline]
    fn often_mut(&mut self, at: u16) -> Option<&mut Often> {
        let at = usize::from(at);
        match at.checked_sub(HERE) {
            Some(at) => self.beyond.get_mut(at),
            None => self.here.get_mut(at),
        }
    }

    fn seldom_mut(&mut self, at: u16) -> Option<&mut Seldom> {
        let at = usize::from(at);
        match at.checked_sub(HERE) {
            Some(at) => self.more.as_mut()?.seldom.get_mut(at),
            None => self.seldom.get_mut(at),
        }
    }

    #[inline]
    fn packed(&self, at: u16) -> Option<Packed> {
        self.often(at).map(|often| often.key)
    }

    /// What a tally counts.
    #[inline]
    pub(crate) fn key(&self, at: u16) -> Option<FunctionKey<End>> {
        self.packed(at).map(Packed::key)
    }

    /// The tally that is likely next. `spot` is that of the bytes ahead; where they tell nothing, it is the one used last.
    #[inline]
    pub(super) fn likely(&self, spot: Spot) -> Likely<'_> {
        let at = self.recent.get(usize::from(spot.0)).map_or(self.last, |at| (*at).into());
        Likely { next: self.often(at), beside: self.often(at ^ 1) }
    }

    /// The place of the tally of a key, mostly of one used before. `after` is that of the request it answers: then it was
    /// mostly made next.
    #[inline]
    pub(crate) fn find_again(&mut self, key: Packed, spot: Spot, after: Option<u16>) -> Option<u16> {
        let is_it = |at: &u16| self.packed(*at) == Some(key);
        let spot = spot.or_of(key);
        let recent = self.recent.get(usize::from(spot.0)).map(|at| u16::from(*at)).filter(is_it);
        let at = match recent.or_else(|| after.map(|at| at.saturating_add(1)).filter(is_it)) {
            Some(at) => at,
            None => self.find(key, spot)?,
        };
        self.last = at;
        Some(at)
    }

    #[inline(never)]
    fn find(&mut self, key: Packed, spot: Spot) -> Option<u16> {
        let found = if self.count <= SCANNED_MAX {
            (0..self.count).find(|at| self.packed(*at) == Some(key))
        } else {
            let index = self.more.as_ref().map(|more| &more.index)?;
            index.find(key.hashed(), |at| self.packed(*at) == Some(key)).copied()
        };
        self.remember(spot, found?);
        found
    }

    fn remember(&mut self, spot: Spot, at: u16) {
        if let (Some(recent), Ok(at)) = (self.recent.get_mut(usize::from(spot.0)), u8::try_from(at)) {
            *recent = at;
        }
    }

    /// Adds the tally of a key that has none; gives its place. A flow keeps fewer than 65,536.
    pub(crate) fn push(&mut self, key: Packed, spot: Spot, first: Stamp) -> u16 {
        let at = self.count;
        let (often, seldom) = (Often { key, ..Often::default() }, Seldom { first, ..Seldom::default() });
        let here = usize::from(at);
        match (self.here.get_mut(here), self.seldom.get_mut(here)) {
            (Some(place), Some(place_of_seldom)) => (*place, *place_of_seldom) = (often, seldom),
            _ => {
                self.beyond.push(often);
                self.more.get_or_insert_default().seldom.push(seldom);
            }
        }
        self.count = at.saturating_add(1);
        if at == SCANNED_MAX {
            (0..=at).for_each(|at| self.index(at));
        } else if at > SCANNED_MAX {
            self.index(at);
        }
        self.remember(spot.or_of(key), at);
        self.last = at;
        at
    }

    fn index(&mut self, at: u16) {
        let Self { more: Some(more), here, beyond, .. } = self else { return };
        let index = &mut more.index;
        let hashed = |at: &u16| here.iter().chain(&*beyond).nth((*at).into()).map_or(0, |often| often.key.hashed());
        index.insert_unique(hashed(&at), at, hashed);
    }

    /// Counts a message.
    #[inline]
    pub(crate) fn count(&mut self, at: u16, object: &Object) {
        let Some(often) = self.often_mut(at) else { return };
        often.count = often.count.saturating_add(1);
        if !object.kind.is_empty() && !often.near.settles(object) {
            self.touch(at, object);
        }
    }

    #[inline(never)]
    fn touch(&mut self, at: u16, object: &Object) {
        let (often, seldom) = match (usize::from(at).checked_sub(HERE), &mut self.more) {
            (Some(at), Some(more)) => (self.beyond.get_mut(at), more.seldom.get_mut(at)),
            _ => (self.here.get_mut(usize::from(at)), self.seldom.get_mut(usize::from(at))),
        };
        let (Some(often), Some(seldom)) = (often, seldom) else { return };
        let grown = objects::touch(&mut often.near, &mut seldom.kind, &mut often.ranges, object);
        self.objects = self.objects.saturating_add(u32::try_from(grown).unwrap_or(u32::MAX));
    }

    /// Counts how a request ended, or what an answer says.
    #[inline]
    pub(crate) fn settle(&mut self, at: u16, outcome: Answered, stamp: Stamp) {
        match outcome {
            Answered::Accepted => {
                let Some(often) = self.often_mut(at) else { return };
                let first = if often.accepted == 0 { stamp } else { often.first_accepted };
                often.first_accepted = first.min(stamp);
                often.accepted = often.accepted.saturating_add(1);
            }
            Answered::Refused => {
                let Some(seldom) = self.seldom_mut(at) else { return };
                seldom.refused = seldom.refused.saturating_add(1);
            }
        }
    }

    /// Counts a request nobody answered.
    pub(crate) fn give_up(&mut self, at: u16) {
        if let Some(seldom) = self.seldom_mut(at) {
            seldom.unanswered = seldom.unanswered.saturating_add(1);
        }
    }

    /// Takes what was counted, with keys and the places of native addresses.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = (FunctionKey<End>, u16, Tally)> {
        (0..self.count).filter_map(|at| {
            let seldom = std::mem::take(self.seldom_mut(at)?);
            let often = std::mem::take(self.often_mut(at)?);
            let tally = Tally {
                count: often.count,
                accepted: often.accepted,
                refused: seldom.refused,
                unanswered: seldom.unanswered,
                first: seldom.first,
                first_accepted: (often.accepted > 0).then_some(often.first_accepted),
                objects: Objects { near: often.near, kind: seldom.kind, ranges: often.ranges },
            };
            Some((often.key.key(), often.key.native(), tally))
        })
    }

    /// Memory held beyond itself, in bytes.
    pub(crate) fn memory(&self) -> usize {
        let more = self.more.as_ref().map_or(0, |more| {
            let seldom = more.seldom.capacity().saturating_mul(size_of::<Seldom>());
            let index = more.index.capacity().saturating_mul(4);
            size_of::<More>().saturating_add(seldom).saturating_add(index)
        });
        let beyond = self.beyond.capacity().saturating_mul(size_of::<Often>());
        more.saturating_add(beyond).saturating_add(usize::try_from(self.objects).unwrap_or(usize::MAX))
    }
}

/// All a tally counts by, in two words: code, function and the place of the native address; row, sender and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    what: u64,
    who: u64,
}

impl Default for Packed {
    /// No key: there are not so many kinds.
    fn default() -> Self {
        Self { what: u64::MAX, who: u64::MAX }
    }
}

impl Packed {
    #[inline]
    pub(crate) fn of(native: u16, key: &FunctionKey<End>) -> Self {
        let FunctionKey { row, call, from, kind } = *key;
        Self {
            what: u64::from(call.code) | u64::from(call.function) << 32 | u64::from(native) << 48,
            who: u64::from(row) | (from as u64) << 8 | (kind as u64) << 16,
        }
    }

    fn native(self) -> u16 {
        (self.what >> 48) as u16
    }

    fn key(self) -> FunctionKey<End> {
        let Self { what, who } = self;
        let kind = match (who >> 16) as u8 {
            0 => MessageKind::Request,
            1 => MessageKind::Response,
            2 => MessageKind::Report,
            _ => MessageKind::Io,
        };
        FunctionKey {
            row: who as u8,
            call: CallKey { function: (what >> 32) as u16, code: what as u32 },
            from: if who >> 8 & 1 == 0 { End::Low } else { End::High },
            kind,
        }
    }

    fn hashed(self) -> u64 {
        use std::hash::BuildHasher;
        // A flow's own codes can collide at most with each other, and there are at most 2,048.
        foldhash::fast::FixedState::default().hash_one((self.what, self.who))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: u32) -> FunctionKey<End> {
        FunctionKey { row: 0, call: CallKey { function: 0, code }, from: End::Low, kind: MessageKind::Request }
    }

    fn packed(code: u32) -> Packed {
        Packed::of(0, &key(code))
    }

    #[test]
    fn a_message_counts_on_one_line() {
        assert_eq!((size_of::<Often>(), align_of::<Often>(), size_of::<Seldom>()), (64, 64, 40));
        assert_eq!(std::mem::offset_of!(Tallies, here), 64);
    }

    #[test]
    fn tallies_here_and_beyond_are_one_row() {
        let mut tallies = Tallies::default();
        // Few are searched, many are indexed; all share the places of those used before.
        for n in 0..300_u16 {
            assert_eq!(
                (tallies.len(), tallies.find_again(packed(n.into()), Spot::UNTOLD, None)),
                (usize::from(n), None)
            );
            assert_eq!(tallies.push(packed(n.into()), Spot::UNTOLD, Stamp::default()), n);
            for at in (0..=n).chain((0..=n).rev()) {
                assert_eq!(tallies.find_again(packed(at.into()), Spot::UNTOLD, None), Some(at));
                assert_eq!(tallies.find_again(packed(at.into()), Spot(at as u8 % 3), Some(at / 2)), Some(at));
            }
        }
        for n in 0..300 {
            (0..n).for_each(|_| tallies.count(n, &Object::NONE));
            tallies.settle(n, Answered::Accepted, Stamp::new(0, u64::from(n) + 7));
            tallies.settle(n, Answered::Accepted, Stamp::new(0, 9));
            tallies.settle(n, Answered::Refused, Stamp::default());
            tallies.give_up(n);
        }
        let taken: Vec<_> = tallies.take().collect();
        assert_eq!(taken.len(), 300);
        for (n, (of, native, tally)) in (0..).zip(taken) {
            assert_eq!((of, native, tally.count), (key(n), 0, n.into()));
            assert_eq!((tally.accepted, tally.refused, tally.unanswered), (2, 1, 1));
            assert_eq!(tally.first_accepted, Some(Stamp::new(0, (u64::from(n) + 7).min(9))));
        }
    }

    #[test]
    fn memory_of_objects_is_known_without_asking_each() {
        let mut tallies = Tallies::default();
        for n in 0..20 {
            tallies.push(packed(n), Spot::UNTOLD, Stamp::default());
        }
        for n in 0..3_000_u32 {
            tallies.count((n % 21) as u16, &Object::range("register", n.wrapping_mul(7_919) % 500 * 3, 1 + n % 4));
        }
        let known = usize::try_from(tallies.objects).unwrap();
        let objects: usize = tallies.take().map(|(_, _, tally)| tally.objects.memory()).sum();
        assert!(known > 0);
        assert_eq!(known, objects);
    }

    #[test]
    fn what_was_packed_comes_out_as_it_went_in() {
        use MessageKind::{Io, Report, Request, Response};
        for kind in [Request, Response, Report, Io] {
            for (from, row) in [(End::Low, 0), (End::High, u8::MAX)] {
                let call = CallKey { function: 0x1234, code: 0xdead_beef };
                let key = FunctionKey { row, call, from, kind };
                let packed = Packed::of(u16::MAX, &key);
                assert_eq!((packed.native(), packed.key()), (u16::MAX, key));
                assert_ne!(packed, Packed::default());
            }
        }
    }
}
