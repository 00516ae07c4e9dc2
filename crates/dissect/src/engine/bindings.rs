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

/// What every frame compares and brings up: apart from the rest of a pair, so that it is half a cache line.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// The low half of the address; the other is nought.
    mac: u64,
    vlans: VlanPath,
    last: Instant,
    /// The hop count of the last frame, and the kinds of all.
    count: u8,
    hops: HopCounts,
}

/// The rest of a pair, and when it was seen first.
#[derive(Clone, Copy, Debug)]
struct Rest {
    network: NetworkNumber,
    family: Family,
    by: BindingBy,
    ip: RawAddress,
    at: Stamp,
    first: Instant,
}

/// The pairs of a shard, in slots.
#[derive(Debug, Default)]
pub(crate) struct Bindings {
    seen: Vec<Seen>,
    rest: Vec<Rest>,
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
        let (seen, rest) = (&self.seen, &self.rest);
        if let Some(at) = self.index.find(hash, |at| bound(seen, rest, at).is_some_and(|b| b.pair == pair)) {
            let seen = self.seen.get_mut(place(at))?;
            seen.last = seen.last.max(moment.time);
            let rest = self.rest.get_mut(place(at))?;
            rest.first = rest.first.min(moment.time);
            rest.at = rest.at.or_before(moment.stamp);
            return Some(at);
        }
        if self.seen.len() >= self.most {
            self.dropped = self.dropped.saturating_add(1);
            return None;
        }
        let at = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
        let Pair { network, mac, family, ip, vlans, by } = pair;
        self.seen.push(Seen { mac: mac.halves().1, vlans, last: moment.time, count: 0, hops: HopCounts::default() });
        self.rest.push(Rest { network, family, by, ip, at: moment.stamp, first: moment.time });
        self.index.insert(hash, at);
        Some(at)
    }

    pub(crate) fn into_bound(self) -> Vec<Bound> {
        (0..).map_while(|at| bound(&self.seen, &self.rest, at)).collect()
    }
}

impl Seen {
    #[cold]
    fn counted(&mut self, count: u8) {
        self.count = count;
        self.hops = self.hops.and(HopCounts::of(count));
    }
}

/// What stands in a slot.
fn bound(seen: &[Seen], rest: &[Rest], at: u32) -> Option<Bound> {
    let Seen { mac, vlans, last, hops, .. } = *seen.get(place(at))?;
    let mac = RawAddress::low(mac);
    let Rest { network, family, by, ip, at, first } = *rest.get(place(at))?;
    Some(Bound { pair: Pair { network, mac, family, ip, vlans, by }, at, first, last, hops })
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
    fn what_every_frame_touches_is_half_a_cache_line() {
        assert!(size_of::<Seen>() <= 32, "{}", size_of::<Seen>());
    }
}
