//! The ways packets take from device to device, and what of them gets how far: whole sets at once.

use std::collections::BTreeMap;

use ringwall_firewall::{Index, Judge, Packet, Room, Set, evaluate, of_way};
use ringwall_model::{Action, Addresses, Crossing, NamePattern, Names, PacketMatch, Ruleset, Span, States, Way};

use super::topology::{Device, Onward, Port, Topology};
use crate::permitted::WHOLE_MAX;

/// Devices one behind the other that are followed; networks of plants are not deeper.
const DEPTH_MAX: usize = 8;
/// Ways that are followed for one question.
const TRAILS_MAX: usize = 64;

/// Nodes of a device's diagram beyond which it is made anew.
const NODES_MAX: usize = 1 << 20;

/// What is asked: packets of these services from some places to some addresses.
#[derive(Debug)]
pub(super) struct Question {
    /// Places of the zones among the classes of addresses: of the source, and of the destinations.
    pub(super) classes: (usize, Vec<usize>),
    pub(super) source: Addresses,
    pub(super) destination: Addresses,
    pub(super) services: Vec<PacketMatch>,
    pub(super) states: States,
}

/// How a packet leaves a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Out {
    /// It is for the device.
    Device,
    Port(usize),
    /// At whichever interface.
    Any,
}

/// A device on a way: its place, the port packets come in at, and how they leave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop {
    pub(super) device: usize,
    pub(super) port: usize,
    pub(super) out: Out,
}

/// How a way ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Where it should.
    Arrived,
    /// No packet gets past the last device.
    Dropped,
    /// It is not known how it goes on, and why.
    Stopped(String),
}

/// One way, as far as it goes.
#[derive(Debug)]
pub(super) struct Trail {
    pub(super) hops: Vec<Hop>,
    /// Packets that surely get to its end; none where it is not reached.
    pub(super) sure: Set,
    /// Packets that may; of a way that is dropped, those that may get to its last device.
    pub(super) may: Set,
    pub(super) end: End,
    /// It leads over more than one device, or would lead on.
    pub(super) is_over_several: bool,
    /// What would have to be known to be surer.
    pub(super) missing: Vec<String>,
}

/// The configurations of the devices, each worked out once; long ones by the part that a question can touch.
pub(super) struct Judges<'a> {
    topology: &'a Topology<'a>,
    whole: BTreeMap<usize, Judge<'a>>,
    indexes: BTreeMap<usize, Index<'a>>,
    classes: Vec<Addresses>,
    room: Room,
}

impl<'a> Judges<'a> {
    pub(super) fn new(topology: &'a Topology<'a>, classes: Vec<Addresses>) -> Self {
        Self { topology, whole: BTreeMap::new(), indexes: BTreeMap::new(), classes, room: Room::default() }
    }

    pub(super) fn device(&self, at: usize) -> Option<&'a Device<'a>> {
        self.topology.devices.get(at)
    }

    /// Asks the configuration of a device about packets of a question; nothing where none is given.
    fn ask<T>(
        &mut self,
        (device, way): (usize, Way),
        (from, to): &(usize, Vec<usize>),
        ask: impl FnOnce(&mut Judge<'_>) -> T,
    ) -> Option<T> {
        let named = self.device(device)?;
        let (ruleset, names) = (named.ruleset?, named.names());
        if ruleset.rule_count() <= WHOLE_MAX {
            // Every question leaves its sets in the diagram.
            if self.whole.get(&device).is_some_and(|judge| judge.nodes() > NODES_MAX) {
                self.whole.remove(&device);
            }
            let judge = self.whole.entry(device).or_insert_with(|| Judge::new(ruleset, &names));
            return Some(ask(judge));
        }
        let part = match way {
            Way::Through => {
                let classes = &self.classes;
                let index = self.indexes.entry(device).or_insert_with(|| Index::new(ruleset, classes));
                index.part(&to.iter().map(|to| (*from, *to)).collect::<Vec<_>>())
            }
            _ => of_way(ruleset, way),
        };
        let mut judge = Judge::within(std::mem::take(&mut self.room), &part, &names);
        let answer = ask(&mut judge);
        self.room = judge.into_room();
        Some(answer)
    }
}

/// What a device does with the packets of a question: those that surely pass, those that may, and why it cannot be told of more.
struct Passage {
    sure: Set,
    may: Set,
    missing: Option<String>,
}

/// Follows one question through the devices.
pub(super) struct Walk<'w, 'a> {
    pub(super) judges: &'w mut Judges<'a>,
    pub(super) plain: &'w mut Judge<'a>,
    pub(super) question: &'w Question,
    open: Vec<Hop>,
    missing: Vec<String>,
    leads_on: bool,
    pub(super) trails: Vec<Trail>,
}

impl<'w, 'a> Walk<'w, 'a> {
    pub(super) fn new(judges: &'w mut Judges<'a>, plain: &'w mut Judge<'a>, question: &'w Question) -> Self {
        Self { judges, plain, question, open: Vec::new(), missing: Vec::new(), leads_on: false, trails: Vec::new() }
    }

