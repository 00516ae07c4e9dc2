//! Which MAC address went with which IP address.

use std::hash::{BuildHasher, Hash, Hasher};

use ringwall_model::{BindingBy, HopCounts, Instant};

use super::{
    frame::Frame,
    index::Index,
    key::{hash_pair, space},
    moment::{Moment, Stamp},
    networks::NetworkNumber,
};
use crate::link::{Family, RawAddress, VlanPath};

/// What makes a pair one and not another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair {
    pub(crate) network: NetworkNumber,
    pub(crate) mac: RawAddress,
    pub(crate) family: Family,
    pub(crate) ip: RawAddress,
    pub(crate) vlans: VlanPath,
    pub(crate) by: BindingBy,
}

impl Pair {
    /// What a frame shows: its sender's addresses.
    #[inline]
    pub(crate) fn of(frame: &Frame) -> Self {
        Self {
            network: frame.key.network,
            mac: frame.source_mac(),
            family: frame.key.family,
            ip: frame.key.address(frame.end),
            vlans: frame.vlans,
            by: BindingBy::Frame,
        }
    }

    /// True where both addresses may be a sender's.
    pub(crate) fn is_somebody(&self) -> bool {
        !(self.ip.is_unspecified() || self.mac.is_unspecified() || self.mac.is_group(Family::Mac))
    }
}

impl Hash for Pair {
    /// As few words, as for [`super::key::FlowKey`].
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_pair(self.mac, self.ip, state);
        state.write_u64(space(self.network, self.family, self.by as u8));
        if self.vlans != VlanPath::default() {
            self.vlans.hash(state);
        }
    }
}

/// A pair and when it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bound {
    pub(crate) pair: Pair,
    pub(crate) at: Stamp,
    pub(crate) first: Instant,
    pub(crate) last: Instant,
    pub(crate) hops: HopCounts,
}

/// A pair in its slot, on one cache line: what every frame compares and brings up, and what a new flow looks for.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Seen {
    /// The low half of the address; the other is nought.
    mac: u64,
    vlans: VlanPath,
    ip: RawAddress,
    at: Stamp,
    first: Instant,
    last: Instant,
    network: NetworkNumber,
    family: Family,
    by: BindingBy,
    /// The hop count of the last frame, and the kinds of all.
    count: u8,
    hops: HopCounts,
}

/// The pairs of a shard, in slots.
#[derive(Debug, Default)]
pub(crate) struct Bindings {
    seen: Vec<Seen>,
    index: Index,
    most: usize,
    /// Times a pair was not kept, for a flow or for what one says.
    pub(crate) dropped: u64,
    state: foldhash::fast::FixedState,
}

impl Bindings {
    pub(crate) fn new(budget: usize, seed: u64) -> Self {
        let most = budget / size_of::<Bound>().saturating_add(8);
        Self { most, state: foldhash::fast::FixedState::with_seed(seed), ..Self::default() }
    }

    /// True when slot `at` holds the MAC address and VLAN path of a frame; then its time is brought up, and its hop count noted.
    #[inline]
    pub(crate) fn touch(&mut self, at: u32, frame: &Frame) -> bool {
        let Some(seen) = self.seen.get_mut(place(at)) else { return false };
        let same = seen.mac == frame.source_mac().halves().1 && seen.vlans == frame.vlans;
        if same {
            seen.last = seen.last.max(frame.moment.time);
            // Nearly every frame of a sender has the count of the one before.
            if seen.count != frame.hops {
                seen.counted(frame.hops);
            }
        }
        same
    }

    /// Notes the hop count of a frame in a slot.
    pub(crate) fn counted(&mut self, at: u32, count: u8) {
        if let Some(seen) = self.seen.get_mut(place(at)) {
            seen.counted(count);
        }
    }

    /// Something of a slot: reading it brings near what [`Bindings::touch`] compares.
    #[inline]
    pub(crate) fn ahead(&self, at: u32) -> u64 {
        self.seen.get(place(at)).map_or(0, |seen| seen.mac)
    }

    /// The VLAN path of a slot; none where there is no slot.
    pub(crate) fn vlans(&self, at: u32) -> VlanPath {
        self.seen.get(place(at)).map(|seen| seen.vlans).unwrap_or_default()
    }

    /// Notes a pair; gives its slot, or none where there is no room for a new one.
    pub(crate) fn bind(&mut self, pair: Pair, moment: Moment) -> Option<u32> {
        if !pair.is_somebody() {
            return None;
        }
        let hash = self.state.hash_one(pair);
        let seen = &self.seen;
        if let Some(at) = self.index.find(hash, |at| seen.get(place(at)).is_some_and(|seen| seen.pair() == pair)) {
            let seen = self.seen.get_mut(place(at))?;
            seen.last = seen.last.max(moment.time);
            seen.first = seen.first.min(moment.time);
            seen.at = seen.at.or_before(moment.stamp);
            return Some(at);
        }
        if self.seen.len() >= self.most {
            self.dropped = self.dropped.saturating_add(1);
            return None;
        }
        let at = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
        let Pair { network, mac, family, ip, vlans, by } = pair;
        self.seen.push(Seen {
            mac: mac.halves().1,
            vlans,
            ip,
            at: moment.stamp,
            first: moment.time,
            last: moment.time,
            network,
            family,
            by,
            count: 0,
            hops: HopCounts::default(),
        });
        self.index.insert(hash, at);
        Some(at)
    }

    pub(crate) fn into_bound(self) -> Vec<Bound> {
        self.seen.iter().map(Seen::bound).collect()
    }
}

impl Seen {
    #[inline]
    fn pair(&self) -> Pair {
        let Self { mac, vlans, ip, network, family, by, .. } = *self;
        Pair { network, mac: RawAddress::low(mac), family, ip, vlans, by }
    }

    fn bound(&self) -> Bound {
        let Self { at, first, last, hops, .. } = *self;
        Bound { pair: self.pair(), at, first, last, hops }
    }

    #[cold]
    fn counted(&mut self, count: u8) {
        self.count = count;
        self.hops = self.hops.and(HopCounts::of(count));
    }
}

fn place(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// Joins the pairs of shards.
pub(crate) fn join(mut bound: Vec<Bound>) -> Vec<Bound> {
    bound.sort_unstable();
    bound.dedup_by(|later, first| {
        let same = later.pair == first.pair;
        if same {
            first.first = first.first.min(later.first);
            first.last = first.last.max(later.last);
            first.hops = first.hops.and(later.hops);
        }
        same
    });
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_one_cache_line() {
        assert_eq!(size_of::<Seen>(), 64);
    }
}
