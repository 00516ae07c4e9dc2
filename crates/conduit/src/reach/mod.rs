//! What may be reached from where over several devices in a row: on one way what every device lets pass, over several ways what any
//! of them does. Where it is not told how packets go on, they are unknown.

mod answer;
#[cfg(test)]
mod obvious;
mod topology;
mod walk;

use std::collections::BTreeMap;

use ringwall_firewall::{Judge, Room};
use ringwall_model::{
    Addresses, ConnectionState, Enforcement, PacketMatch, Ranges, ReachQuestion, Reachability, Ruleset, States, Way,
    ZoneId,
};

use crate::{
    Declared, Firewall, Views,
    permitted::{
        addresses::{ZoneAddresses, allowed},
        boundary::MANAGEMENT,
    },
};
use answer::About;
use topology::Topology;
use walk::{Judges, Question, Walk};

/// Most pairs of places that are asked about.
const PAIRS_MAX: usize = 5_000;

/// Answers for every pair of zones, every zone and device, and every one-way conduit between which a way leads over more than one
/// device.
pub fn reach(views: &Views<'_>, firewalls: &[Firewall<'_>]) -> Reachability {
    let topology = Topology::new(views.plant, firewalls);
    if topology.devices.len() < 2 {
        return Reachability::default();
    }
    let (zones, nothing) = (ZoneAddresses::new(views.plant), Ruleset::default());
    let mut run = Run {
        views,
        topology: &topology,
        zones: &zones,
        judges: Judges::new(&topology, zones.zones().map(|(_, set)| set.clone()).collect()),
        stands: topology.of_zones(views.plant, &zones),
        nothing: &nothing,
        room: Room::default(),
        found: Reachability::default(),
        asked: 0,
    };
    run.places();
    for question in [Run::one_way, Run::every_pair, Run::management] {
        run.asked = 0;
        question(&mut run);
    }
    run.found.answers.sort();
    run.found
}

/// One set of devices, asked question by question.
struct Run<'r, 'a> {
    views: &'r Views<'r>,
    topology: &'a Topology<'a>,
    zones: &'r ZoneAddresses,
    judges: Judges<'a>,
    /// Segments of zones with their addresses there.
    stands: BTreeMap<ZoneId, Vec<(usize, Addresses)>>,
    nothing: &'a Ruleset,
    room: Room,
    found: Reachability,
    asked: usize,
}

