//! Rules by what they say: those that say the same have the same number, wherever they stand and whichever ruleset they are of.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use ringwall_model::{Action, Addresses, Chain, ConnectionState, PacketMatch, Rule};

use super::classes::{Classes, Touched};

/// Rules that were seen, with the classes of addresses they can touch.
#[derive(Debug)]
pub struct Contents {
    pub(super) classes: Classes,
    rules: Vec<Known>,
    by_content: HashTable<u32>,
    hasher: foldhash::fast::FixedState,
    /// The numbers of the ruleset before, chain by chain.
    before: Vec<Vec<u32>>,
}

#[derive(Debug)]
struct Known {
    rule: Rule,
    touched: (Touched, Touched),
    may_open: bool,
}

impl Contents {
    /// For rules told apart by these classes of addresses, which share none.
    pub fn new(classes: &[Addresses]) -> Self {
        Self {
            classes: Classes::new(classes),
            rules: Vec::new(),
            by_content: HashTable::new(),
            hasher: foldhash::fast::FixedState::default(),
            before: Vec::new(),
        }
    }

    /// How many different rules there are.
    pub fn count(&self) -> usize {
        self.rules.len()
    }

    fn known(&self, number: u32) -> Option<&Known> {
        self.rules.get(usize::try_from(number).ok()?)
    }

    /// The classes of its sources and of its destinations.
    pub(super) fn touched(&self, number: u32) -> (Option<&[usize]>, Option<&[usize]>) {
        let touched = self.known(number).map(|known| &known.touched);
        touched.map_or((None, None), |(from, to)| (from.as_deref(), to.as_deref()))
    }

    /// It may let a connection open.
    pub(super) fn may_open(&self, number: u32) -> bool {
        self.known(number).is_none_or(|known| known.may_open)
    }

    /// The numbers of a chain's rules. What begins and ends as the chain at this place did before is not looked for.
    pub(super) fn numbers(&mut self, at: usize, chain: &Chain) -> Vec<u32> {
        let before = self.before.get_mut(at).map(std::mem::take).unwrap_or_default();
        let same = |rule: &Rule, number: &u32| self.known(*number).is_some_and(|known| is_same(&known.rule, rule));
        let front = chain.rules.iter().zip(&before).take_while(|(rule, number)| same(rule, number)).count();
        let most = chain.rules.len().min(before.len()).saturating_sub(front);
        let backwards = chain.rules.iter().rev().zip(before.iter().rev()).take(most);
        let back = backwards.take_while(|(rule, number)| same(rule, number)).count();
        let middle = front..chain.rules.len().saturating_sub(back);
        let mut numbers: Vec<u32> = before.get(..front).unwrap_or_default().to_vec();
        numbers.reserve(chain.rules.len());
        for rule in chain.rules.get(middle).unwrap_or_default() {
            numbers.push(self.number(rule));
        }
        numbers.extend_from_slice(before.get(before.len().saturating_sub(back)..).unwrap_or_default());
        if self.before.len() <= at {
            self.before.resize(at.saturating_add(1), Vec::new());
        }
        if let Some(place) = self.before.get_mut(at) {
            place.clone_from(&numbers);
        }
        numbers
    }

    fn number(&mut self, rule: &Rule) -> u32 {
        let hash = self.hasher.hash_one(&rule.matches);
        let rules = &self.rules;
        let known = |at: &u32| usize::try_from(*at).ok().and_then(|at| rules.get(at));
        let found = self.by_content.find(hash, |at| known(at).is_some_and(|known| is_same(&known.rule, rule)));
        if let Some(found) = found {
            return *found;
        }
        let number = u32::try_from(self.rules.len()).unwrap_or(u32::MAX);
        let hasher = &self.hasher;
        let rehash = |at: &u32| known(at).map_or(0, |known| hasher.hash_one(&known.rule.matches));
        self.by_content.insert_unique(hash, number, rehash);
        let touched = self.classes.touched(&rule.matches);
        self.rules.push(Known { rule: rule.clone(), touched, may_open: may_open(rule) });
        number
    }
}

/// They do the same to the same packets. Where they stand, their names, their logs and counters do not matter for that.
fn is_same(a: &Rule, b: &Rule) -> bool {
    a.action == b.action && a.certain == b.certain && a.by_default == b.by_default && a.matches == b.matches
}

fn may_open(rule: &Rule) -> bool {
    matches!(rule.action, Action::Permit | Action::Unknown) && rule.matches.iter().any(is_new)
}

pub(super) fn is_new(packets: &PacketMatch) -> bool {
    packets.state.is_none_or(|states| states.contains(ConnectionState::New))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn rules_that_say_the_same_have_the_same_number_wherever_they_stand() {
        let numbers = |contents: &mut Contents, ports: &[u16]| {
            let rules: String =
                ports.iter().map(|port| format!("-A FORWARD -p tcp -m tcp --dport {port} -j ACCEPT\n")).collect();
            let text = format!("*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n{rules}COMMIT\n");
            let ruleset = read("f", text.as_bytes()).ruleset;
            let chain = ruleset.chains.iter().find(|chain| chain.name.raw() == "FORWARD").unwrap();
            contents.numbers(1, chain)
        };
        let mut contents = Contents::new(&[]);
        let mut seed = 7_u32;
        for round in 0..200 {
            let list: Vec<u16> = (0..seed % 9).map(|n| (seed >> (n * 3) & 7) as u16).collect();
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let found = numbers(&mut contents, &list);
            let again = numbers(&mut Contents::new(&[]), &list);
            assert_eq!(found.len(), list.len());
            for (a, b) in (0..list.len()).flat_map(|a| (0..list.len()).map(move |b| (a, b))) {
                assert_eq!(found[a] == found[b], list[a] == list[b], "round {round}");
                assert_eq!(again[a] == again[b], list[a] == list[b], "round {round}");
            }
        }
        assert!(contents.count() <= 8);
    }
}
