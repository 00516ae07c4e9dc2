//! Which variable of a diagram stands for which bit of a packet.

use std::collections::BTreeSet;

use ringwall_model::{NamePattern, Names, PacketMatch, Point, Rule, Ruleset};

use super::packet::OTHER;

/// A run of variables: a field of the packet, highest bit first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) first: u16,
    pub(crate) bits: u32,
}

impl Field {
    /// Its last variable.
    pub(crate) fn last(self) -> u16 {
        self.first.saturating_add(u16::try_from(self.bits).unwrap_or(u16::MAX)).saturating_sub(1)
    }
}

/// The fields of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) way: Field,
    pub(crate) incoming: Field,
    pub(crate) outgoing: Field,
    pub(crate) state: Field,
    pub(crate) family: Field,
    pub(crate) protocol: Field,
    pub(crate) destination: Field,
    pub(crate) source: Field,
    pub(crate) destination_port: Field,
    pub(crate) source_port: Field,
    pub(crate) flags: Field,
}

impl Fields {
    /// How many variables there are.
    pub(crate) fn variables(&self) -> u16 {
        self.flags.last().saturating_add(1)
    }
}

/// The fields of a packet, and the names that rules tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Space {
    /// Names: first the empty one, then those rules name, then one for each start of a name, then one for all others.
    pub(crate) names: Vec<String>,
    /// Where the names begin that stand for others.
    others: usize,
    pub(crate) fields: Fields,
}

impl Space {
    /// The space of a ruleset, in which these further names are told apart too.
    pub(crate) fn new(ruleset: &Ruleset, further: &[String]) -> Self {
        let (names, others) = names_of(ruleset, further);
        let bits = usize::BITS.saturating_sub(names.len().saturating_sub(1).leading_zeros()).max(1);
        let mut next = 0_u16;
        let mut field = |bits: u32| {
            let first = next;
            next = next.saturating_add(u16::try_from(bits).unwrap_or(0));
            Field { first, bits }
        };
        let fields = Fields {
            way: field(2),
            incoming: field(bits),
            outgoing: field(bits),
            state: field(3),
            family: field(1),
            protocol: field(8),
            destination: field(128),
            source: field(128),
            destination_port: field(16),
            source_port: field(16),
            flags: field(8),
        };
        Self { names, others, fields }
    }

    /// The places of the names these cover.
    pub(crate) fn covered(&self, names: &Names) -> Vec<usize> {
        let covered = self.names.iter().enumerate().filter(|(_, name)| names.covers(name));
        covered.map(|(at, _)| at).collect()
    }

    /// True where rules name it, or a start of it.
    pub(crate) fn tells_apart(&self, name: &str) -> bool {
        self.standing_for(name) != Names::one("") && self.standing_for(name) != Names::one(OTHER)
    }

    /// The one name that stands for this one: itself, or the longest start of it that rules tell apart.
    pub(crate) fn standing_for(&self, name: &str) -> Names {
        if self.names.iter().take(self.others).any(|known| known == name) {
            return Names::one(name);
        }
        let covers = |other: &&String| other.strip_suffix(OTHER).is_some_and(|start| name.starts_with(start));
        let fitting = self.names.iter().skip(self.others).filter(covers);
        Names::one(fitting.max_by_key(|other| other.len()).map_or("", String::as_str))
    }
}

fn names_of(ruleset: &Ruleset, further: &[String]) -> (Vec<String>, usize) {
    let mut exact: BTreeSet<String> = further.iter().cloned().collect();
    let mut starts = BTreeSet::from([String::new()]);
    let rules = ruleset.chains.iter().flat_map(|chain| &chain.rules).flat_map(|rule: &Rule| &rule.matches);
    let points = ruleset.points.iter().chain(&ruleset.translations).flat_map(|point: &Point| &point.applies);
    let unread = ruleset.unread.iter().flat_map(|unread| &unread.matches);
    for pattern in rules.chain(points).chain(unread).flat_map(patterns) {
        let name = pattern.text.raw().to_owned();
        if pattern.is_start {
            starts.insert(name)
        } else {
            exact.insert(name)
        };
    }
    exact.extend(ruleset.interfaces.iter().map(|interface| interface.name.raw().to_owned()));
    exact.remove("");
    let mut names = vec![String::new()];
    names.extend(exact);
    let others = names.len();
    names.extend(starts.into_iter().map(|start| format!("{start}{OTHER}")));
    (names, others)
}

fn patterns(rule: &PacketMatch) -> impl Iterator<Item = &NamePattern> {
    rule.incoming.iter().chain(&rule.outgoing).flat_map(|names| &names.patterns)
}
