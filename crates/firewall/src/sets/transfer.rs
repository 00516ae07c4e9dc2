//! Chains of rules as sets: what may pass, what may be dropped, what may go back.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ringwall_model::{Action, Addresses, Chain, ChainEnd, PacketMatch, Point, Rule, Ruleset, address_number};

use super::{bdd::Node, encode::Encoder};

/// A new destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    destination: Option<IpAddr>,
    port: Option<u16>,
}

/// What may become of packets.
#[derive(Clone, Debug)]
pub(crate) struct Effects {
    pub(crate) pass: Node,
    pub(crate) drop: Node,
    pub(super) back: Node,
    translated: BTreeMap<Target, Node>,
}

impl Effects {
    pub(super) fn nothing() -> Self {
        Self { pass: Node::NONE, drop: Node::NONE, back: Node::NONE, translated: BTreeMap::new() }
    }

    fn either() -> Self {
        Self { pass: Node::ALL, drop: Node::ALL, ..Self::nothing() }
    }
}

/// Follows the rules of a ruleset.
#[derive(Debug)]
pub(crate) struct Transfer<'a> {
    pub(super) ruleset: &'a Ruleset,
    pub(super) encoder: &'a mut Encoder,
    known: BTreeMap<usize, Effects>,
    open: Vec<usize>,
}

impl<'a> Transfer<'a> {
    pub(crate) fn new(ruleset: &'a Ruleset, encoder: &'a mut Encoder) -> Self {
        Self { ruleset, encoder, known: BTreeMap::new(), open: Vec::new() }
    }

    /// What may become of packets at the device: the sets that may pass and that may be dropped.
    pub(crate) fn run(mut self) -> (Node, Node) {
        let ruleset = self.ruleset;
        let before: Vec<_> = ruleset.points.iter().filter(|p| p.before_translation).collect();
        let behind: Vec<_> = ruleset.points.iter().filter(|p| !p.before_translation).collect();
        let (pass, drop) = self.all(&before);
        let after = self.all(&behind);
        let (may_pass, may_drop) = self.translated(after);
        let lost = self.encoder.bdd.and(pass, may_drop);
        let mut sets = (self.encoder.bdd.and(pass, may_pass), self.encoder.bdd.or(drop, lost));
        for unread in &ruleset.unread {
            let (ways, packets) = (self.encoder.ways(&unread.ways), self.encoder.any(&unread.matches));
            let unknown = self.encoder.bdd.and(ways, packets);
            sets = (self.encoder.bdd.or(sets.0, unknown), self.encoder.bdd.or(sets.1, unknown));
        }
        sets
    }

    /// A packet passes when every point it comes by lets it pass.
    fn all(&mut self, points: &[&Point]) -> (Node, Node) {
        let (mut pass, mut drop) = (Node::ALL, Node::NONE);
        for point in points {
            let comes = self.comes_by(point);
            let effects = self.chain(point.chain);
            let bdd = &mut self.encoder.bdd;
            let here = bdd.and(pass, comes);
            let lost = bdd.and(here, effects.drop);
            drop = bdd.or(drop, lost);
            let lets = bdd.or(effects.pass, effects.back);
            let kept = bdd.and(here, lets);
            let past = bdd.without(pass, comes);
            pass = bdd.or(kept, past);
        }
        (pass, drop)
    }

