//! What dialects of zones and named objects share: a policy from some interfaces to others, and what stands around all of them.

use ringwall_model::{
    Action, Addresses, Chain, ChainEnd, ConnectionState, Foreign, NamePattern, Names, PacketMatch, Point, Ranges, Rule,
    Span, States, Way,
};

use crate::{Account, matches, words};

/// A policy as far as it is read.
#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) line: u32,
    pub(crate) name: String,
    /// Interfaces and addresses: any of these.
    pub(crate) ends: Vec<PacketMatch>,
    /// Protocols and ports: any of these.
    pub(crate) services: Vec<PacketMatch>,
    /// What narrows it and is not decided.
    pub(crate) undecided: Vec<String>,
    pub(crate) action: Action,
    pub(crate) logs: bool,
}

impl Policy {
    /// The rule, with a remark where something of it is not decided.
    pub(crate) fn rule(mut self, account: &mut Account<'_>) -> Rule {
        let joined = matches::all(&self.ends, &self.services);
        if joined.is_err() {
            self.undecided.push("a policy of too many alternatives".to_owned());
        }
        if self.action == Action::Unknown {
            self.undecided.push("what it does".to_owned());
        }
        if !self.undecided.is_empty() {
            let shown: Vec<String> = self.undecided.iter().map(|one| words::shown(one)).collect();
            let message = format!("not decided: {}; packets this policy may be about are unknown", shown.join(", "));
            let help =
                "declare the object, or state what the condition does; what is no part of a packet stays undecided";
            account.diagnose(self.line, "condition-not-decided", message, help);
        }
        Rule {
            place: account.place(self.line),
            name: Foreign::from(self.name),
            matches: joined.unwrap_or(self.ends),
            certain: self.undecided.is_empty(),
            action: self.action,
            logs: self.logs,
            hits: None,
            by_default: None,
        }
    }
}

/// A rule that no line says.
pub(crate) fn by_default(
    place: &Span,
    code: &'static str,
    action: Action,
    packets: PacketMatch,
    certain: bool,
) -> Rule {
    Rule {
        place: place.clone(),
        name: Foreign::from(code),
        matches: vec![packets],
        certain,
        action,
        logs: false,
        hits: None,
        by_default: Some(code.into()),
    }
}

/// Packets of a connection that was let through pass; those of one it announces may.
pub(crate) fn with_state(place: &Span) -> Vec<Rule> {
    let of = |state| PacketMatch { state: Some(States::from_iter([state])), ..PacketMatch::any() };
    vec![
        by_default(place, "keep-state", Action::Permit, of(ConnectionState::Established), true),
        by_default(place, "inspection-pinholes", Action::Unknown, of(ConnectionState::Related), true),
    ]
}

/// Exactly these names.
pub(crate) fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> Names {
    Names { patterns: names.into_iter().map(NamePattern::exact).collect(), negated: false }
}

/// All but these names.
pub(crate) fn but<'n>(names: impl IntoIterator<Item = &'n str>) -> Names {
    Names { negated: true, ..named(names) }
}

/// Packets of a protocol to some ports.
pub(crate) fn to_ports(protocol: u8, ports: Ranges) -> PacketMatch {
    PacketMatch { protocol: Some(Ranges::one(protocol)), destination_port: Some(ports), ..PacketMatch::any() }
}

/// Packets of a protocol.
pub(crate) fn of_protocol(protocol: u8) -> PacketMatch {
    PacketMatch { protocol: Some(Ranges::one(protocol)), ..PacketMatch::any() }
}

/// Types of ICMP: every one where none is given.
pub(crate) fn of_icmp(v6: bool, types: Option<Ranges>) -> PacketMatch {
    PacketMatch { icmp: types, ..of_protocol(if v6 { 58 } else { 1 }) }
}

/// Packets to some addresses.
pub(crate) fn to_addresses(addresses: Option<Addresses>) -> PacketMatch {
    PacketMatch { destination: addresses, ..PacketMatch::any() }
}

/// A point and the place of its chain.
pub(crate) fn point(name: &str, ways: &[Way], applies: Vec<PacketMatch>, chain: usize) -> Point {
    Point { name: Foreign::from(name), ways: ways.to_vec(), applies, chain, before_translation: false }
}

/// A chain.
pub(crate) fn chain(place: &Span, name: &str, rules: Vec<Rule>, end: ChainEnd) -> Chain {
    Chain { place: place.clone(), name: Foreign::from(name), rules, end }
}
