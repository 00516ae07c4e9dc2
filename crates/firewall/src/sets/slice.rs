//! The part of a ruleset that can touch certain packets: for those it decides as the whole does, and is worked out in no time.

use std::collections::BTreeSet;

use ringwall_model::{Action, Addresses, PacketMatch, Ranges, Rule, Ruleset, Way};

use super::query::Query;

impl Query {
    /// The rules that may be about packets that fit the question. Chains and points stay, so that what they name stays.
    pub fn slice(&self, ruleset: &Ruleset) -> Ruleset {
        let one = |address: Option<std::net::IpAddr>| address.map(Addresses::one);
        // Where destinations change on the way, rules behind look at others than are asked about.
        let is_translated = !ruleset.translations.is_empty();
        let asked = PacketMatch {
            source: one(self.source),
            destination: one(self.destination.filter(|_| !is_translated)),
            protocol: self.protocol.map(Ranges::one),
            destination_port: self.destination_port.filter(|_| !is_translated).map(Ranges::one),
            ..PacketMatch::any()
        };
        let mut slice = ruleset.clone_without_rules();
        for (kept, chain) in slice.chains.iter_mut().zip(&ruleset.chains) {
            kept.rules = chain.rules.iter().filter(|rule| touches(rule, &asked)).cloned().collect();
        }
        slice
    }
}

/// The part of a ruleset that packets of one way come by.
pub fn of_way(ruleset: &Ruleset, way: Way) -> Ruleset {
    of_chains(ruleset, &reached(ruleset, way))
}

/// Chains that packets of one way come by.
pub(super) fn reached(ruleset: &Ruleset, way: Way) -> BTreeSet<usize> {
    let points = || ruleset.points.iter().chain(&ruleset.translations).filter(|point| point.ways.contains(&way));
    let mut waiting: Vec<usize> = points().map(|point| point.chain).collect();
    let mut reached = BTreeSet::new();
    while let Some(at) = waiting.pop() {
        if reached.insert(at) {
            let rules = ruleset.chain(at).into_iter().flat_map(|chain| &chain.rules);
            waiting.extend(rules.filter_map(|rule| match rule.action {
                Action::Call { chain } | Action::Goto { chain } => Some(chain),
                _ => None,
            }));
        }
    }
    reached
}

/// The part of a ruleset that has rules in these chains alone.
pub(super) fn of_chains(ruleset: &Ruleset, chains: &BTreeSet<usize>) -> Ruleset {
    let mut part = ruleset.clone_without_rules();
    for at in chains {
        if let (Some(kept), Some(chain)) = (part.chains.get_mut(*at), ruleset.chain(*at)) {
            kept.rules.clone_from(&chain.rules);
        }
    }
    part
}

fn touches(rule: &Rule, asked: &PacketMatch) -> bool {
    rule.matches.iter().any(|packets| {
        meet(&packets.source, &asked.source, |a, b| !a.intersection(b).is_empty())
            && meet(&packets.destination, &asked.destination, |a, b| !a.intersection(b).is_empty())
            && meet(&packets.protocol, &asked.protocol, |a, b| !a.intersection(b).is_empty())
            && meet(&packets.destination_port, &asked.destination_port, |a, b| !a.intersection(b).is_empty())
    })
}

/// True where both say something and can hold together, or one says nothing.
fn meet<T>(a: &Option<T>, b: &Option<T>, shared: impl Fn(&T, &T) -> bool) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => shared(a, b),
        _ => true,
    }
}
