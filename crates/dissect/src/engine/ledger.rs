//! What one recognised flow said: counted here by end, folded into conversations when the flow ends and its roles are final.

use hashbrown::HashTable;
use ringwall_model::{Instant, MessageKind, Security};
use smallvec::SmallVec;

use super::{
    detector::Row,
    function::{CallKey, FunctionKey, Tally},
    moment::{Moment, Stamp},
    side::{Both, End},
};
use crate::{ANY_CODE, Call, Native};

/// Native addresses a flow keeps; what is beyond counts as [`Native::Many`].
pub(crate) const NATIVES_MAX: usize = 256;
/// Tallies a flow keeps; messages beyond count to their row's [`ANY_CODE`] at [`Native::Many`].
const TALLIES_MAX: usize = 2048;
/// Tallies are searched one by one up to this many, by hash beyond.
const SCANNED_MAX: usize = 16;
/// Tallies that lie in the ledger itself: a poller's request and answer.
const INLINE: usize = 2;
/// Places in which tallies used before are remembered; a power of two.
const RECENT: usize = 16;
/// Different facts about security a flow keeps.
const SECURITY_MAX: usize = 32;

/// Counts of a flow. What most flows need lies in one piece: every other place is another wait for memory.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Native addresses below the flow, in the order they came.
    natives: SmallVec<[Native; 1]>,
    /// What those beyond the first had: the first has what they leave.
    pub(crate) subs: Vec<Sub>,
    pub(crate) tallies: SmallVec<[Entry; INLINE]>,
    pub(crate) security: Vec<Fact>,
    pub(crate) remarks: Vec<Remark>,
    index: HashTable<u16>,
    /// Where tallies used before are found again, by a few bits of their keys: a poller repeats itself.
    recent: [u16; RECENT],
    /// The native address of the last message: frames without a message belong to it.
    pub(crate) current: u16,
}

/// What one native address below a flow had of its frames.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sub {
    pub(crate) native: Native,
    pub(crate) packets: Both<u64>,
    pub(crate) bytes: Both<u64>,
    pub(crate) first_frames: Both<Option<Stamp>>,
    pub(crate) first: Option<Instant>,
    pub(crate) last: Option<Instant>,
}

/// A tally and what it counts.
#[derive(Debug)]
pub(crate) struct Entry {
    packed: Packed,
    pub(crate) tally: Tally,
}

impl Entry {
    /// The place of its native address.
    pub(crate) fn native(&self) -> u16 {
        self.packed.native()
    }

    /// What messages it counts.
    pub(crate) fn key(&self) -> FunctionKey<End> {
        self.packed.key()
    }
}

/// A fact about security.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) native: u16,
    pub(crate) security: Security,
    pub(crate) first: Moment,
    pub(crate) last: Instant,
    pub(crate) count: u64,
}

/// A remark, counted.
#[derive(Debug)]
pub(crate) struct Remark {
    pub(crate) native: u16,
    pub(crate) code: &'static str,
    pub(crate) count: u64,
}

impl Ledger {
    /// Something of its tables: reading it brings them near.
    #[inline]
    pub(super) fn first_words(&self) -> u64 {
        self.tallies.first().map_or(0, |entry| entry.packed.0 as u64 ^ entry.tally.count)
    }

    /// Native addresses below the flow, in the order they came.
    pub(crate) fn natives(&self) -> &[Native] {
        &self.natives
    }

    /// The place of a native address, made where it is new. It becomes the current one.
    #[inline(always)]
    pub(crate) fn select(&mut self, native: Native) -> u16 {
        match self.natives.get(usize::from(self.current)) {
            Some(current) if current.is(&native) => self.current,
            _ => self.select_other(native),
        }
    }