    /// The packets whose destination may become another are what the points behind make of that other.
    fn translated(&mut self, (pass, drop): (Node, Node)) -> (Node, Node) {
        let (mut open, mut parts) = (Node::ALL, BTreeMap::<Target, Node>::new());
        let mut unknown = Node::NONE;
        for point in &self.ruleset.translations {
            let comes = self.comes_by(point);
            let effects = self.chain(point.chain);
            let bdd = &mut self.encoder.bdd;
            let here = bdd.and(open, comes);
            for (target, packets) in effects.translated {
                let packets = bdd.and(packets, here);
                let known = parts.entry(target).or_insert(Node::NONE);
                *known = bdd.or(*known, packets);
            }
            let unclear = bdd.and(effects.drop, here);
            unknown = bdd.or(unknown, unclear);
            let lets = bdd.or(effects.pass, effects.back);
            let kept = bdd.and(here, lets);
            let past = bdd.without(open, comes);
            open = bdd.or(kept, past);
        }
        let bdd = &mut self.encoder.bdd;
        let (mut may_pass, mut may_drop) = (bdd.and(open, pass), bdd.and(open, drop));
        for (target, packets) in parts {
            let (passed, dropped) = (self.moved(pass, target), self.moved(drop, target));
            let bdd = &mut self.encoder.bdd;
            let (passed, dropped) = (bdd.and(passed, packets), bdd.and(dropped, packets));
            (may_pass, may_drop) = (bdd.or(may_pass, passed), bdd.or(may_drop, dropped));
        }
        let bdd = &mut self.encoder.bdd;
        (bdd.or(may_pass, unknown), bdd.or(may_drop, unknown))
    }

    /// The packets that are in the set once they have the new destination.
    fn moved(&mut self, set: Node, target: Target) -> Node {
        let fields = self.encoder.space.fields;
        let mut moved = set;
        if let Some(destination) = target.destination {
            let (number, bits) = address_number(destination);
            let first = fields.destination.first;
            let fixed = self.encoder.bdd.fix(moved, first, bits, number);
            let is_v6 = u128::from(bits == 128);
            let family = self.encoder.field(fields.family, &ringwall_model::Ranges::one(is_v6));
            let (own, other) = (self.encoder.bdd.and(fixed, family), self.encoder.bdd.without(moved, family));
            moved = self.encoder.bdd.or(own, other);
        }
        match target.port {
            Some(port) => self.encoder.bdd.fix(moved, fields.destination_port.first, 16, u128::from(port)),
            None => moved,
        }
    }

    pub(super) fn comes_by(&mut self, point: &Point) -> Node {
        let ways = self.encoder.ways(&point.ways);
        match point.applies.is_empty() {
            true => ways,
            false => {
                let packets = self.encoder.any(&point.applies);
                self.encoder.bdd.and(ways, packets)
            }
        }
    }

    /// What a chain makes of packets; worked out once. A chain that calls itself is not understood.
    fn chain(&mut self, at: usize) -> Effects {
        if let Some(known) = self.known.get(&at) {
            return known.clone();
        }
        let ruleset = self.ruleset;
        let Some(chain) = ruleset.chain(at).filter(|_| !self.open.contains(&at)) else { return Effects::either() };
        self.open.push(at);
        let mut effects = Effects::nothing();
        let mut reach = Node::ALL;
        let mut rest = chain.rules.as_slice();
        while let Some((rule, others)) = rest.split_first() {
            let (alike, behind) = rest.split_at(alike(rest));
            (reach, rest) = match alike.len() {
                0 | 1 => (self.rule(chain, rule, reach, &mut effects), others),
                _ => (self.together(alike, &rule.action, reach, &mut effects), behind),
            };
        }
        self.end(chain, reach, &mut effects);
        self.open.pop();
        self.known.insert(at, effects.clone());
        effects
    }

    /// Adds what rules do that all permit, or all refuse, one behind the other: to those packets what one about any of theirs would.
    fn together(&mut self, rules: &[Rule], action: &Action, reach: Node, effects: &mut Effects) -> Node {
        let decide = rules.iter().filter(|rule| rule.action == *action);
        let matches = merged(decide.flat_map(|rule| &rule.matches), |packets| &mut packets.source);
        let matches = merged(&matches, |packets| &mut packets.destination);
        let about = self.encoder.any(&matches);
        let bdd = &mut self.encoder.bdd;
        let hit = bdd.and(reach, about);
        let known = if *action == Action::Permit { &mut effects.pass } else { &mut effects.drop };
        *known = bdd.or(*known, hit);
        bdd.without(reach, about)
    }

