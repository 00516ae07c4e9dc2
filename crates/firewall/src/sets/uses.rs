//! Which rules matter: those nothing reaches, and those without which nothing would change.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{Action, Chain, Rule, Ruleset};

use super::{
    bdd::Node,
    transfer::{Effects, Transfer},
};

/// What a rule is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleUse {
    /// Place of its chain.
    pub chain: usize,
    /// Its place in the chain.
    pub rule: usize,
    /// Some packet reaches it and is what it is about.
    pub is_reached: bool,
    /// Without it some packet would fare otherwise in its chain.
    pub is_needed: bool,
}

/// A rule some packets reach.
struct Reached<'r> {
    /// Place of its chain, and the chain.
    chain: (usize, &'r Chain),
    /// Its place in the chain.
    place: usize,
    rule: &'r Rule,
    /// The packets that reach it and are what it is about.
    hit: Node,
}

impl Transfer<'_> {
    /// What each rule that permits, refuses or returns is good for. Nothing where chains call each other in a circle.
    pub(super) fn uses(mut self, domain: Node, unbound: &[usize]) -> Vec<RuleUse> {
        let (mut uses, mut behind) = (Vec::new(), Vec::new());
        self.walk(domain, unbound, |transfer, Reached { chain: (at, chain), place, rule, hit }| {
            if place == 0 {
                behind = transfer.behind(chain);
            }
            if let (Action::Permit | Action::Deny, Some(behind)) = (&rule.action, behind.get(place)) {
                let is_needed = !rule.certain || transfer.differs(rule, hit, behind);
                uses.push(RuleUse { chain: at, rule: place, is_reached: hit != Node::NONE, is_needed });
            }
        });
        uses
    }

    /// The packets each rule that permits is reached by and about, of these: the places of its chain and of it, and they.
    pub(super) fn permitting(mut self, domain: Node) -> Vec<(usize, usize, Node)> {
        let mut permitting = Vec::new();
        self.walk(domain, &[], |_, Reached { chain: (at, _), place, rule, hit }| {
            if rule.action == Action::Permit && hit != Node::NONE {
                permitting.push((at, place, hit));
            }
        });
        permitting
    }

    /// Visits every rule in the order packets come to it: chains before those they call.
    fn walk(&mut self, domain: Node, unbound: &[usize], mut visit: impl FnMut(&mut Self, Reached<'_>)) {
        let mut entries: BTreeMap<usize, Node> = BTreeMap::new();
        for point in &self.ruleset.points {
            let comes = self.comes_by(point);
            let known = entries.entry(point.chain).or_insert(Node::NONE);
            *known = self.encoder.bdd.or(*known, comes);
        }
        // Nothing comes to a chain that is nowhere bound or called: it is looked at as if everything did.
        for at in unbound {
            entries.entry(*at).or_insert(Node::ALL);
        }
        for at in self.order() {
            let Some(chain) = self.ruleset.chain(at) else { continue };
            let entry = entries.get(&at).copied().unwrap_or(Node::NONE);
            let mut reach = self.encoder.bdd.and(entry, domain);
            for (place, rule) in chain.rules.iter().enumerate() {
                let about = self.encoder.any(&rule.matches);
                let hit = self.encoder.bdd.and(reach, about);
                if let Action::Call { chain: called } | Action::Goto { chain: called } = rule.action {
                    let known = entries.entry(called).or_insert(Node::NONE);
                    *known = self.encoder.bdd.or(*known, hit);
                }
                visit(self, Reached { chain: (at, chain), place, rule, hit });
                let mut nothing = Effects::nothing();
                reach = self.rule(chain, rule, reach, &mut nothing);
            }
        }
    }

    /// True when packets that hit the rule fare otherwise behind it.
    fn differs(&mut self, rule: &Rule, hit: Node, behind: &Effects) -> bool {
        let bdd = &mut self.encoder.bdd;
        let (same, other) =
            if rule.action == Action::Permit { (behind.pass, behind.drop) } else { (behind.drop, behind.pass) };
        let alike = bdd.without(same, other);
        let alike = bdd.without(alike, behind.back);
        bdd.without(hit, alike) != Node::NONE
    }

    /// For each rule what becomes of packets from the next rule on.
    fn behind(&mut self, chain: &Chain) -> Vec<Effects> {
        let mut effects = Effects::nothing();
        self.end(chain, Node::ALL, &mut effects);
        let mut all = Vec::new();
        for rule in chain.rules.iter().rev() {
            all.push(effects.clone());
            // What the rule makes of packets, and of those that go on what the rules behind it do.
            let mut here = Effects::nothing();
            let on = self.rule(chain, rule, Node::ALL, &mut here);
            let bdd = &mut self.encoder.bdd;
            let mut joined = |own: Node, later: Node| {
                let later = bdd.and(later, on);
                bdd.or(own, later)
            };
            effects.pass = joined(here.pass, effects.pass);
            effects.drop = joined(here.drop, effects.drop);
            effects.back = joined(here.back, effects.back);
        }
        all.reverse();
        all
    }

    /// Chains, callers before those they call; none where they call each other in a circle.
    fn order(&self) -> Vec<usize> {
        let chains = &self.ruleset.chains;
        let called = |chain: &Chain| -> Vec<usize> {
            let each = chain.rules.iter().filter_map(|rule| match rule.action {
                Action::Call { chain } | Action::Goto { chain } => Some(chain),
                _ => None,
            });
            each.collect()
        };
        let mut waiting: Vec<usize> = vec![0; chains.len()];
        for to in chains.iter().flat_map(called) {
            if let Some(count) = waiting.get_mut(to) {
                *count = count.saturating_add(1);
            }
        }
        let mut ready: Vec<usize> = (0..chains.len()).filter(|at| waiting.get(*at) == Some(&0)).collect();
        let mut order = Vec::new();
        while let Some(at) = ready.pop() {
            order.push(at);
            for to in chains.get(at).map(called).unwrap_or_default() {
                if let Some(count) = waiting.get_mut(to) {
                    *count = count.saturating_sub(1);
                    if *count == 0 {
                        ready.push(to);
                    }
                }
            }
        }
        if order.len() == chains.len() { order } else { Vec::new() }
    }
}

/// Chains that are nowhere bound or called.
pub fn unbound(ruleset: &Ruleset) -> Vec<usize> {
    let called = ruleset.chains.iter().flat_map(|chain| &chain.rules).filter_map(|rule| match rule.action {
        Action::Call { chain } | Action::Goto { chain } => Some(chain),
        _ => None,
    });
    let points = ruleset.points.iter().chain(&ruleset.translations).map(|point| point.chain);
    let bound: BTreeSet<usize> = called.chain(points).collect();
    (0..ruleset.chains.len()).filter(|at| !bound.contains(at)).collect()
}