    /// Follows packets that are sent on a segment by hosts with these addresses, to every device there.
    pub(super) fn from(&mut self, segment: usize, sources: &Addresses, packets: Set) {
        let own = PacketMatch { source: Some(sources.clone()), ..PacketMatch::any() };
        let own = self.plain.packets(&[Way::Through], &[own]);
        let packets = self.plain.and(packets, own);
        let to = self.question.destination.clone();
        let next: Vec<_> = self.judges.topology.on(segment).collect();
        for hop in next {
            self.through(hop, &to, (packets, packets));
        }
    }

    fn through(&mut self, (at, port): (usize, usize), to: &Addresses, (sure, may): (Set, Set)) {
        let Some(device) = self.judges.device(at) else { return };
        let Some(entry) = device.ports.get(port) else { return };
        for (part, onward) in device.onward(to) {
            let out = match onward {
                Onward::Own => Out::Device,
                // Who sends and who is sent to stand on one segment: nothing comes by the device.
                Onward::Direct(out) if device.ports.get(out).is_some_and(|p| p.segment == entry.segment) => continue,
                Onward::Direct(out) | Onward::Via(out, _) => Out::Port(out),
                Onward::Unknown(_) => Out::Any,
            };
            let hop = Hop { device: at, port, out };
            let passage = self.passage(device, hop, &part);
            let (sure, passed) = (self.plain.and(sure, passage.sure), self.plain.and(may, passage.may));
            let before = self.missing.len();
            self.missing.extend(passage.missing);
            self.open.push(hop);
            match onward {
                _ if self.plain.is_empty(passed) => {
                    let asked = self.to(&part);
                    let asked = self.plain.and(may, asked);
                    self.leads_on = matches!(onward, Onward::Via(..) | Onward::Unknown(_));
                    self.record(self.plain_nothing(), asked, End::Dropped);
                    self.leads_on = false;
                }
                Onward::Own => self.record(sure, passed, End::Arrived),
                Onward::Direct(out) => self.direct(device, out, &part, (sure, passed)),
                Onward::Via(out, via) => self.on(device, (out, via), &part, (sure, passed)),
                Onward::Unknown(why) => self.record(self.plain_nothing(), passed, End::Stopped(why)),
            }
            self.open.pop();
            self.missing.truncate(before);
        }
    }

    /// Packets on their way to the next device.
    fn on(&mut self, device: &Device<'_>, (out, via): (usize, std::net::IpAddr), to: &Addresses, sets: (Set, Set)) {
        let stop = |walk: &mut Self, why: String| walk.record(walk.plain_nothing(), sets.1, End::Stopped(why));
        if let Some(why) = translates(device) {
            return stop(self, format!("{why}: what they meet behind it is not followed"));
        }
        let Some(segment) = device.ports.get(out).map(|port| port.segment) else { return };
        let topology = self.judges.topology;
        let holds = |(at, n): &(usize, usize)| {
            let port = topology.devices.get(*at).and_then(|device| device.ports.get(*n));
            port.is_some_and(|port| port.own.contains(via))
        };
        let next: Vec<_> = topology.on(segment).filter(holds).collect();
        if next.is_empty() {
            return stop(
                self,
                format!("{} sends them to {via}, and which device has that address is not told", device.name()),
            );
        }
        if next.iter().any(|(at, _)| self.open.iter().any(|hop| hop.device == *at)) {
            return stop(self, format!("routes lead in a circle at {via}"));
        }
        if self.open.len() >= DEPTH_MAX || self.trails.len() >= TRAILS_MAX {
            return stop(self, "there are more devices in a row, or more ways, than are followed".to_owned());
        }
        for hop in next {
            self.through(hop, to, sets);
        }
    }