    /// Adds what a rule does to the packets that reach it; gives those that go on.
    pub(super) fn rule(&mut self, chain: &Chain, rule: &Rule, reach: Node, effects: &mut Effects) -> Node {
        if rule.action == Action::Pass {
            return reach;
        }
        let about = self.encoder.any(&rule.matches);
        let bdd = &mut self.encoder.bdd;
        let hit = bdd.and(reach, about);
        let after = if rule.certain { bdd.without(reach, about) } else { reach };
        match &rule.action {
            Action::Pass => reach,
            Action::Permit => {
                effects.pass = bdd.or(effects.pass, hit);
                after
            }
            Action::Deny => {
                effects.drop = bdd.or(effects.drop, hit);
                after
            }
            Action::Unknown => {
                effects.pass = bdd.or(effects.pass, hit);
                effects.drop = bdd.or(effects.drop, hit);
                reach
            }
            Action::Return => {
                self.end(chain, hit, effects);
                after
            }
            Action::Translate { destination, port } => {
                let target = Target { destination: *destination, port: *port };
                let known = effects.translated.entry(target).or_insert(Node::NONE);
                *known = bdd.or(*known, hit);
                after
            }
            Action::Call { chain: called } => {
                let back = self.call(*called, hit, effects);
                self.encoder.bdd.or(after, back)
            }
            Action::Goto { chain: called } => {
                let back = self.call(*called, hit, effects);
                self.end(chain, back, effects);
                after
            }
        }
    }

    /// Adds what another chain makes of some packets; gives those that come back.
    fn call(&mut self, at: usize, packets: Node, effects: &mut Effects) -> Node {
        let inner = self.chain(at);
        let bdd = &mut self.encoder.bdd;
        let (passed, dropped) = (bdd.and(inner.pass, packets), bdd.and(inner.drop, packets));
        effects.pass = bdd.or(effects.pass, passed);
        effects.drop = bdd.or(effects.drop, dropped);
        for (target, translated) in inner.translated {
            let translated = bdd.and(translated, packets);
            let known = effects.translated.entry(target).or_insert(Node::NONE);
            *known = bdd.or(*known, translated);
        }
        bdd.and(inner.back, packets)
    }

    pub(super) fn end(&mut self, chain: &Chain, packets: Node, effects: &mut Effects) {
        let bdd = &mut self.encoder.bdd;
        match chain.end {
            ChainEnd::Return => effects.back = bdd.or(effects.back, packets),
            ChainEnd::Permit => effects.pass = bdd.or(effects.pass, packets),
            ChainEnd::Deny => effects.drop = bdd.or(effects.drop, packets),
            ChainEnd::Unknown => {
                effects.pass = bdd.or(effects.pass, packets);
                effects.drop = bdd.or(effects.drop, packets);
            }
        }
    }
}

/// How many rules at the front do the same for certain, those between that decide nothing counted in.
fn alike(rules: &[Rule]) -> usize {
    let Some(first) = rules.first().filter(|rule| matches!(rule.action, Action::Permit | Action::Deny)) else {
        return 0;
    };
    let is_alike = |rule: &&Rule| rule.action == Action::Pass || (rule.certain && rule.action == first.action);
    rules.iter().take_while(is_alike).count()
}

/// Matches that differ in one field alone, as one about the addresses of all of them.
fn merged<'m>(
    matches: impl IntoIterator<Item = &'m PacketMatch>,
    field: fn(&mut PacketMatch) -> &mut Option<Addresses>,
) -> Vec<PacketMatch> {
    let mut alike: BTreeMap<PacketMatch, Option<Addresses>> = BTreeMap::new();
    for packets in matches {
        let mut rest = packets.clone();
        let set = field(&mut rest).take();
        match alike.get_mut(&rest) {
            Some(known) => *known = known.take().zip(set).map(|(known, set)| known.union(&set)),
            None => drop(alike.insert(rest, set)),
        }
    }
    let whole = alike.into_iter().map(|(mut packets, set)| {
        *field(&mut packets) = set;
        packets
    });
    whole.collect()
}
