//! Which rules of a long configuration matter: asked group by group of the packets that the same rules can touch.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_firewall::{Index, Judge, RuleUse, Slice, unbound};
use ringwall_model::{Addresses, Disagreement, PacketMatch, Rule, Ruleset, Span, Way};

use super::{
    Kept,
    kept::Pair,
    rules::{NAMED_MAX, decides_before, unneeded},
};

/// Most groups that are worked out, and most rules in all of them.
const GROUPS_MAX: usize = 50_000;
const RULES_MAX: usize = 4_000_000;
/// Most rules that are compared to tell which lines keep others from being reached: of one slice for one rule, and in all.
const COMPARED_EACH: usize = 100_000;
const COMPARED_MAX: usize = 10_000_000;
/// Stands for every class that no rule names alone.
const OTHERS: usize = usize::MAX;

/// Packets that the same rules can touch.
#[derive(Debug)]
struct Group {
    pair: Pair,
    packets: Vec<PacketMatch>,
}

/// What was found out of the rules of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Uses {
    said: Vec<(usize, u32)>,
    packets: Vec<PacketMatch>,
    unbound: Vec<usize>,
    /// For each rule whether something reaches it, and whether something needs it.
    uses: Vec<(bool, bool)>,
}

impl Kept<'_> {
    /// Rules that nothing reaches, and rules without which nothing would change, sorted. None where the rules are too interwoven for
    /// that to be worked out.
    pub fn unneeded(&mut self, ruleset: &Ruleset) -> Option<Vec<Disagreement>> {
        self.settle(ruleset);
        let index = Index::within(&mut self.contents, ruleset);
        let groups = self.groups(&index)?;
        let slices: Vec<Slice> = groups.iter().map(|group| index.slice(&[group.pair])).collect();
        if slices.iter().map(|slice| index.said(slice).len()).sum::<usize>() > RULES_MAX {
            return None;
        }
        let unbound = unbound(ruleset);
        let mut all: BTreeMap<(usize, usize), (bool, bool)> = BTreeMap::new();
        for (group, slice) in groups.into_iter().zip(&slices) {
            let uses = self.uses(&index, group, slice, &unbound)?;
            for (rule, (reached, needed)) in index.rules(slice).zip(uses) {
                let known = all.entry(rule).or_default();
                *known = (known.0 || reached, known.1 || needed);
            }
        }
        let idle: BTreeSet<(usize, usize)> = all.iter().filter(|(_, uses)| !uses.0).map(|(rule, _)| *rule).collect();
        let before = earlier(&index, &slices, &idle);
        let found = all.into_iter().filter_map(|((chain, rule), (is_reached, is_needed))| {
            let lines = || before.get(&(chain, rule)).cloned().unwrap_or_default();
            unneeded(ruleset, RuleUse { chain, rule, is_reached, is_needed }, lines)
        });
        let mut found: Vec<Disagreement> = found.collect();
        found.sort();
        Some(found)
    }

    /// What the rules of a group are good for; none where that is too much to be worked out.
    fn uses(&mut self, index: &Index<'_>, group: Group, slice: &Slice, unbound: &[usize]) -> Option<Vec<(bool, bool)>> {
        let said = index.said(slice);
        let is_known = |known: &&Uses| known.said == said && known.packets == group.packets && known.unbound == unbound;
        if let Some(known) = self.uses.get(&group.pair).filter(is_known) {
            return Some(known.uses.clone());
        }
        let part = index.part(&[group.pair]);
        let mut judge = Judge::within(std::mem::take(&mut self.room), &part, &[]);
        let packets = judge.packets(&Way::ALL, &group.packets);
        let found = judge.rule_uses_for(packets, unbound);
        let is_exhausted = judge.is_exhausted();
        self.room = judge.into_room();
        if is_exhausted {
            return None;
        }
        let found: BTreeMap<(usize, usize), (bool, bool)> =
            found.into_iter().map(|one| ((one.chain, one.rule), (one.is_reached, one.is_needed))).collect();
        let mut next: BTreeMap<usize, usize> = BTreeMap::new();
        // Of rules that neither permit nor refuse nothing is asked.
        let uses = said.iter().map(|(chain, _)| {
            let place = next.entry(*chain).or_default();
            let uses = found.get(&(*chain, *place)).copied().unwrap_or((true, true));
            *place = place.saturating_add(1);
            uses
        });
        let uses: Vec<(bool, bool)> = uses.collect();
        let (packets, unbound) = (group.packets, unbound.to_vec());
        self.uses.insert(group.pair, Uses { said, packets, unbound, uses: uses.clone() });
        Some(uses)
    }

    /// Every packet in groups by the rules that can touch it; none where there are too many.
    fn groups(&self, index: &Index<'_>) -> Option<Vec<Group>> {
        let (pairs, from, to) = index.named();
        let (from, to): (BTreeSet<usize>, BTreeSet<usize>) = (from.into_iter().collect(), to.into_iter().collect());
        let mut named: BTreeSet<Pair> = pairs.into_iter().collect();
        if named.len().saturating_add(from.len().saturating_mul(to.len())) > GROUPS_MAX {
            return None;
        }
        named.extend(from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))));
        let mut classes: BTreeMap<usize, Addresses> = BTreeMap::new();
        for class in named.iter().flat_map(|(from, to)| [*from, *to]).chain(from.iter().chain(&to).copied()) {
            classes.entry(class).or_insert_with(|| self.class(class));
        }
        let mut across = (BTreeMap::<usize, Vec<usize>>::new(), BTreeMap::<usize, Vec<usize>>::new());
        for (from, to) in &named {
            across.0.entry(*from).or_default().push(*to);
            across.1.entry(*to).or_default().push(*from);
        }
        let but = |list: &mut dyn Iterator<Item = usize>| but(&classes, list);
        let class = |at: &usize| classes.get(at).cloned().unwrap_or_default();
        let of = |map: &BTreeMap<usize, Vec<usize>>, at: &usize| map.get(at).cloned().unwrap_or_default();
        let mut groups: Vec<Group> = Vec::new();
        let mut add = |pair, packets| groups.push(Group { pair, packets });
        for (a, b) in &named {
            add((*a, *b), vec![between(class(a), class(b))]);
        }
        for a in &from {
            let others = but(&mut to.iter().copied().chain(of(&across.0, a)));
            add((*a, OTHERS), vec![between(class(a), others)]);
        }
        for b in &to {
            let others = but(&mut from.iter().copied().chain(of(&across.1, b)));
            add((OTHERS, *b), vec![between(others, class(b))]);
        }
        let sources = || across.0.keys().filter(|at| !from.contains(at));
        let mut rest: Vec<PacketMatch> =
            sources().map(|a| between(class(a), but(&mut to.iter().copied().chain(of(&across.0, a))))).collect();
        rest.push(between(but(&mut from.iter().chain(sources()).copied()), but(&mut to.iter().copied())));
        add((OTHERS, OTHERS), rest);
        Some(groups)
    }
}

