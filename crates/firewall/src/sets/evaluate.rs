//! The slow, obvious evaluator: one packet, rule by rule. The diagrams are held against it.

use ringwall_model::{Action, Chain, ChainEnd, Foreign, Point, Rule, Ruleset, Span};

use crate::Packet;

/// Which outcomes are possible for a packet, as far as the configuration is understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// It may pass.
    pub may_pass: bool,
    /// It may be dropped.
    pub may_drop: bool,
}

impl Outcome {
    const PASS: Self = Self { may_pass: true, may_drop: false };
    const DROP: Self = Self { may_pass: false, may_drop: true };
    const EITHER: Self = Self { may_pass: true, may_drop: true };

    fn or(self, other: Self) -> Self {
        Self { may_pass: self.may_pass || other.may_pass, may_drop: self.may_drop || other.may_drop }
    }
}

/// A rule that decided, by its line; the end of a chain by that of the chain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleAt {
    /// The line.
    pub place: Span,
    /// What it is called.
    pub name: Foreign,
}

/// Deepest calls of chains; Linux loads no deeper ones.
const DEPTH_MAX: usize = 64;

/// Evaluates one packet: what may become of it, and the rules that decided, in order.
pub fn evaluate(ruleset: &Ruleset, packet: &Packet) -> (Outcome, Vec<RuleAt>) {
    let mut run = Run { ruleset, decided: Vec::new(), steps: 0 };
    let mut outcome = run.points(packet);
    for unread in &ruleset.unread {
        if unread.ways.contains(&packet.way) && unread.matches.iter().any(|m| packet.fits(m)) {
            run.decided.push(RuleAt { place: unread.place.clone(), name: Foreign::default() });
            outcome = Outcome::EITHER;
        }
    }
    let mut decided = Vec::new();
    run.decided.into_iter().for_each(|rule| {
        if !decided.contains(&rule) {
            decided.push(rule);
        }
    });
    (outcome, decided)
}

struct Run<'a> {
    ruleset: &'a Ruleset,
    decided: Vec<RuleAt>,
    steps: usize,
}

/// What a chain did.
#[derive(Clone, Debug, Default)]
struct Passed {
    outcome: Outcome,
    may_return: bool,
    /// New destinations the packet may have got.
    translated: Vec<Packet>,
}

impl Run<'_> {
    fn points(&mut self, packet: &Packet) -> Outcome {
        let ruleset = self.ruleset;
        let before = ruleset.points.iter().filter(|p| p.before_translation);
        let mut outcome = self.all(before, packet);
        let mut after = Outcome::default();
        let (translated, is_known) = self.translate(packet);
        if !is_known {
            after = Outcome::EITHER;
        }
        for translated in translated {
            let behind = ruleset.points.iter().filter(|p| !p.before_translation);
            after = after.or(self.all(behind, &translated));
        }
        outcome.may_drop |= after.may_drop;
        outcome.may_pass &= after.may_pass;
        outcome
    }

    /// A packet passes when every point lets it pass.
    fn all<'p>(&mut self, points: impl Iterator<Item = &'p Point>, packet: &Packet) -> Outcome {
        let mut outcome = Outcome::PASS;
        for point in points.filter(|point| comes_by(point, packet)) {
            let here = self.point(point, packet);
            outcome.may_drop |= here.may_drop && outcome.may_pass;
            outcome.may_pass &= here.may_pass;
        }
        outcome
    }

    fn point(&mut self, point: &Point, packet: &Packet) -> Outcome {
        let passed = self.chain(point.chain, packet, 0);
        if passed.may_return { passed.outcome.or(Outcome::PASS) } else { passed.outcome }
    }

    /// The packets it may have become; false where it may also have become another.
    fn translate(&mut self, packet: &Packet) -> (Vec<Packet>, bool) {
        let ruleset = self.ruleset;
        let (mut done, mut open, mut is_known) = (Vec::new(), true, true);
        for point in ruleset.translations.iter().filter(|point| comes_by(point, packet)) {
            if open {
                let passed = self.chain(point.chain, packet, 0);
                done.extend(passed.translated);
                is_known &= !passed.outcome.may_drop;
                open = passed.may_return || passed.outcome.may_pass;
            }
        }
        if open {
            done.push(packet.clone());
        }
        (done, is_known)
    }

    fn chain(&mut self, at: usize, packet: &Packet, depth: usize) -> Passed {
        let mut passed = Passed::default();
        self.steps = self.steps.saturating_add(1);
        let Some(chain) = self.ruleset.chain(at).filter(|_| depth < DEPTH_MAX && self.steps < 100_000) else {
            passed.outcome = Outcome::EITHER;
            return passed;
        };
        for rule in chain.rules.iter().filter(|rule| rule.matches.iter().any(|m| packet.fits(m))) {
            let goes_on = self.rule(chain, rule, packet, depth, &mut passed);
            if !goes_on && rule.certain {
                return passed;
            }
        }
        self.end(chain, &mut passed);
        passed
    }

    /// True where the rule may let the next one decide.
    fn rule(&mut self, chain: &Chain, rule: &Rule, packet: &Packet, depth: usize, passed: &mut Passed) -> bool {
        match &rule.action {
            Action::Pass => return true,
            Action::Permit => self.decide(rule, Outcome::PASS, passed),
            Action::Deny => self.decide(rule, Outcome::DROP, passed),
            Action::Unknown => {
                self.decide(rule, Outcome::EITHER, passed);
                return true;
            }
            Action::Return => self.end_early(chain, passed),
            Action::Translate { destination, port } => {
                let mut changed = packet.clone();
                let same_family = destination.filter(|to| to.is_ipv4() == packet.destination.is_ipv4());
                changed.destination = same_family.unwrap_or(changed.destination);
                changed.destination_port = port.unwrap_or(changed.destination_port);
                passed.translated.push(changed);
            }
            Action::Call { chain: called } => {
                let inner = self.chain(*called, packet, depth.saturating_add(1));
                passed.outcome = passed.outcome.or(inner.outcome);
                passed.translated.extend(inner.translated);
                return inner.may_return;
            }
            Action::Goto { chain: called } => {
                let inner = self.chain(*called, packet, depth.saturating_add(1));
                passed.outcome = passed.outcome.or(inner.outcome);
                passed.translated.extend(inner.translated);
                if inner.may_return {
                    self.end_early(chain, passed);
                }
            }
        }
        false
    }

    fn decide(&mut self, rule: &Rule, outcome: Outcome, passed: &mut Passed) {
        self.decided.push(RuleAt { place: rule.place.clone(), name: rule.name.clone() });
        passed.outcome = passed.outcome.or(outcome);
    }

    /// Going back from a chain that has an end of its own means that end.
    fn end_early(&mut self, chain: &Chain, passed: &mut Passed) {
        self.end(chain, passed);
    }

    fn end(&mut self, chain: &Chain, passed: &mut Passed) {
        let outcome = match chain.end {
            ChainEnd::Return => {
                passed.may_return = true;
                return;
            }
            ChainEnd::Permit => Outcome::PASS,
            ChainEnd::Deny => Outcome::DROP,
            ChainEnd::Unknown => Outcome::EITHER,
        };
        self.decided.push(RuleAt { place: chain.place.clone(), name: chain.name.clone() });
        passed.outcome = passed.outcome.or(outcome);
    }
}

fn comes_by(point: &Point, packet: &Packet) -> bool {
    point.ways.contains(&packet.way) && (point.applies.is_empty() || point.applies.iter().any(|m| packet.fits(m)))
}