    #[inline(never)]
    fn select_other(&mut self, native: Native) -> u16 {
        self.current = match self.natives.iter().position(|known| *known == native) {
            Some(at) => place(at),
            None if self.natives.len() >= NATIVES_MAX && native != Native::Many => self.select_other(Native::Many),
            None => {
                if !self.natives.is_empty() {
                    self.subs.push(Sub { native, ..Sub::default() });
                }
                self.natives.push(native);
                place(self.natives.len().saturating_sub(1))
            }
        };
        self.current
    }

    /// Counts frames to the current native address.
    #[inline]
    pub(crate) fn count(&mut self, end: End, moment: Moment, frames: u32, bytes: u64) {
        let Some(beyond_first) = self.current.checked_sub(1) else { return };
        let Some(sub) = self.subs.get_mut(usize::from(beyond_first)) else { return };
        let packets = sub.packets.at_mut(end);
        *packets = packets.saturating_add(u64::from(frames));
        let sum = sub.bytes.at_mut(end);
        *sum = sum.saturating_add(bytes);
        sub.first_frames.at_mut(end).get_or_insert(moment.stamp);
        sub.first = Some(sub.first.map_or(moment.time, |t| t.min(moment.time)));
        sub.last = Some(sub.last.map_or(moment.time, |t| t.max(moment.time)));
    }

    /// The tally of a message to the native address at a place, made where it is new. That address becomes the current one.
    #[inline]
    pub(crate) fn tally(&mut self, native: u16, key: FunctionKey<End>, at: Stamp) -> u16 {
        self.current = native;
        let packed = Packed::of(native, &key);
        let place = packed.recent();
        if let Some(at) = self.recent.get(place).copied()
            && self.packed(at) == Some(packed)
        {
            return at;
        }
        let found = match self.find(packed) {
            Some(at) => at,
            None => self.add(native, key, at),
        };
        if let Some(recent) = self.recent.get_mut(place) {
            *recent = found;
        }
        found
    }

    pub(crate) fn entry(&mut self, at: u16) -> Option<&mut Tally> {
        self.tallies.get_mut(usize::from(at)).map(|e| &mut e.tally)
    }

    #[inline]
    fn packed(&self, at: u16) -> Option<Packed> {
        self.tallies.get(usize::from(at)).map(|entry| entry.packed)
    }

    fn find(&self, packed: Packed) -> Option<u16> {
        if self.tallies.len() <= SCANNED_MAX {
            return self.tallies.iter().position(|entry| entry.packed == packed).map(place);
        }
        self.index.find(packed.hashed(), |at| self.packed(*at) == Some(packed)).copied()
    }

    fn add(&mut self, native: u16, key: FunctionKey<End>, at: Stamp) -> u16 {
        if self.tallies.len() < TALLIES_MAX {
            return self.push(native, key, at);
        }
        let native = self.select(Native::Many);
        let key = FunctionKey { call: CallKey { code: ANY_CODE, ..key.call }, ..key };
        self.remark(native, "functions-coarsened", 1);
        self.find(Packed::of(native, &key)).unwrap_or_else(|| self.push(native, key, at))
    }

    fn push(&mut self, native: u16, key: FunctionKey<End>, at: Stamp) -> u16 {
        self.tallies.push(Entry { packed: Packed::of(native, &key), tally: Tally::new(at) });
        match self.tallies.len() {
            n if n <= SCANNED_MAX => {}
            n if n == SCANNED_MAX.saturating_add(1) => (0..n).for_each(|at| self.index_entry(place(at))),
            n => self.index_entry(place(n.saturating_sub(1))),
        }
        place(self.tallies.len().saturating_sub(1))
    }

    fn index_entry(&mut self, at: u16) {
        let hashed = |at: &u16| self.tallies.get(usize::from(*at)).map_or(0, |entry| entry.packed.hashed());
        self.index.insert_unique(hashed(&at), at, hashed);
    }

