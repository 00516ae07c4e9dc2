//! Zone-based policies: what may go from the interfaces of one zone to those of another.

use std::collections::BTreeMap;

use ringwall_model::{
    Action, Addresses, ChainEnd, ConnectionState, Foreign, Names, PacketMatch, Point, Rule, Span, States, Way,
};

use super::classes::{Classes, Piece};
use crate::{
    Account,
    chains::Chains,
    matches,
    policy::{but, by_default, named, point},
};

/// What a policy does with a class.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) line: u32,
    pub(super) class: String,
    pub(super) action: Action,
    pub(super) logs: bool,
}

/// A pair of zones with its policy.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) line: u32,
    pub(super) name: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) policy: Option<String>,
}

/// Everything a text says of zones.
#[derive(Debug, Default)]
pub(super) struct Zones {
    /// Interfaces with their zones.
    pub(super) members: Vec<(String, String)>,
    pub(super) classes: Classes,
    pub(super) policies: BTreeMap<String, Vec<Step>>,
    pub(super) pairs: Vec<Pair>,
    /// A class is let pass without a session.
    pub(super) passes: bool,
}

/// The device itself, as a zone.
const SELF: &str = "self";
/// The zone of interfaces that have none.
const DEFAULT: &str = "default";

impl Zones {
    /// The policy that is written.
    pub(super) fn open_policy(&mut self, name: &str) {
        self.policies.entry(name.to_owned()).or_default();
    }

    /// A line of a policy: a class, or what is done with it. False where it is not understood.
    pub(super) fn policy_line(&mut self, name: &str, line: u32, words: &[&str]) -> bool {
        let steps = self.policies.entry(name.to_owned()).or_default();
        match words {
            ["class", "type", "inspect", class] | ["class", class] => {
                // Until it is said what is done with it, it is dropped.
                let (class, action) = ((*class).to_owned(), Action::Deny);
                steps.push(Step { line, class, action, logs: false });
                return true;
            }
            ["description" | "police" | "service-policy" | "exit", ..] => return true,
            _ => {}
        }
        let Some(step) = steps.last_mut() else { return false };
        match words {
            ["inspect", ..] => step.action = Action::Permit,
            ["pass", ..] => {
                step.action = Action::Permit;
                self.passes = true;
            }
            ["drop", ..] => step.action = Action::Deny,
            _ => return false,
        }
        step.logs |= words.contains(&"log");
        true
    }

    fn names(&self, zone: &str) -> Names {
        let own: Vec<&str> = self.members.iter().filter(|(_, of)| of == zone).map(|(name, _)| name.as_str()).collect();
        match zone {
            DEFAULT if own.is_empty() => but(self.members.iter().map(|(name, _)| name.as_str())),
            _ => named(own),
        }
    }

    /// Makes the chains of the pairs and of all zones; gives the points that packets come by.
    pub(super) fn points(&self, chains: &mut Chains, account: &mut Account<'_>) -> Vec<Point> {
        if self.members.is_empty() {
            return Vec::new();
        }
        for pair in &self.pairs {
            self.pair(pair, chains, account);
        }
        let first = account.place(1);
        let mut points = Vec::new();
        let members: Vec<&str> = self.members.iter().map(|(name, _)| name.as_str()).collect();
        let incoming = PacketMatch { incoming: Some(named(members.iter().copied())), ..PacketMatch::any() };
        let outgoing = PacketMatch { outgoing: Some(named(members.iter().copied())), ..PacketMatch::any() };
        let mut rules = self.state(&first);
        rules.extend(self.called(SELF, SELF, false, chains, account));
        rules.extend(self.within(&first));
        let at = declare(chains, "zones", &first, rules, ChainEnd::Deny);
        points.push(point("zones", &[Way::Through], vec![incoming, outgoing], at));
        for (from, to, way) in [("", SELF, Way::ToDevice), (SELF, "", Way::FromDevice)] {
            let mut rules = self.called(from, to, true, chains, account);
            if rules.is_empty() {
                continue;
            }
            rules.splice(0..0, self.state(&first));
            let name = if way == Way::ToDevice { "to self" } else { "from self" };
            // What no pair is about is permitted to the device and from it.
            let at = declare(chains, name, &first, rules, ChainEnd::Permit);
            points.push(point(name, &[way], Vec::new(), at));
        }
        points
    }

    /// Sessions that were inspected pass in both directions. Where something passes without one, packets may belong to none.
    fn state(&self, place: &Span) -> Vec<Rule> {
        let of = |state| PacketMatch { state: Some(States::from_iter([state])), ..PacketMatch::any() };
        let six = PacketMatch { source: Some(Addresses::all_v6()), ..PacketMatch::any() };
        vec![
            by_default(place, "zone-ipv6", Action::Unknown, six, true),
            by_default(place, "keep-state", Action::Permit, of(ConnectionState::Established), !self.passes),
            by_default(place, "inspection-pinholes", Action::Unknown, of(ConnectionState::Related), true),
        ]
    }