impl<'r> Run<'r, '_> {
    /// Says of which devices and zones it is not known where they stand.
    fn places(&mut self) {
        for device in self.topology.devices.iter().filter(|device| device.ports.is_empty()) {
            let name = device.name();
            let why = format!("{name}: neither its configuration nor the plant tells which networks it joins");
            self.found.missing.push(why);
        }
        for (zone, _) in self.zones.zones() {
            let segments = self.stands.get(zone).map_or(&[][..], Vec::as_slice);
            if !segments.iter().any(|(at, _)| self.topology.on(*at).next().is_some()) {
                self.found.missing.push(format!("zone {zone}: no device is known on its networks"));
            }
        }
    }

    fn every_pair(&mut self) {
        let zones: Vec<(&ZoneId, Addresses)> = self.zones.zones().map(|(id, set)| (id, set.clone())).collect();
        for (at, (from, source)) in zones.iter().enumerate() {
            for (other, (to, destination)) in zones.iter().enumerate().filter(|(other, _)| *other != at) {
                if self.asked >= PAIRS_MAX {
                    return;
                }
                let about =
                    About { question: ReachQuestion::ZoneToZone, from, to: Some(to), device: None, conduit: None };
                let question = Question {
                    classes: (at, vec![other]),
                    source: source.clone(),
                    destination: destination.clone(),
                    services: vec![PacketMatch::any()],
                    states: opening(),
                };
                self.ask(&about, &question, &[]);
            }
        }
    }

    /// From which zones a device is managed over others.
    fn management(&mut self) {
        let services: Vec<PacketMatch> = MANAGEMENT.iter().map(|(protocol, ports)| service(*protocol, ports)).collect();
        for device in self.topology.devices.iter().filter(|device| device.ruleset.is_some()) {
            let (own, name) = (device.own(), device.file());
            for (at, (from, source)) in self.zones.zones().enumerate() {
                let device = Some(device.asset.map_or_else(|| name.clone(), |asset| asset.as_str().into()));
                let about = About { question: ReachQuestion::Management, from, to: None, device, conduit: None };
                let question = Question {
                    classes: (at, self.classes(&own)),
                    source: source.clone(),
                    destination: own.clone(),
                    services: services.clone(),
                    states: opening(),
                };
                self.ask(&about, &question, &[]);
            }
        }
    }

    /// What goes against one-way conduits: what opens an exchange that no conduit between the zones declares; where none but a diode
    /// joins them any packet.
    fn one_way(&mut self) {
        let (plant, zones) = (self.views.plant, self.zones);
        let declared = Declared::new(plant);
        for (id, conduit) in &plant.conduits {
            let Some(direction) = &conduit.data_direction else { continue };
            let (from, to) = (&direction.to, &direction.from);
            let place = |zone: &ZoneId| zones.zones().position(|(id, _)| id == zone);
            let (Some(source), Some(destination)) = (place(from), place(to)) else { continue };
            let is_diode = conduit.enforced == Enforcement::Physical;
            if conduit.enforced == Enforcement::None {
                continue;
            }
            let joining = declared.joining(from, to).iter().filter(|(other, _)| !is_diode || *other != id);
            let joining: Vec<_> = joining.map(|(_, conduit)| *conduit).collect();
            let exempt = joining.iter().flat_map(|conduit| conduit.allow.iter().map(|allowance| (*conduit, allowance)));
            let exempt: Vec<PacketMatch> =
                exempt.flat_map(|(conduit, one)| allowed(plant, zones, self.views.services, conduit, one).0).collect();
            let states = if joining.is_empty() { States::ALL } else { opening() };
            let about =
                About { question: ReachQuestion::ReturnPath, from, to: Some(to), device: None, conduit: Some(id) };
            let question = Question {
                classes: (source, vec![destination]),
                source: zones.of(from),
                destination: zones.of(to),
                services: vec![PacketMatch::any()],
                states,
            };
            self.ask(&about, &question, &exempt);
        }
    }

    /// The classes some addresses are of.
    fn classes(&self, addresses: &Addresses) -> Vec<usize> {
        let (mut found, mut rest) = (Vec::new(), addresses.clone());
        for (at, (_, set)) in self.zones.zones().enumerate() {
            if !set.intersection(addresses).is_empty() {
                found.push(at);
                rest = rest.without(set);
            }
        }
        if !rest.is_empty() {
            found.push(self.zones.zones().count());
        }
        found
    }

    fn ask(&mut self, about: &About<'_>, question: &Question, exempt: &[PacketMatch]) {
        self.asked = self.asked.saturating_add(1);
        if self.asked == PAIRS_MAX {
            self.found
                .missing
                .push(format!("{}: only the first {PAIRS_MAX} pairs are asked about", about.question.word()));
        }
        let Some(segments) = self.stands.get(about.from).filter(|_| self.asked < PAIRS_MAX) else { return };
        let ends = PacketMatch {
            source: Some(question.source.clone()),
            destination: Some(question.destination.clone()),
            state: Some(opening()),
            ..PacketMatch::any()
        };
        let asked = question.services.iter().map(|service| PacketMatch {
            protocol: service.protocol.clone(),
            destination_port: service.destination_port.clone(),
            ..ends.clone()
        });
        let mut plain = Judge::within(std::mem::take(&mut self.room), self.nothing, &[]);
        let asked = plain.packets(&[Way::Through], &asked.collect::<Vec<_>>());
        let exempt = plain.packets(&[Way::Through], exempt);
        let packets = plain.without(asked, exempt);
        let mut walk = Walk::new(&mut self.judges, &mut plain, question);
        for (segment, sources) in segments {
            walk.from(*segment, sources, packets);
        }
        self.found.answers.extend(answer::of(walk, about));
        self.room = plain.into_room();
    }
}

/// Only what opens a connection.
fn opening() -> States {
    States::from_iter([ConnectionState::New])
}

fn service(protocol: u8, ports: &[u16]) -> PacketMatch {
    PacketMatch {
        protocol: Some(Ranges::one(protocol)),
        destination_port: Some(Ranges::of(ports.iter().map(|p| (u128::from(*p), u128::from(*p))))),
        ..PacketMatch::any()
    }
}
