//! What devices say of themselves: each value once, with the frame that shows it.

use std::hash::{BuildHasher, Hash, Hasher};

use ringwall_model::{Attribute, Confidence};

use super::{detector::Row, index::Index, key::space, moment::Stamp, networks::NetworkNumber};
use crate::link::{Family, RawAddress};

/// Values kept of one attribute of one device.
pub(crate) const VALUES_MAX: usize = 16;

/// Whose attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Subject {
    pub(crate) network: NetworkNumber,
    pub(crate) family: Family,
    pub(crate) address: RawAddress,
    pub(crate) attribute: Attribute,
}

impl Hash for Subject {
    /// As few words, as for [`super::key::FlowKey`].
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (high, low) = self.address.halves();
        state.write_u64(high);
        state.write_u64(low);
        state.write_u64(space(self.network, self.family, self.attribute as u8));
    }
}

/// A value somebody told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Told {
    pub(crate) subject: Subject,
    pub(crate) value: Box<[u8]>,
    pub(crate) confidence: Confidence,
    pub(crate) row: Row,
    pub(crate) at: Stamp,
}

/// The seen-set of a shard.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    told: Vec<Told>,
    /// What was told next of the same subject; [`NOTHING`] behind the last.
    next: Vec<u32>,
    /// What was told first of each subject.
    index: Index,
    /// Values not kept, for their attribute or the shard had too many.
    pub(crate) dropped: u64,
    memory: usize,
    budget: usize,
    state: foldhash::fast::FixedState,
}

const NOTHING: u32 = u32::MAX;

impl Identities {
    pub(crate) fn new(budget: usize, seed: u64) -> Self {
        Self { budget, state: foldhash::fast::FixedState::with_seed(seed), ..Self::default() }
    }

    /// Notes a value; one already known keeps its first frame.
    pub(crate) fn tell(&mut self, subject: Subject, value: &[u8], confidence: Confidence, row: Row, at: Stamp) {
        let value = value.trim_ascii_end();
        let hash = self.state.hash_one(subject);
        let told = &self.told;
        let first = self.index.find(hash, |i| slot(told, i).is_some_and(|t| t.subject == subject));
        let (mut last, mut values) = (NOTHING, 0_usize);
        let mut this = first.unwrap_or(NOTHING);
        while let Some(known) = usize::try_from(this).ok().and_then(|at| self.told.get_mut(at)) {
            if *known.value == *value && known.confidence == confidence && known.row == row {
                known.at = known.at.or_before(at);
                return;
            }
            (last, values) = (this, values.saturating_add(1));
            this = slot(&self.next, this).copied().unwrap_or(NOTHING);
        }
        if subject.address.is_unspecified() {
            return;
        }
        let cost = size_of::<Told>().saturating_mul(2).saturating_add(value.len()).saturating_add(64);
        if values >= VALUES_MAX || self.memory.saturating_add(cost) > self.budget {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        self.memory = self.memory.saturating_add(cost);
        let new = u32::try_from(self.told.len()).unwrap_or(NOTHING);
        self.told.push(Told { subject, value: value.into(), confidence, row, at });
        self.next.push(NOTHING);
        match usize::try_from(last).ok().and_then(|last| self.next.get_mut(last)) {
            Some(next) => *next = new,
            None => self.index.insert(hash, new),
        }
    }

    pub(crate) fn into_told(self) -> Vec<Told> {
        self.told
    }
}

fn slot<T>(of: &[T], at: u32) -> Option<&T> {
    usize::try_from(at).ok().and_then(|at| of.get(at))
}

/// Joins what shards were told: each value once, the earliest frame, at most [`VALUES_MAX`] of an attribute.
pub(crate) fn join(mut told: Vec<Told>) -> Vec<Told> {
    told.sort_unstable();
    told.dedup_by(|later, first| {
        (&later.subject, &later.value, later.confidence, later.row)
            == (&first.subject, &first.value, first.confidence, first.row)
    });
    told.sort_by(|a, b| (a.subject, a.at).cmp(&(b.subject, b.at)).then_with(|| a.cmp(b)));
    let mut kept = 0_usize;
    let mut last = None;
    told.retain(|t| {
        kept = if last == Some(t.subject) { kept.saturating_add(1) } else { 1 };
        last = Some(t.subject);
        kept <= VALUES_MAX
    });
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(low: u8) -> Subject {
        let address = RawAddress::v4([10, 0, 0, low]);
        Subject { network: NetworkNumber(0), family: Family::V4, address, attribute: Attribute::Model }
    }

    #[test]
    fn a_value_is_kept_once_with_its_first_frame() {
        let mut identities = Identities::new(1 << 20, 1);
        for frame in 1..4 {
            identities.tell(subject(1), b"CPU 315  ", Confidence::High, 0, Stamp::new(0, frame));
        }
        let told = identities.into_told();
        assert_eq!(told.len(), 1);
        assert_eq!((&*told[0].value, told[0].at), (&b"CPU 315"[..], Stamp::new(0, 1)));
    }

    #[test]
    fn values_of_one_device_are_told_apart_and_those_of_others_too() {
        let mut identities = Identities::new(1 << 20, 1);
        for frame in 1..4 {
            for value in [&b"A"[..], b"B", b"C"] {
                identities.tell(subject(1), value, Confidence::High, 0, Stamp::new(0, frame));
                identities.tell(subject(2), value, Confidence::High, 0, Stamp::new(0, frame));
            }
            identities.tell(subject(1), b"A", Confidence::Low, 0, Stamp::new(0, frame));
            identities.tell(subject(1), b"A", Confidence::High, 1, Stamp::new(0, frame));
        }
        let told = identities.into_told();
        assert_eq!(told.len(), 8);
        assert!(told.iter().all(|told| told.at == Stamp::new(0, 1)));
    }

    #[test]
    fn a_device_that_says_something_new_each_time_is_cut_off_at_sixteen() {
        let mut identities = Identities::new(1 << 20, 1);
        for n in 0..100_u8 {
            identities.tell(subject(1), &[b'a' + n], Confidence::Low, 0, Stamp::new(0, 1));
        }
        assert_eq!(identities.dropped, 84);
        assert_eq!(join(identities.into_told()).len(), VALUES_MAX);
    }
}
