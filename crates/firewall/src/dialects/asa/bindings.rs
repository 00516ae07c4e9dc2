//! What is filtered where: lists, security levels, and the device itself.

use ringwall_model::{
    Action, Addresses, Chain, ChainEnd, ConnectionState, Foreign, NamePattern, Names, PacketMatch, Point, Ranges, Rule,
    Span, States, Way,
};

use super::state::{Binding, Reading};

impl Reading<'_, '_> {
    /// Points and chains: a connection is decided when it opens, at the interface it comes in at, then at that it goes out at.
    pub(super) fn points(&mut self) -> (Vec<Point>, Vec<Chain>) {
        let names: Vec<(u32, String, Option<u8>)> =
            self.interfaces.iter().filter(|i| !i.name.is_empty()).map(|i| (i.line, i.name.clone(), i.level)).collect();
        self.tunnels_unknown();
        let global = self.bound.iter().find(|b| b.interface.is_none()).map(|b| b.list.clone());
        let incoming = owned(&self.bound, true);
        let outgoing = owned(&self.bound, false);
        let mut points = Vec::new();
        let mut made: Vec<Chain> = Vec::new();
        let known: Vec<&str> = names.iter().map(|(_, name, _)| name.as_str()).collect();
        let lists = std::mem::take(&mut self.chains);
        let find = |name: &str| lists.find("list", name);
        let count = lists.of_table("list").count();
        let mut push = |chain: Chain, point: Point| {
            points.push(Point { chain: count.saturating_add(made.len()), ..point });
            made.push(chain);
        };
        for (line, name, level) in &names {
            let place = self.account.place(*line);
            let bound = incoming.iter().find(|(_, interface, _)| interface == name).map(|(_, _, list)| list.as_str());
            let mut rules = with_state(&place);
            rules.extend(self.kept_apart(&place, name, *level));
            // The implicit deny of an interface's list comes behind the global one.
            let called: Vec<usize> = bound.into_iter().chain(global.as_deref()).filter_map(find).collect();
            rules.extend(
                called.iter().map(|at| by_default(&place, "list", Action::Call { chain: *at }, PacketMatch::any())),
            );
            let is_bound = bound.is_some() || global.is_some();
            if !is_bound {
                rules.extend(self.by_levels(&place, name, *level, &names));
            }
            let applies = PacketMatch { incoming: Some(Names::one(name)), ..PacketMatch::any() };
            push(chain(&place, &format!("in {name}"), rules), point(&format!("in {name}"), Way::Through, applies));
        }
        for (line, interface, list) in &outgoing {
            let place = self.account.place(*line);
            let mut rules = with_state(&place);
            rules.extend(
                find(list).map(|at| by_default(&place, "list", Action::Call { chain: at }, PacketMatch::any())),
            );
            let applies = PacketMatch { outgoing: Some(Names::one(interface)), ..PacketMatch::any() };
            push(
                chain(&place, &format!("out {interface}"), rules),
                point(&format!("out {interface}"), Way::Through, applies),
            );
        }
        let place = self.account.place(1);
        let elsewhere = NamePattern::exact;
        let others = Names { patterns: known.iter().map(|name| elsewhere(name)).collect(), negated: true };
        let applies = PacketMatch { incoming: Some(others), ..PacketMatch::any() };
        let unknown = Chain { end: ChainEnd::Unknown, ..chain(&place, "other interfaces", with_state(&place)) };
        push(unknown, point("other interfaces", Way::Through, applies));
        let own = Chain { end: ChainEnd::Unknown, ..chain(&place, "to the box", self.to_the_box(&place)) };
        push(own, point("to the box", Way::ToDevice, PacketMatch::any()));
        let mut chains = lists.into_chains();
        // What no entry of a list decides is decided behind it.
        chains.iter_mut().for_each(|chain| chain.end = ChainEnd::Return);
        chains.extend(made);
        (points, chains)
    }

    /// Whatever a list says, nothing leaves where it came in or by an interface of the same level, unless that is permitted; and
    /// nothing goes through an interface for management.
    fn kept_apart(&self, place: &Span, name: &str, level: Option<u8>) -> Vec<Rule> {
        let deny = |interface: &str| {
            let packets = PacketMatch { outgoing: Some(Names::one(interface)), ..PacketMatch::any() };
            by_default(place, "same-security-traffic", Action::Deny, packets)
        };
        let mut rules = Vec::new();
        for other in self.interfaces.iter().filter(|i| !i.name.is_empty()) {
            let same_level = other.name != name && level.is_some() && other.level == level && !self.same_between;
            let same = other.name == name && !self.same_within;
            if same_level || same {
                rules.push(deny(&other.name));
            }
            if other.is_management {
                let packets = if other.name == name {
                    PacketMatch::any()
                } else {
                    PacketMatch { outgoing: Some(Names::one(&other.name)), ..PacketMatch::any() }
                };
                let rule = by_default(&self.account.place(other.line), "management-only", Action::Deny, packets);
                rules.push(Rule { by_default: None, ..rule });
            }
        }
        rules
    }