    /// Packets to what stands on the segment of a port: other devices there, or hosts.
    fn direct(&mut self, device: &Device<'_>, out: usize, to: &Addresses, (sure, may): (Set, Set)) {
        let Some(segment) = device.ports.get(out).map(|port| port.segment) else { return };
        let topology = self.judges.topology;
        let mut hosts = to.clone();
        for (at, n) in topology.on(segment) {
            let Some(port) = topology.devices.get(at).and_then(|device| device.ports.get(n)) else { continue };
            let own = port.own.intersection(to);
            if !own.is_empty() {
                hosts = hosts.without(&own);
                match translates(device) {
                    Some(why) => self.behind(&why, &own, may),
                    None => self.through((at, n), &own, (sure, may)),
                }
            }
        }
        for (outside, network) in topology.translated(segment) {
            let others = outside.intersection(&hosts);
            if !others.is_empty() {
                hosts = hosts.without(&others);
                self.behind(&format!("network {network} is reached by translated addresses"), &others, may);
            }
        }
        let hosts = self.to(&hosts);
        let (sure, may) = (self.plain.and(sure, hosts), self.plain.and(may, hosts));
        if !self.plain.is_empty(may) {
            self.arrived(device, sure, may);
        }
    }

    /// Packets that come out of a device perhaps as others, for another device.
    fn behind(&mut self, why: &str, to: &Addresses, may: Set) {
        let own = self.to(to);
        let may = self.plain.and(may, own);
        if !self.plain.is_empty(may) {
            let why = format!("{why}: what they meet behind it is not followed");
            self.record(self.plain_nothing(), may, End::Stopped(why));
        }
    }

    /// Packets that reach their destination; one whose destination may have become another on its way out may not.
    fn arrived(&mut self, device: &Device<'_>, sure: Set, may: Set) {
        let moved: Vec<PacketMatch> = device.ruleset.map(moved).unwrap_or_default();
        let moved = self.plain.packets(&[Way::Through], &moved);
        let sure = self.plain.without(sure, moved);
        self.record(sure, may, End::Arrived);
    }

    fn record(&mut self, sure: Set, may: Set, end: End) {
        let missing = self.missing.clone();
        let is_over_several = self.open.len() > 1 || self.leads_on || matches!(end, End::Stopped(_));
        self.trails.push(Trail { hops: self.open.clone(), sure, may, end, is_over_several, missing });
    }

    fn plain_nothing(&self) -> Set {
        self.plain.nothing()
    }

    fn to(&mut self, destinations: &Addresses) -> Set {
        let to = PacketMatch { destination: Some(destinations.clone()), ..PacketMatch::any() };
        self.plain.packets(&[Way::Through], &[to])
    }

    /// What the device does with packets to these destinations.
    fn passage(&mut self, device: &Device<'_>, hop: Hop, to: &Addresses) -> Passage {
        if device.ruleset.is_none() {
            let (sure, may) = (self.plain.nothing(), self.to(to));
            return Passage { sure, may, missing: Some(device.not_given()) };
        }
        let (mut sure, mut may) = (self.plain.nothing(), self.plain.nothing());
        let mut is_exhausted = false;
        for state in self.question.states.iter() {
            let (way, asked) = looked_at(device, hop, self.question, to, States::from_iter([state]));
            let plain = &mut *self.plain;
            let told = self.judges.ask((hop.device, way), &self.question.classes, |judge| {
                is_exhausted |= judge.is_exhausted();
                let asked = judge.packets(&[way], &asked);
                let (permitted, passing) = (judge.permitted(), judge.may_pass());
                // Surely passes what passes at every interface it may come in or go out at.
                let (doubtful, passing) = (judge.without(asked, permitted), judge.and(asked, passing));
                let [asked, doubtful, passing] = [asked, doubtful, passing].map(|set| judge.carry(set, plain));
                (plain.without(asked, doubtful), passing)
            });
            if let Some((surely, perhaps)) = told {
                sure = self.plain.or(sure, surely);
                may = self.plain.or(may, perhaps);
            }
        }
        if is_exhausted {
            let why = format!("the policy of {} is too large to be worked out", device.name());
            return Passage { sure: self.plain.nothing(), may: self.to(to), missing: Some(why) };
        }
        let missing = unnamed(device, hop).filter(|_| sure != may);
        Passage { sure, may, missing }
    }

