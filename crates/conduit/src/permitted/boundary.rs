//! From zone to zone: permitted but not declared, declared but blocked, ways back, ways to the device itself.

use ringwall_firewall::Set;
use ringwall_model::{
    Conduit, ConduitId, ConnectionState, Enforcement, NamePattern, Names, PacketMatch, Ranges, States, View, Way,
    ZoneId,
};

use super::{
    Run,
    addresses::{allowed, connected, own},
    found::Subject,
};
use crate::trust::trust;

/// Ports on which devices are managed: SSH, Telnet, HTTP, SNMP, HTTPS and their usual seconds.
pub(crate) const MANAGEMENT: [(u8, &[u16]); 2] = [(6, &[22, 23, 80, 443, 8080, 8443]), (17, &[161])];

/// What a device says to itself: nothing from a zone arrives there (RFC 1122 section 3.2.1.3).
pub(super) const LOOPBACK: &str = "lo";

impl Run<'_> {
    pub(super) fn boundaries(&mut self) {
        let zones = self.decides_between();
        for from in &zones {
            for to in zones.iter().filter(|to| *to != from) {
                self.undeclared(from, to);
            }
            self.management(from);
        }
        for (id, conduit) in self.conduits() {
            self.blocked(id, conduit);
            self.return_path(id, conduit);
        }
    }

    /// Packets that open an exchange from one zone to another, at the interfaces of the two where they are known.
    pub(super) fn opening(&mut self, from: &ZoneId, to: &ZoneId) -> Set {
        let (source, destination) = (self.zones.of(from), self.zones.of(to));
        let packets = PacketMatch {
            incoming: connected(self.views.plant, self.firewall, &source),
            outgoing: connected(self.views.plant, self.firewall, &destination),
            source: Some(source),
            destination: Some(destination),
            state: Some(States::from_iter([ConnectionState::New])),
            ..PacketMatch::any()
        };
        self.judge.packets(&[Way::Through], &[packets])
    }

    /// What conduits that join the two zones allow, whichever way the packet goes.
    pub(super) fn declared(&mut self, from: &ZoneId, to: &ZoneId) -> Set {
        let mut all = Vec::new();
        for (_, conduit) in self.declared.joining(from, to) {
            for allowance in &conduit.allow {
                all.extend(allowed(self.views.plant, self.zones, self.views.services, conduit, allowance).0);
            }
        }
        self.judge.packets(&[Way::Through], &all)
    }

    /// True when whatever may open a connection through the device is declared by some conduit.
    pub(super) fn is_closed(&mut self) -> bool {
        let new = PacketMatch { state: Some(States::from_iter([ConnectionState::New])), ..PacketMatch::any() };
        let opening = self.judge.packets(&[Way::Through], &[new]);
        let may_pass = self.judge.may_pass();
        let mut all = Vec::new();
        for conduit in self.views.plant.conduits.values() {
            for allowance in &conduit.allow {
                all.extend(allowed(self.views.plant, self.zones, self.views.services, conduit, allowance).0);
            }
        }
        let (declared, passing) = (self.judge.packets(&[Way::Through], &all), self.judge.and(opening, may_pass));
        let beyond = self.judge.without(passing, declared);
        self.judge.is_empty(beyond)
    }

    pub(super) fn undeclared(&mut self, from: &ZoneId, to: &ZoneId) {
        let (opening, declared) = (self.opening(from, to), self.declared(from, to));
        let beyond = self.judge.without(opening, declared);
        let (permitted, unknown) = (self.judge.permitted(), self.judge.unknown());
        let (surely, perhaps) = (self.judge.and(beyond, permitted), self.judge.and(beyond, unknown));
        let conduit = self.joins(from, to).cloned();
        let upward = trust(self.views.plant, from) < trust(self.views.plant, to);
        let code = if upward { "lower-to-higher-trust" } else { "permitted-not-declared" };
        let views = [View::Declared, View::Permitted];
        let between = Some((from, to));
        let subject = Subject { code, views: &views, conduit: conduit.as_ref(), between };
        let of = conduit
            .as_ref()
            .map_or_else(|| "no conduit joins the two zones".to_owned(), |id| format!("{id} does not declare it"));
        self.add(
            &subject,
            surely,
            |what| format!("{from} → {to}: {what} is permitted, and {of}"),
            |what, line| Some(format!("before {line}: deny {what}")),
        );
        let subject = Subject { code: "not-decided", ..subject };
        self.add(
            &subject,
            perhaps,
            |what| format!("{from} → {to}: whether {what} is permitted cannot be told"),
            |_, line| Some(format!("make {line} understandable, or state what it does")),
        );
    }

    /// Declared exchanges none of whose packets get through, and those whose answers do not.
    pub(super) fn blocked(&mut self, id: &ConduitId, conduit: &Conduit) {
        let inside = self.inside(conduit);
        for allowance in &conduit.allow {
            let (packets, is_known) = allowed(self.views.plant, self.zones, self.views.services, conduit, allowance);
            if !is_known {
                continue;
            }
            let state = |state| Some(States::from_iter([state]));
            let open = packets.iter().map(|p| PacketMatch { state: state(ConnectionState::New), ..p.clone() });
            let answers = packets.iter().map(|p| PacketMatch {
                source: p.destination.clone(),
                destination: p.source.clone(),
                source_port: p.destination_port.clone(),
                destination_port: None,
                state: state(ConnectionState::Established),
                ..p.clone()
            });
            let (open, answers): (Vec<_>, Vec<_>) = (open.collect(), answers.collect());
            let (open, answers) = (self.crossing(inside, &open), self.crossing(inside, &answers));
            let may_pass = self.judge.may_pass();
            let (opens, answered) = (self.judge.and(open, may_pass), self.judge.and(answers, may_pass));
            let subject = Subject {
                code: "declared-but-blocked",
                views: &[View::Declared, View::Permitted],
                conduit: Some(id),
                between: None,
            };
            let line = allowance.place.line;
            if self.judge.is_empty(opens) {
                self.add(
                    &subject,
                    open,
                    |what| format!("{id} declares {what} (plant line {line}), and it is blocked"),
                    |what, at| Some(format!("before {at}: permit {what}; or take the allowance back")),
                );
            } else if self.judge.is_empty(answered) {
                self.add(
                    &subject,
                    answers,
                    |what| format!("{id}: answers to what is declared (plant line {line}) are blocked: {what}"),
                    |_, at| Some(format!("before {at}: permit packets of established connections")),
                );
            }
        }
    }

    /// Of these packets those that go from one zone of the conduit to another: that stay inside none.
    fn crossing(&mut self, inside: Set, packets: &[PacketMatch]) -> Set {
        let asked = self.judge.packets(&[Way::Through], packets);
        self.judge.without(asked, inside)
    }

    /// Packets that stay inside a zone of the conduit.
    fn inside(&mut self, conduit: &Conduit) -> Set {
        let mut inside = Vec::new();
        for zone in &conduit.zones {
            let set = self.zones.of(zone);
            let (source, destination) = (Some(set.clone()), Some(set));
            inside.push(PacketMatch { source, destination, ..PacketMatch::any() });
        }
        self.judge.packets(&[Way::Through], &inside)
    }

    /// What may go against a one-way conduit: any packet where physics is declared, what opens an exchange where a rule is.
    pub(super) fn return_path(&mut self, id: &ConduitId, conduit: &Conduit) {
        let Some(direction) = &conduit.data_direction else { return };
        let states = match conduit.enforced {
            Enforcement::Physical => States::ALL,
            Enforcement::Rule => States::from_iter([ConnectionState::New]),
            Enforcement::None => return,
        };
        let (from, to) = (&direction.to, &direction.from);
        let back = PacketMatch {
            source: Some(self.zones.of(from)),
            destination: Some(self.zones.of(to)),
            state: Some(states),
            ..PacketMatch::any()
        };
        let asked = self.judge.packets(&[Way::Through], &[back]);
        let permitted = self.judge.permitted();
        let mut found = self.judge.and(asked, permitted);
        if conduit.enforced == Enforcement::Rule {
            // Who may ask is declared; data flows back as the answer.
            let declared = self.declared(from, to);
            found = self.judge.without(found, declared);
        }
        let subject = Subject {
            code: "return-path-permitted",
            views: &[View::Declared, View::Permitted],
            conduit: Some(id),
            between: Some((from, to)),
        };
        self.add(
            &subject,
            found,
            |what| format!("{what} is permitted against the one-way conduit {id}"),
            |what, line| Some(format!("before {line}: deny {what}")),
        );
    }

    /// Management services of the device that a zone reaches.
    pub(super) fn management(&mut self, from: &ZoneId) {
        let services = MANAGEMENT.iter().map(|(protocol, ports)| PacketMatch {
            incoming: Some(Names { patterns: vec![NamePattern::exact(LOOPBACK)], negated: true }),
            source: Some(self.zones.of(from)),
            protocol: Some(Ranges::one(*protocol)),
            destination_port: Some(Ranges::of(ports.iter().map(|p| (u128::from(*p), u128::from(*p))))),
            state: Some(States::from_iter([ConnectionState::New])),
            ..PacketMatch::any()
        });
        let services: Vec<_> = services.collect();
        let asked = self.judge.packets(&[Way::ToDevice], &services);
        let permitted = self.judge.permitted();
        let found = self.judge.and(asked, permitted);
        let found = self.at_its_own(found);
        let subject = Subject {
            code: "management-reachable",
            views: &[View::Permitted],
            conduit: None,
            between: Some((from, from)),
        };
        self.add(
            &subject,
            found,
            |what| format!("the device itself is reached from {from}: {what}"),
            |_, line| Some(format!("narrow {line} to the stations that manage it")),
        );
    }

    /// Of packets to the device those to addresses it is known to have; all where none of them is, for it may have others.
    fn at_its_own(&mut self, packets: Set) -> Set {
        let own = PacketMatch { destination: Some(own(self.views.plant, self.firewall)), ..PacketMatch::any() };
        let own = self.judge.packets(&[Way::ToDevice], &[own]);
        let narrowed = self.judge.and(packets, own);
        if self.judge.is_empty(narrowed) { packets } else { narrowed }
    }
}