    /// Without a list connections pass to interfaces of lower level, and of the same where that is permitted.
    fn by_levels(&self, place: &Span, name: &str, level: Option<u8>, all: &[(u32, String, Option<u8>)]) -> Vec<Rule> {
        let Some(own) = level else {
            return vec![by_default(place, "security-level", Action::Unknown, PacketMatch::any())];
        };
        let lower = |other: &Option<u8>| other.is_some_and(|o| o < own || (o == own && self.same_between));
        let reached = all.iter().filter(|(_, other, level)| other != name && lower(level));
        let patterns: Vec<NamePattern> = reached.map(|(_, other, _)| NamePattern::exact(other)).collect();
        if patterns.is_empty() {
            return Vec::new();
        }
        let packets = PacketMatch { outgoing: Some(Names { patterns, negated: false }), ..PacketMatch::any() };
        vec![by_default(place, "security-level", Action::Permit, packets)]
    }

    /// SSH, Telnet and HTTPS are answered where a line says so; of other services nothing is known.
    fn to_the_box(&self, place: &Span) -> Vec<Rule> {
        let mut rules = with_state(place);
        for (line, port, source, interface) in &self.management {
            let packets =
                PacketMatch { incoming: Some(Names::one(interface)), source: Some(source.clone()), ..tcp(&[*port]) };
            let rule = by_default(&self.account.place(*line), "management", Action::Permit, packets);
            rules.push(Rule { by_default: None, ..rule });
        }
        rules.push(by_default(place, "to-the-box", Action::Deny, tcp(&[22, 23])));
        rules
    }

    /// What comes out of a tunnel passes the list of its interface, and cannot be told from the rest.
    fn tunnels_unknown(&mut self) {
        if self.tunnels_filtered {
            return;
        }
        for (line, interface) in std::mem::take(&mut self.tunnels) {
            let packets = PacketMatch { incoming: Some(Names::one(&interface)), ..PacketMatch::any() };
            let why = "permit-vpn: what comes out of a tunnel passes the list of its interface";
            self.unknown(line, "permit-vpn", why, packets, &[Way::Through]);
        }
    }
}

/// Lists bound to an interface in one direction: line, interface, list.
fn owned(bound: &[Binding], incoming: bool) -> Vec<(u32, String, String)> {
    let wanted = bound.iter().filter(|b| b.incoming == incoming);
    wanted.filter_map(|b| Some((b.line, b.interface.clone()?, b.list.clone()))).collect()
}

fn tcp(ports: &[u16]) -> PacketMatch {
    let ports = Ranges::of(ports.iter().map(|p| (u128::from(*p), u128::from(*p))));
    PacketMatch { protocol: Some(Ranges::one(6_u8)), destination_port: Some(ports), ..PacketMatch::any() }
}

fn chain(place: &Span, name: &str, rules: Vec<Rule>) -> Chain {
    Chain { place: place.clone(), name: Foreign::from(name), rules, end: ChainEnd::Deny }
}

fn point(name: &str, way: Way, applies: PacketMatch) -> Point {
    Point { name: Foreign::from(name), ways: vec![way], applies: vec![applies], chain: 0, before_translation: false }
}

fn by_default(place: &Span, code: &'static str, action: Action, matches: PacketMatch) -> Rule {
    Rule {
        place: place.clone(),
        name: Foreign::from(code),
        matches: vec![matches],
        certain: true,
        action,
        logs: false,
        hits: None,
        by_default: Some(code.into()),
    }
}

/// Packets of a connection that was let through pass; what one announces may.
fn with_state(place: &Span) -> Vec<Rule> {
    let of = |state| PacketMatch {
        state: Some(States::from_iter([state])),
        source: Some(Addresses::all()),
        ..PacketMatch::any()
    };
    vec![
        by_default(place, "keep-state", Action::Permit, of(ConnectionState::Established)),
        by_default(place, "inspection-pinholes", Action::Unknown, of(ConnectionState::Related)),
    ]
}
