//! Conversations of a shard: sums of flows that ended. Never dropped; where there are too many, coarsened.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, Hash, Hasher},
};

use ringwall_model::{Instant, Rhythm, RolesBy, Security};

use super::{
    detector::Row,
    functions::Functions,
    index::Index,
    key::{FlowCarrier, hash_pair},
    moment::{Moment, Stamp},
    networks::NetworkNumber,
};
use crate::{
    Native,
    link::{Family, RawAddress, VlanPath},
};

/// What makes a conversation one and not another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SumKey {
    pub(crate) network: NetworkNumber,
    pub(crate) family: Family,
    pub(crate) carrier: FlowCarrier,
    pub(crate) publication: bool,
    /// Initiator or publisher.
    pub(crate) first: RawAddress,
    /// Responder or group.
    pub(crate) second: RawAddress,
    pub(crate) port: u16,
    pub(crate) native: Native,
    pub(crate) protocol: Option<Row>,
    pub(crate) degree: Degree,
}

impl Hash for SumKey {
    /// As few words, as for [`super::key::FlowKey`].
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_pair(self.first, self.second, state);
        state.write_u64(
            u64::from(self.port)
                | u64::from(self.network.0) << 16
                | (self.family as u64) << 32
                | (self.carrier as u64) << 40
                | u64::from(self.publication) << 48
                | u64::from(self.protocol.unwrap_or(Row::MAX)) << 56,
        );
        if self.native != Native::None {
            self.native.hash(state);
        }
    }
}

impl SumKey {
    /// How many leading bits of its addresses are meant, where it stands for several.
    pub(crate) fn bits(&self) -> Option<(u8, u8)> {
        Some(match (self.degree, self.family) {
            (Degree::Exact, _) => return None,
            (Degree::Subnet, Family::V4) => (24, 32),
            (Degree::Subnet, Family::V6) => (64, 128),
            (Degree::Subnet, Family::Mac) => (24, 48),
            (Degree::Subnet, Family::Station) => (0, 8),
            (Degree::Region, Family::V4) => (16, 16),
            (Degree::Region, Family::V6) => (48, 48),
            (Degree::Region, Family::Mac | Family::Station) => (0, 0),
            (Degree::Whole, _) => (0, 0),
        })
    }

    /// The key that stands for this one and others like it. Each degree is coarser.
    fn coarse(mut self, degree: Degree) -> Self {
        self.degree = degree;
        let Some((keep_first, keep_second)) = self.bits() else { return self };
        self.first = self.first.prefix(self.family, keep_first.into());
        self.second = self.second.prefix(self.family, keep_second.into());
        if self.native != Native::None {
            self.native = Native::Many;
        }
        if degree != Degree::Subnet {
            self.port = 0;
        }
        self
    }
}

/// How coarse: not at all; initiators by prefix; both ends by a short prefix without port; everything of a protocol together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Degree {
    #[default]
    Exact,
    Subnet,
    Region,
    Whole,
}

/// A fact about security, summed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    pub(crate) security: Security,
    pub(crate) first: Moment,
    pub(crate) last: Instant,
    pub(crate) count: u64,
}

/// Counts the flows of a conversation that stands for several.
pub(crate) const COARSENED: &str = "coarsened";
/// Different facts about security a conversation keeps.
const PROOFS_MAX: usize = 64;

/// Sums of a conversation. Pairs are (from the initiator, from the responder).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) key: SumKey,
    pub(crate) vlans: VlanPath,
    pub(crate) at: Stamp,
    pub(crate) roles_by: RolesBy,
    pub(crate) functions: Functions,
    pub(crate) packets: (u64, u64),
    pub(crate) bytes: (u64, u64),
    pub(crate) first_frames: (Option<Stamp>, Option<Stamp>),
    pub(crate) first: Instant,
    pub(crate) last: Instant,
    pub(crate) sessions: u64,
    pub(crate) answered: u64,
    pub(crate) rare: Option<Box<Rare>>,
}