    /// Counts a fact about security.
    pub(crate) fn prove(&mut self, native: u16, security: Security, moment: Moment) {
        if let Some(fact) = self.security.iter_mut().find(|f| f.native == native && f.security == security) {
            fact.count = fact.count.saturating_add(1);
            fact.last = fact.last.max(moment.time);
        } else if self.security.len() < SECURITY_MAX {
            self.security.push(Fact { native, security, first: moment, last: moment.time, count: 1 });
        } else {
            self.remark(native, "security-facts-dropped", 1);
        }
    }

    /// Counts a remark.
    pub(crate) fn remark(&mut self, native: u16, code: &'static str, count: u64) {
        match self.remarks.iter_mut().find(|r| r.native == native && r.code == code) {
            Some(remark) => remark.count = remark.count.saturating_add(count),
            None => self.remarks.push(Remark { native, code, count }),
        }
    }

    /// Memory held, in bytes.
    pub(crate) fn memory(&self) -> usize {
        let beyond = |capacity: usize, inline: usize| if capacity > inline { capacity } else { 0 };
        let objects = self.tallies.iter().map(|entry| entry.tally.objects.memory()).fold(0, usize::saturating_add);
        [
            size_of::<Self>(),
            beyond(self.natives.capacity(), 1).saturating_mul(size_of::<Native>()),
            self.subs.capacity().saturating_mul(size_of::<Sub>()),
            beyond(self.tallies.capacity(), INLINE).saturating_mul(size_of::<Entry>()),
            self.security.capacity().saturating_mul(size_of::<Fact>().saturating_add(256)),
            self.remarks.capacity().saturating_mul(size_of::<Remark>()),
            self.index.capacity().saturating_mul(4),
            objects,
        ]
        .into_iter()
        .fold(0, usize::saturating_add)
    }
}

/// The key a message has in a flow.
#[inline]
pub(crate) fn key(row: Row, call: Call, from: End, kind: MessageKind) -> FunctionKey<End> {
    FunctionKey { row, call: call.into(), from, kind }
}

/// Places stay below the limits above.
fn place(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// All a tally counts by, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed(u128);

impl Packed {
    #[inline]
    fn of(native: u16, key: &FunctionKey<End>) -> Self {
        let FunctionKey { row, call, from, kind } = *key;
        Self(
            u128::from(call.code)
                | u128::from(call.function) << 32
                | u128::from(native) << 48
                | u128::from(row) << 64
                | (from as u128) << 72
                | (kind as u128) << 80,
        )
    }

    fn native(self) -> u16 {
        (self.0 >> 48) as u16
    }

    fn key(self) -> FunctionKey<End> {
        let Self(bits) = self;
        let kind = match (bits >> 80) as u8 {
            0 => MessageKind::Request,
            1 => MessageKind::Response,
            2 => MessageKind::Report,
            _ => MessageKind::Io,
        };
        FunctionKey {
            row: (bits >> 64) as u8,
            call: CallKey { function: (bits >> 32) as u16, code: bits as u32 },
            from: if bits >> 72 & 1 == 0 { End::Low } else { End::High },
            kind,
        }
    }

    /// Its place among the recent ones: by code, sender, kind and native address.
    #[inline]
    fn recent(self) -> usize {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.0 as u64 ^ (self.0 >> 64) as u64).wrapping_mul(ODD);
        (mixed >> (64 - RECENT.trailing_zeros())) as usize
    }

    fn hashed(self) -> u64 {
        use std::hash::BuildHasher;
        // A flow's own codes can collide at most with each other, and there are at most 2,048.
        foldhash::fast::FixedState::default().hash_one(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_as_it_went_in() {
        use MessageKind::{Io, Report, Request, Response};
        for kind in [Request, Response, Report, Io] {
            for (from, row) in [(End::Low, 0), (End::High, u8::MAX)] {
                let call = CallKey { function: 0x1234, code: 0xdead_beef };
                let key = FunctionKey { row, call, from, kind };
                let packed = Packed::of(u16::MAX, &key);
                assert_eq!((packed.native(), packed.key()), (u16::MAX, key));
            }
        }
    }
}