/// Every address but those of some classes.
fn but(classes: &BTreeMap<usize, Addresses>, list: &mut dyn Iterator<Item = usize>) -> Addresses {
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for set in list.filter_map(|at| classes.get(&at)) {
        v4.extend(set.v4.iter());
        v6.extend(set.v6.iter());
    }
    let all = Addresses { v4: ringwall_model::Ranges::of(v4), v6: ringwall_model::Ranges::of(v6) };
    all.complement()
}

fn between(source: Addresses, destination: Addresses) -> PacketMatch {
    PacketMatch { source: Some(source), destination: Some(destination), ..PacketMatch::any() }
}

/// For rules that nothing reaches the lines before them that decide about what they are about; none for those that come when
/// enough rules have been compared.
fn earlier(
    index: &Index<'_>,
    slices: &[Slice],
    idle: &BTreeSet<(usize, usize)>,
) -> BTreeMap<(usize, usize), Vec<Span>> {
    let mut standing: BTreeMap<(usize, usize), Vec<(&Slice, usize)>> = BTreeMap::new();
    for slice in slices {
        for (at, rule) in index.rules(slice).enumerate().filter(|(_, rule)| idle.contains(rule)) {
            standing.entry(rule).or_default().push((slice, at));
        }
    }
    let mut left = COMPARED_MAX;
    let rule = |(chain, place): (usize, usize)| -> Option<&Rule> { index.ruleset().chain(chain)?.rules.get(place) };
    let mut lines = BTreeMap::new();
    for (own, standing) in standing {
        let Some(this) = rule(own) else { continue };
        let mut places = BTreeSet::new();
        for (slice, at) in standing {
            if left == 0 {
                break;
            }
            // The first of each slice, and of them the first of all.
            let mut decides = |other: &(usize, usize)| {
                left = left.saturating_sub(1);
                other.0 == own.0 && rule(*other).is_some_and(|other| decides_before(this, other))
            };
            let most = at.min(COMPARED_EACH);
            places.extend(index.rules(slice).take(most).filter(|other| decides(other)).take(NAMED_MAX));
        }
        let named = places.into_iter().take(NAMED_MAX).filter_map(|place| Some(rule(place)?.place.clone()));
        lines.insert(own, named.collect());
    }
    lines
}