/// What few conversations have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rare {
    proofs: Vec<Proof>,
    remarks: BTreeMap<&'static str, u64>,
    /// Of the first of its flows that shows one.
    pub(crate) rhythm: Option<Rhythm>,
}

impl Sum {
    /// Of no frame.
    pub(crate) fn nothing(key: SumKey) -> Self {
        Self {
            key,
            vlans: VlanPath::default(),
            at: Stamp::default(),
            roles_by: RolesBy::Port,
            functions: Functions::default(),
            packets: (0, 0),
            bytes: (0, 0),
            first_frames: (None, None),
            first: Instant(i64::MAX),
            last: Instant(i64::MIN),
            sessions: 0,
            answered: 0,
            rare: None,
        }
    }

    /// Takes what it counted out, and what it holds beside itself.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::nothing(self.key))
    }

    /// Adds what another flow or shard counted for the same key, and empties that.
    pub(crate) fn add(&mut self, other: &mut Self) {
        if other.at < self.at {
            self.at = other.at;
            self.vlans = other.vlans;
        }
        self.roles_by = self.roles_by.min(other.roles_by);
        self.packets = both(self.packets, other.packets, u64::saturating_add);
        self.bytes = both(self.bytes, other.bytes, u64::saturating_add);
        self.first_frames = both(self.first_frames, other.first_frames, earliest);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.sessions = self.sessions.saturating_add(other.sessions);
        self.answered = self.answered.saturating_add(other.answered);
        for (key, tally) in other.functions.take() {
            self.functions.add(key, tally);
        }
        match (&mut self.rare, other.rare.take()) {
            (_, None) => {}
            (None, rare) => self.rare = rare,
            (Some(known), Some(rare)) => known.add(*rare),
        }
    }

    /// Facts about security.
    pub(crate) fn proofs(&self) -> &[Proof] {
        self.rare.as_ref().map_or(&[], |rare| &rare.proofs)
    }

    /// Remarks, by code.
    pub(crate) fn remarks(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.rare.iter().flat_map(|rare| &rare.remarks).map(|(code, count)| (*code, *count))
    }

    pub(crate) fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// True where it holds nothing beside itself.
    fn is_counts(&self) -> bool {
        self.functions.is_empty() && self.rare.is_none()
    }

    /// About what it holds, in bytes.
    fn memory(&self) -> usize {
        let rare = self.rare.as_ref().map_or(0, |rare| rare.memory());
        [size_of::<Self>(), self.functions.memory(), rare].into_iter().fold(16, usize::saturating_add)
    }
}

impl Rare {
    fn add(&mut self, other: Self) {
        self.rhythm = self.rhythm.or(other.rhythm);
        other.proofs.into_iter().for_each(|proof| self.add_proof(proof));
        other.remarks.into_iter().for_each(|(code, count)| self.remark(code, count));
    }

    pub(crate) fn add_proof(&mut self, proof: Proof) {
        if let Some(known) = self.proofs.iter_mut().find(|p| p.security == proof.security) {
            known.count = known.count.saturating_add(proof.count);
            known.last = known.last.max(proof.last);
            if proof.first.stamp < known.first.stamp {
                known.first = proof.first;
            }
        } else if self.proofs.len() < PROOFS_MAX {
            self.proofs.push(proof);
        } else {
            self.remark("security-facts-dropped", proof.count);
        }
    }

    pub(crate) fn remark(&mut self, code: &'static str, count: u64) {
        let sum = self.remarks.entry(code).or_default();
        *sum = sum.saturating_add(count);
    }

    fn memory(&self) -> usize {
        let proofs = self.proofs.len().saturating_mul(512);
        size_of::<Self>().saturating_add(proofs).saturating_add(self.remarks.len().saturating_mul(64))
    }
}

fn both<T>((a, b): (T, T), (c, d): (T, T), add: impl Fn(T, T) -> T) -> (T, T) {
    (add(a, c), add(b, d))
}

