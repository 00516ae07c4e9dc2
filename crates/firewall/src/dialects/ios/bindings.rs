//! Entries of lists, and what is filtered where.

use std::collections::BTreeSet;

use ringwall_model::{
    Action, Addresses, Chain, ChainEnd, ConnectionState, Foreign, Names, PacketMatch, Point, Ranges, Rule, Ruleset,
    States, Way,
};

use super::{
    forwarding::forwarding,
    state::{Binding, Kind, Pending, Reading, Terminal},
};
use crate::{
    cisco::{Masks, entry, rule, source_only},
    doubt::{drops_some, put_first},
};

/// Telnet and SSH.
fn remote_logins(v6: bool) -> PacketMatch {
    PacketMatch {
        source: Some(if v6 { Addresses::all_v6() } else { Addresses::all_v4() }),
        protocol: Some(Ranges::one(6_u8)),
        destination_port: Some(Ranges::between(22_u16, 23_u16)),
        ..PacketMatch::any()
    }
}

impl Reading<'_, '_> {
    pub(super) fn finish(mut self) -> Ruleset {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_by(|a, b| (&a.list, a.sequence).cmp(&(&b.list, b.sequence)));
        entries.iter().for_each(|pending| self.resolve(pending));
        self.tunnelled(&entries);
        if let Some((line, _)) = self.text.take() {
            self.refuse(line, "a text begins here and does not end: the configuration is cut, or taken for the text");
        }
        let bound = std::mem::take(&mut self.bound);
        self.inspected(&bound);
        // Sources change behind the lists for what comes in, and before those for what goes out.
        if let Some(line) = self.sources {
            let outgoing: BTreeSet<&str> =
                bound.iter().filter(|binding| !binding.incoming).map(|binding| binding.interface.as_str()).collect();
            for interface in outgoing {
                let packets = PacketMatch { outgoing: Some(Names::one(interface)), ..PacketMatch::any() };
                let why = "sources are translated before a list looks at what goes out";
                self.unknown(line, "translation-not-followed", why, packets);
            }
        }
        let mut points: Vec<Point> = bound.iter().filter_map(|binding| self.point(binding)).collect();
        points.extend(self.zones.points(&mut self.chains, self.account));
        points.extend(self.logins(false));
        points.extend(self.logins(true));
        for (line, policy, packets) in std::mem::take(&mut self.policed) {
            if self.dropping.contains(&policy) {
                self.doubt(line, "a class of the policy is dropped, which is not followed", packets);
            }
        }
        for (line, choice, packets) in std::mem::take(&mut self.chosen) {
            if self.nowhere.contains(&choice) {
                self.doubt(line, "some packets are sent nowhere, which is not followed", packets);
            }
        }
        self.keep_apart();
        let mut chains = std::mem::take(&mut self.chains).into_chains();
        put_first(self.doubts(), &mut points, &mut chains);
        self.interfaces.sort_by(|a, b| a.name.cmp(&b.name));
        let forwarding = forwarding(self.account);
        Ruleset { interfaces: self.interfaces, points, chains, unread: self.unread, forwarding, ..Ruleset::default() }
    }

    /// Where connections are inspected, answers and what they announce may pass before a list.
    fn inspected(&mut self, bound: &[Binding]) {
        let Some(line) = self.inspects else { return };
        let lists: BTreeSet<&str> = bound.iter().map(|binding| binding.list.as_str()).collect();
        for list in lists {
            let states = States::from_iter([ConnectionState::Established, ConnectionState::Related]);
            let rule = Rule {
                place: self.account.place(line),
                name: Foreign::from("inspection"),
                matches: vec![PacketMatch { state: Some(states), ..PacketMatch::any() }],
                certain: false,
                action: Action::Permit,
                logs: false,
                hits: None,
                by_default: None,
            };
            self.chains.add("list", list, rule, true);
        }
    }

    /// Points at which packets may be dropped by what is not followed.
    fn doubts(&self) -> Vec<(Chain, Point)> {
        let mut doubts = self.points_of_doubt();
        for v6 in [false, true] {
            let lists: BTreeSet<_> = self.terminals.iter().map(|t| if v6 { &t.v6 } else { &t.v4 }).collect();
            if lists.len() > 1 {
                let place = self.account.place(self.terminals.first().map_or(1, |t| t.line));
                let why = "lines for logins take them from different addresses";
                doubts.push(drops_some(&place, why, &[Way::ToDevice], remote_logins(v6)));
            }
        }
        doubts
    }

    /// SSH and Telnet of the device are answered for the addresses its lines say, where they all say the same.
    fn logins(&self, v6: bool) -> Option<Point> {
        let list = |terminal: &Terminal| if v6 { terminal.v6.clone() } else { terminal.v4.clone() };
        let name = list(self.terminals.first()?)
            .filter(|name| self.terminals.iter().all(|t| list(t).as_ref() == Some(name)))?;
        let chain = self.chains.find("list", &name)?;
        let applies = vec![remote_logins(v6)];
        let name = Foreign::from(format!("{name} for logins"));
        Some(Point { name, ways: vec![Way::ToDevice], applies, chain, before_translation: false })
    }

    fn resolve(&mut self, pending: &Pending) {
        let words: Vec<&str> = pending.words.iter().map(String::as_str).collect();
        let rest = words.get(1..).unwrap_or_default();
        let read = match pending.kind {
            Kind::Standard => source_only(rest, &self.objects, Masks::Wildcard),
            Kind::Extended => entry(rest, &self.objects, Masks::Wildcard, &Addresses::all_v4()),
            Kind::V6 => entry(rest, &self.objects, Masks::Netmask, &Addresses::all_v6()),
        };
        let rule = rule(self.account, pending.line, &pending.list, words.first() == Some(&"permit"), read);
        self.chains.add("list", &pending.list, rule, false);
        if let Some(at) = self.chains.find("list", &pending.list) {
            self.chains.end(at, ChainEnd::Deny);
        }
    }

    fn point(&mut self, binding: &Binding) -> Option<Point> {
        // A list that is bound and not defined permits everything.
        let chain = self.chains.find("list", &binding.list)?;
        if binding.v6 && self.kinds.get(&binding.list) == Some(&Kind::V6) {
            self.neighbours(&binding.list);
        }
        let names = Some(Names::one(&binding.interface));
        let family = if binding.v6 { Addresses::all_v6() } else { Addresses::all_v4() };
        let any = PacketMatch { source: Some(family), ..PacketMatch::any() };
        let applies = match binding.incoming {
            true => PacketMatch { incoming: names, ..any },
            false => PacketMatch { outgoing: names, ..any },
        };
        let ways = if binding.incoming { vec![Way::Through, Way::ToDevice] } else { vec![Way::Through] };
        let way = if binding.incoming { "in" } else { "out" };
        let name = Foreign::from(format!("{} {way} {}", binding.list, binding.interface));
        Some(Point { name, ways, applies: vec![applies], chain, before_translation: binding.incoming })
    }

    /// Before the implicit deny of an IPv6 list neighbours are permitted to find each other.
    fn neighbours(&mut self, list: &str) {
        let types = Ranges::between(135_u16 << 8, 136_u16 << 8 | 0xff);
        let packets = PacketMatch { protocol: Some(Ranges::one(58_u8)), icmp: Some(types), ..PacketMatch::any() };
        let code = "implicit-neighbours";
        let rule = Rule {
            place: self.account.place(1),
            name: Foreign::from(code),
            matches: vec![packets],
            certain: true,
            action: Action::Permit,
            logs: false,
            hits: None,
            by_default: Some(code.into()),
        };
        self.chains.add("list", list, rule, false);
    }
}
