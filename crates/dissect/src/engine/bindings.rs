//! Which MAC address went with which IP address.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use ringwall_model::{BindingBy, Instant};

use super::{
    moment::{Moment, Stamp},
    networks::NetworkNumber,
};
use crate::link::{Family, RawAddress, VlanPath};

/// What makes a pair one and not another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pair {
    pub(crate) network: NetworkNumber,
    pub(crate) mac: RawAddress,
    pub(crate) family: Family,
    pub(crate) ip: RawAddress,
    pub(crate) vlans: VlanPath,
    pub(crate) by: BindingBy,
}

/// A pair and when it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bound {
    pub(crate) pair: Pair,
    pub(crate) at: Stamp,
    pub(crate) first: Instant,
    pub(crate) last: Instant,
}

/// The pairs of a shard.
#[derive(Debug, Default)]
pub(crate) struct Bindings {
    bound: Vec<Bound>,
    index: HashTable<u32>,
    most: usize,
    /// Pairs not kept.
    pub(crate) dropped: u64,
    state: foldhash::fast::FixedState,
}

impl Bindings {
    pub(crate) fn new(budget: usize, seed: u64) -> Self {
        let most = budget / size_of::<Bound>().saturating_add(8);
        Self { most, state: foldhash::fast::FixedState::with_seed(seed), ..Self::default() }
    }

    /// True when slot `at` holds this MAC address and VLAN path; then its time is brought up.
    #[inline]
    pub(crate) fn touch(&mut self, at: u32, mac: RawAddress, vlans: VlanPath, time: Instant) -> bool {
        let Some(bound) = usize::try_from(at).ok().and_then(|at| self.bound.get_mut(at)) else {
            return false;
        };
        let same = bound.pair.mac == mac && bound.pair.vlans == vlans;
        if same {
            bound.last = bound.last.max(time);
        }
        same
    }

    /// The VLAN path of a slot; none where there is no slot.
    pub(crate) fn vlans(&self, at: u32) -> VlanPath {
        slot(&self.bound, at).map(|b| b.pair.vlans).unwrap_or_default()
    }

    /// Notes a pair; gives its slot, or none where there is no room for a new one.
    pub(crate) fn bind(&mut self, pair: Pair, moment: Moment) -> Option<u32> {
        if pair.ip.is_unspecified() || pair.mac.is_unspecified() || pair.mac.is_group(Family::Mac) {
            return None;
        }
        let hash = self.state.hash_one(pair);
        let bound = &mut self.bound;
        if let Some(at) = self.index.find(hash, |at| slot(bound, *at).is_some_and(|b| b.pair == pair)).copied() {
            let known = usize::try_from(at).ok().and_then(|at| bound.get_mut(at))?;
            known.last = known.last.max(moment.time);
            known.first = known.first.min(moment.time);
            known.at = known.at.or_before(moment.stamp);
            return Some(at);
        }
        if self.bound.len() >= self.most {
            self.dropped = self.dropped.saturating_add(1);
            return None;
        }
        let at = u32::try_from(self.bound.len()).unwrap_or(u32::MAX);
        self.bound.push(Bound { pair, at: moment.stamp, first: moment.time, last: moment.time });
        let (bound, state) = (&self.bound, &self.state);
        self.index.insert_unique(hash, at, |at| slot(bound, *at).map_or(0, |b| state.hash_one(b.pair)));
        Some(at)
    }

    pub(crate) fn into_bound(self) -> Vec<Bound> {
        self.bound
    }
}

fn slot(bound: &[Bound], at: u32) -> Option<&Bound> {
    usize::try_from(at).ok().and_then(|at| bound.get(at))
}

/// Joins the pairs of shards.
pub(crate) fn join(mut bound: Vec<Bound>) -> Vec<Bound> {
    bound.sort_unstable();
    bound.dedup_by(|later, first| {
        let same = later.pair == first.pair;
        if same {
            first.first = first.first.min(later.first);
            first.last = first.last.max(later.last);
        }
        same
    });
    bound
}