fn earliest(a: Option<Stamp>, b: Option<Stamp>) -> Option<Stamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The conversations of a shard.
#[derive(Debug)]
pub(crate) struct Conversations {
    sums: Vec<Sum>,
    index: Index,
    memory: usize,
    budget: usize,
    state: foldhash::fast::FixedState,
}

impl Conversations {
    pub(crate) fn new(budget: usize, seed: u64) -> Self {
        let state = foldhash::fast::FixedState::with_seed(seed);
        Self { sums: Vec::new(), index: Index::default(), memory: 0, budget, state }
    }

    /// Adds what a flow counted, and empties that. A key there is no room for is coarsened, by as little as makes room: half
    /// the budget is for conversations as they are, the next quarters for coarser and coarser ones, and the coarsest are
    /// always kept.
    /// Gives the number of the conversation it was added to.
    pub(crate) fn add(&mut self, sum: &mut Sum) -> u32 {
        match self.add_where(self.budget / 2, sum) {
            Some(at) => at,
            None => self.add_coarse(sum),
        }
    }

    /// Adds counts, which take no memory, to the conversation of a number that [`Conversations::add`] gave.
    pub(crate) fn add_to(&mut self, at: u32, counts: &mut Sum) {
        if let Some(known) = slot_mut(&mut self.sums, at) {
            known.add(counts);
        }
    }

    /// Counts a remark on the conversation of such a number.
    pub(crate) fn remark(&mut self, at: u32, code: &'static str, count: u64) {
        if let Some(known) = slot_mut(&mut self.sums, at) {
            known.rare().remark(code, count);
        }
    }

    #[cold]
    fn add_coarse(&mut self, sum: &mut Sum) -> u32 {
        let exact = sum.key;
        let steps = [(Degree::Subnet, self.budget / 4 * 3), (Degree::Region, self.budget), (Degree::Whole, usize::MAX)];
        for (degree, room) in steps {
            if sum.key == exact {
                sum.rare().remark(COARSENED, 1);
            }
            sum.key = exact.coarse(degree);
            if let Some(at) = self.add_where(room, sum) {
                return at;
            }
        }
        // The last step has room for everything.
        u32::MAX
    }

    /// Adds to the sum of the same key; where there is none, makes it if no more than `room` is held. Gives its number;
    /// nothing where it did neither.
    fn add_where(&mut self, room: usize, sum: &mut Sum) -> Option<u32> {
        let hash = self.state.hash_one(sum.key);
        let known = self.index.find(hash, |at| slot(&self.sums, at).is_some_and(|s| s.key == sum.key));
        if let Some(at) = known {
            let known = slot_mut(&mut self.sums, at)?;
            // Counts take no memory.
            if sum.is_counts() {
                known.add(sum);
            } else {
                let before = known.memory();
                known.add(sum);
                self.memory = self.memory.saturating_sub(before).saturating_add(known.memory());
            }
            return Some(at);
        }
        if self.memory >= room {
            return None;
        }
        self.memory = self.memory.saturating_add(sum.memory());
        let at = u32::try_from(self.sums.len()).unwrap_or(u32::MAX);
        self.sums.push(sum.take());
        self.index.insert(hash, at);
        Some(at)
    }

    /// Something of where the sum of a key is found: reading it brings that near.
    pub(crate) fn ahead(&self, key: &SumKey) -> u64 {
        self.index.ahead(self.state.hash_one(key))
    }

    pub(crate) fn into_sums(self) -> Vec<Sum> {
        self.sums
    }
}

fn slot_mut(sums: &mut [Sum], at: u32) -> Option<&mut Sum> {
    usize::try_from(at).ok().and_then(|at| sums.get_mut(at))
}

fn slot(sums: &[Sum], at: u32) -> Option<&Sum> {
    usize::try_from(at).ok().and_then(|at| sums.get(at))
}