    /// The devices a packet comes by on a way, each with how it looks at it and the rules that decide there.
    pub(super) fn crossings(&mut self, trail: &Trail, packet: &Packet) -> Vec<Crossing> {
        let mut found = Vec::new();
        for (n, hop) in trail.hops.iter().enumerate() {
            let Some(device) = self.judges.device(hop.device) else { continue };
            let drops = trail.end == End::Dropped && n.saturating_add(1) == trail.hops.len();
            let (packet, rules) = self.decided(device, *hop, packet, drops).unzip();
            let rules = rules.unwrap_or_default();
            found.push(Crossing { firewall: device.file(), asset: device.asset.cloned(), packet, rules });
        }
        found
    }

    /// The packet as a device looks at it, and the rules that drop it, or let it pass for sure where they do.
    fn decided(&mut self, device: &Device<'_>, hop: Hop, packet: &Packet, drops: bool) -> Option<(String, Vec<Span>)> {
        let to = Addresses::one(packet.destination);
        let exactly = Question {
            classes: self.question.classes.clone(),
            source: Addresses::one(packet.source),
            destination: to.clone(),
            services: vec![PacketMatch { source: None, destination: None, ..packet.headers() }],
            states: self.question.states,
        };
        let (way, asked) = looked_at(device, hop, &exactly, &to, self.question.states);
        let found = self.judges.ask((hop.device, way), &self.question.classes, |judge| {
            let asked = judge.packets(&[way], &asked);
            let wanted = if drops { [judge.denied(), judge.unknown()] } else { [judge.permitted(), judge.may_pass()] };
            let witness = wanted.into_iter().find_map(|set| {
                let both = judge.and(asked, set);
                judge.witness(both)
            })?;
            let rules = evaluate(judge.ruleset(), &witness).1.into_iter().map(|rule| rule.place).collect();
            Some((witness.words(), rules))
        });
        found.flatten()
    }
}

/// The packets of a question as a device looks at them: at the interfaces they come in and go out at.
fn looked_at(
    device: &Device<'_>,
    hop: Hop,
    question: &Question,
    to: &Addresses,
    states: States,
) -> (Way, Vec<PacketMatch>) {
    let names = |port: Option<&Port>| port.and_then(|port| port.name.as_deref()).map(exactly);
    let outgoing = match hop.out {
        Out::Port(at) => names(device.ports.get(at)),
        Out::Device | Out::Any => None,
    };
    let way = if hop.out == Out::Device { Way::ToDevice } else { Way::Through };
    let incoming = names(device.ports.get(hop.port));
    let each = question.services.iter().map(|service| PacketMatch {
        incoming: incoming.clone(),
        outgoing: outgoing.clone(),
        source: Some(question.source.clone()),
        destination: Some(to.clone()),
        state: Some(states),
        ..service.clone()
    });
    (way, each.collect())
}

fn exactly(name: &str) -> Names {
    Names { patterns: vec![NamePattern::exact(name)], negated: false }
}

/// Why it may not be told at which interface packets come in or go out.
fn unnamed(device: &Device<'_>, hop: Hop) -> Option<String> {
    let out = if let Out::Port(at) = hop.out { device.ports.get(at) } else { None };
    let ports = [device.ports.get(hop.port), out];
    ports.into_iter().flatten().find(|port| port.name.is_none())?;
    Some(format!("which interfaces of {} lead to which network is not told; firewalls.toml can tell it", device.name()))
}

/// Why packets may come out of a device as others.
pub(super) fn translates(device: &Device<'_>) -> Option<String> {
    let ruleset = device.ruleset?;
    match &ruleset.forwarding {
        None => Some(format!("the text of {} does not tell whether it translates addresses", device.name())),
        Some(forwarding) => forwarding
            .translations
            .first()
            .map(|line| format!("{} may give packets other addresses (line {})", device.name(), line.line)),
    }
}

/// Packets whose destination a ruleset may change.
fn moved(ruleset: &Ruleset) -> Vec<PacketMatch> {
    let points = ruleset.translations.iter().map(|point| point.chain);
    let (mut waiting, mut seen, mut moved) = (points.collect::<Vec<_>>(), Vec::new(), Vec::new());
    while let Some(at) = waiting.pop() {
        if seen.contains(&at) {
            continue;
        }
        seen.push(at);
        for rule in ruleset.chain(at).into_iter().flat_map(|chain| &chain.rules) {
            match rule.action {
                Action::Call { chain } | Action::Goto { chain } => waiting.push(chain),
                Action::Translate { .. } | Action::Unknown => {
                    let anywhere =
                        |packets: &PacketMatch| PacketMatch { incoming: None, outgoing: None, ..packets.clone() };
                    moved.extend(rule.matches.iter().map(anywhere));
                }
                _ => {}
            }
        }
    }
    moved
}
