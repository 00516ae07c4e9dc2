//! What devices say of themselves: each value once, with the frame that shows it.

use std::hash::BuildHasher;

use hashbrown::{HashMap, HashTable};
use ringwall_model::{Attribute, Confidence};

use super::{detector::Row, moment::Stamp, networks::NetworkNumber};
use crate::link::{Family, RawAddress};

/// Values kept of one attribute of one device.
pub(crate) const VALUES_MAX: usize = 16;

/// Whose attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Subject {
    pub(crate) network: NetworkNumber,
    pub(crate) family: Family,
    pub(crate) address: RawAddress,
    pub(crate) attribute: Attribute,
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
    index: HashTable<u32>,
    values: HashMap<Subject, u8>,
    /// Values not kept, for their attribute or the shard had too many.
    pub(crate) dropped: u64,
    memory: usize,
    budget: usize,
    state: foldhash::fast::FixedState,
}

impl Identities {
    pub(crate) fn new(budget: usize, seed: u64) -> Self {
        Self { budget, state: foldhash::fast::FixedState::with_seed(seed), ..Self::default() }
    }

    /// Notes a value; one already known keeps its first frame.
    pub(crate) fn tell(&mut self, subject: Subject, value: &[u8], confidence: Confidence, row: Row, at: Stamp) {
        let value = value.trim_ascii_end();
        let hash = self.state.hash_one((subject, value, confidence, row));
        let told = &self.told;
        let known = self.index.find(hash, |i| {
            slot(told, *i).is_some_and(|t| {
                t.subject == subject && *t.value == *value && t.confidence == confidence && t.row == row
            })
        });
        if let Some(known) = known.and_then(|i| self.told.get_mut(usize::try_from(*i).ok()?)) {
            known.at = known.at.or_before(at);
            return;
        }
        if subject.address.is_unspecified() {
            return;
        }
        let cost = size_of::<Told>().saturating_mul(2).saturating_add(value.len()).saturating_add(64);
        let values = self.values.entry(subject).or_default();
        if usize::from(*values) >= VALUES_MAX || self.memory.saturating_add(cost) > self.budget {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        *values = values.saturating_add(1);
        self.memory = self.memory.saturating_add(cost);
        let at_slot = u32::try_from(self.told.len()).unwrap_or(u32::MAX);
        self.told.push(Told { subject, value: value.into(), confidence, row, at });
        let (told, state) = (&self.told, &self.state);
        self.index.insert_unique(hash, at_slot, |i| {
            slot(told, *i).map_or(0, |t| state.hash_one((t.subject, &*t.value, t.confidence, t.row)))
        });
    }

    pub(crate) fn into_told(self) -> Vec<Told> {
        self.told
    }
}

fn slot(told: &[Told], at: u32) -> Option<&Told> {
    usize::try_from(at).ok().and_then(|at| told.get(at))
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
    fn a_device_that_says_something_new_each_time_is_cut_off_at_sixteen() {
        let mut identities = Identities::new(1 << 20, 1);
        for n in 0..100_u8 {
            identities.tell(subject(1), &[b'a' + n], Confidence::Low, 0, Stamp::new(0, 1));
        }
        assert_eq!(identities.dropped, 84);
        assert_eq!(join(identities.into_told()).len(), VALUES_MAX);
    }
}
