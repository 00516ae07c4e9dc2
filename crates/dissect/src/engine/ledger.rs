//! What one recognised flow said: counted here by end, folded into conversations when the flow ends and its roles are final.

use ringwall_model::{Instant, MessageKind, Security};
use smallvec::SmallVec;

use super::{
    detector::Row,
    function::{CallKey, FunctionKey},
    moment::{Moment, Stamp},
    side::{Both, End},
    tallies::{Packed, Spot, Tallies},
};
use crate::{ANY_CODE, Call, Native};

/// Native addresses a flow keeps; what is beyond counts as [`Native::Many`].
pub(crate) const NATIVES_MAX: usize = 256;
/// Tallies a flow keeps; messages beyond count to their row's [`ANY_CODE`] at [`Native::Many`].
const TALLIES_MAX: usize = 2048;
/// Different facts about security a flow keeps.
const SECURITY_MAX: usize = 32;

/// Counts of a flow. What most flows need lies in one piece: every other place is another wait for memory.
#[derive(Debug, Default)]
#[repr(C)]
pub(crate) struct Ledger {
    pub(crate) tallies: Tallies,
    /// Native addresses below the flow, in the order they came.
    natives: SmallVec<[Native; 1]>,
    /// The native address of the last message: frames without a message belong to it.
    pub(crate) current: u16,
    /// What those beyond the first had: the first has what they leave.
    pub(crate) subs: Vec<Sub>,
    pub(crate) security: Vec<Fact>,
    pub(crate) remarks: Vec<Remark>,
}

/// What one native address below a flow had of its frames.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sub {
    pub(crate) native: Native,
    pub(crate) packets: Both<u64>,
    pub(crate) bytes: Both<u64>,
    /// First frame of each sender; meaningful where it sent any.
    pub(crate) first_frames: Both<Stamp>,
    /// Meaningful where it had any.
    pub(crate) first: Instant,
    pub(crate) last: Instant,
}

impl Sub {
    /// Notes the first frame of an end.
    #[cold]
    fn begin(&mut self, end: End, moment: Moment) {
        if *self.packets.at(end.other()) == 0 {
            (self.first, self.last) = (moment.time, moment.time);
        }
        *self.first_frames.at_mut(end) = moment.stamp;
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
        u64::from(self.natives.is_empty())
    }

    /// Native addresses below the flow, in the order they came.
    pub(crate) fn natives(&self) -> &[Native] {
        &self.natives
    }

    /// The place of a native address, made where it is new. It becomes the current one.
    #[inline(always)]
    pub(crate) fn select(&mut self, native: &Native) -> u16 {
        match self.natives.get(usize::from(self.current)) {
            Some(current) if current.is(native) => self.current,
            _ => self.select_other(native),
        }
    }

    #[inline(never)]
    fn select_other(&mut self, native: &Native) -> u16 {
        self.current = match self.natives.iter().position(|known| known.is(native)) {
            Some(at) => place(at),
            None if self.natives.len() >= NATIVES_MAX && *native != Native::Many => self.select_other(&Native::Many),
            None => {
                if !self.natives.is_empty() {
                    self.subs.push(Sub { native: *native, ..Sub::default() });
                }
                self.natives.push(*native);
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
        if *sub.packets.at(end) == 0 {
            sub.begin(end, moment);
        }
        let packets = sub.packets.at_mut(end);
        *packets = packets.saturating_add(u64::from(frames));
        let sum = sub.bytes.at_mut(end);
        *sum = sum.saturating_add(bytes);
        sub.first = sub.first.min(moment.time);
        sub.last = sub.last.max(moment.time);
    }

    /// The tally of a message to the native address at a place, made where it is new; `after` is that of the request it
    /// answers. That address becomes the current one.
    #[inline]
    pub(crate) fn tally(
        &mut self,
        native: u16,
        key: FunctionKey<End>,
        spot: Spot,
        after: Option<u16>,
        at: Stamp,
    ) -> u16 {
        self.current = native;
        match self.tallies.find_again(Packed::of(native, &key), spot, after) {
            Some(at) => at,
            None => self.add(native, key, spot, at),
        }
    }

    fn add(&mut self, native: u16, key: FunctionKey<End>, spot: Spot, at: Stamp) -> u16 {
        if self.tallies.len() < TALLIES_MAX {
            return self.tallies.push(Packed::of(native, &key), spot, at);
        }
        let native = self.select(&Native::Many);
        let key = FunctionKey { call: CallKey { code: ANY_CODE, ..key.call }, ..key };
        self.remark(native, "functions-coarsened", 1);
        let packed = Packed::of(native, &key);
        self.tallies.find_again(packed, spot, None).unwrap_or_else(|| self.tallies.push(packed, spot, at))
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
        [
            size_of::<Self>(),
            beyond(self.natives.capacity(), 1).saturating_mul(size_of::<Native>()),
            self.subs.capacity().saturating_mul(size_of::<Sub>()),
            self.tallies.memory(),
            self.security.capacity().saturating_mul(size_of::<Fact>().saturating_add(256)),
            self.remarks.capacity().saturating_mul(size_of::<Remark>()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_fits_seven_cache_lines() {
        assert_eq!((size_of::<Ledger>(), align_of::<Ledger>()), (448, 64));
    }
}