    /// Rules that go to the chains of pairs: of those with the device itself, or of all others.
    fn called(&self, from: &str, to: &str, with_self: bool, chains: &mut Chains, account: &Account<'_>) -> Vec<Rule> {
        let is_wanted = |pair: &&Pair| match with_self {
            true => (from == SELF && pair.from == SELF) || (to == SELF && pair.to == SELF),
            false => pair.from != from && pair.to != to,
        };
        let mut rules = Vec::new();
        for pair in self.pairs.iter().filter(is_wanted) {
            let side = |zone: &str| (zone != SELF).then(|| self.names(zone));
            let packets = PacketMatch { incoming: side(&pair.from), outgoing: side(&pair.to), ..PacketMatch::any() };
            let chain = chains.place("pair", &pair.name);
            let rule = by_default(&account.place(pair.line), "pair", Action::Goto { chain }, packets, true);
            rules.push(Rule { name: Foreign::from(pair.name.as_str()), by_default: None, ..rule });
        }
        rules
    }

    /// Interfaces of one zone reach each other.
    fn within(&self, place: &Span) -> Vec<Rule> {
        let mut zones: Vec<&str> = self.members.iter().map(|(_, zone)| zone.as_str()).collect();
        zones.sort_unstable();
        zones.dedup();
        let within = |zone: &str| PacketMatch {
            incoming: Some(self.names(zone)),
            outgoing: Some(self.names(zone)),
            ..PacketMatch::any()
        };
        zones.into_iter().map(|zone| by_default(place, "intrazone", Action::Permit, within(zone), true)).collect()
    }

    /// The chain of a pair: its classes in order; what is in none of them is dropped.
    fn pair(&self, pair: &Pair, chains: &mut Chains, account: &mut Account<'_>) {
        let place = account.place(pair.line);
        let steps = pair.policy.as_ref().map(|policy| self.policies.get(policy));
        let end = if matches!(steps, Some(None)) { ChainEnd::Unknown } else { ChainEnd::Deny };
        if end == ChainEnd::Unknown {
            let help = "export the whole configuration";
            account.diagnose(
                pair.line,
                "policy-not-declared",
                "the policy of the pair is not declared; its packets are unknown",
                help,
            );
        }
        chains.declare("pair", &pair.name, place, end);
        for (at, step) in steps.flatten().into_iter().flatten().enumerate() {
            for (part, piece) in self.classes.pieces(&step.class).into_iter().enumerate() {
                let rule = self.step(pair, step, piece, (at, part), chains, account);
                chains.add("pair", &pair.name, rule, false);
            }
        }
    }

    fn step(
        &self,
        pair: &Pair,
        step: &Step,
        piece: Piece,
        (at, part): (usize, usize),
        chains: &mut Chains,
        account: &mut Account<'_>,
    ) -> Rule {
        let rule = |account: &Account<'_>, matches, certain, action| Rule {
            place: account.place(step.line),
            name: Foreign::from(step.class.as_str()),
            matches,
            certain,
            action,
            logs: step.logs,
            hits: None,
            by_default: None,
        };
        let (why, matches) = match piece {
            Piece::Packets(matches) => return rule(account, matches, true, step.action.clone()),
            Piece::List(list, narrow) => match chains.find("list", &list) {
                Some(found) => {
                    let name = format!("{} {at} {part}", pair.name);
                    let chain = listed(chains, found, &name, &narrow, &step.action);
                    return rule(account, vec![PacketMatch::any()], true, Action::Call { chain });
                }
                None => (format!("the list {list} is not declared"), narrow),
            },
            Piece::Undecided(why) => (why, vec![PacketMatch::any()]),
        };
        let message = format!("{}; packets this class may be about are unknown", crate::words::shown(&why));
        account.diagnose(step.line, "condition-not-decided", message, "declare what is missing, or state what it does");
        rule(account, matches, false, step.action.clone())
    }
}

/// A chain that does something with what a list permits, and goes back with what it refuses.
fn listed(chains: &mut Chains, list: usize, name: &str, narrow: &[PacketMatch], action: &Action) -> usize {
    let rules: Vec<Rule> = chains.rules(list).to_vec();
    chains.declare("class", name, Span::default(), ChainEnd::Return);
    for rule in rules {
        let action = if rule.action == Action::Permit { action.clone() } else { Action::Return };
        let known = matches!(rule.action, Action::Permit | Action::Deny);
        let joined = matches::all(&rule.matches, narrow);
        // What cannot be put together, or is not understood, may be in the class.
        let certain = rule.certain && known && joined.is_ok();
        let action = if known { action } else { Action::Unknown };
        let matches = joined.unwrap_or_else(|()| rule.matches.clone());
        chains.add("class", name, Rule { matches, certain, action, ..rule }, false);
    }
    chains.place("class", name)
}

fn declare(chains: &mut Chains, name: &str, place: &Span, rules: Vec<Rule>, end: ChainEnd) -> usize {
    chains.declare("zone", name, place.clone(), end);
    for rule in rules {
        chains.add("zone", name, rule, false);
    }
    chains.place("zone", name)
}
