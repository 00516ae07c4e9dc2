//! The slow, obvious way: one packet, from device to device, rule by rule. What is worked out for whole sets is held against it, over
//! random networks and rules.

use std::net::IpAddr;

use ringwall_firewall::{Judge, Packet, Read, evaluate, read};
use ringwall_model::{Addresses, AssetId, ConnectionState, PacketMatch, Plant, Ruleset, States, Way, ZoneId};
use ringwall_plant::{SourceFile, parse};

use super::{
    topology::{Device, Topology},
    walk::{End, Judges, Question, Walk},
};
use crate::{Firewall, permitted::addresses::ZoneAddresses};

/// Every name an interface may have here; the last is none that a rule names.
const NAMES: [&str; 4] = ["eth0", "eth1", "eth2", "zz"];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fate {
    surely: bool,
    perhaps: bool,
}

enum Next {
    Own,
    Port(usize),
    Device(usize, IpAddr),
    Unknown,
}

/// Where a device sends one packet: every prefix is looked at.
fn next(device: &Device<'_>, to: IpAddr) -> Next {
    if device.ports.iter().any(|port| port.own.contains(to)) {
        return Next::Own;
    }
    let connected: Vec<(u8, usize)> = device
        .ports
        .iter()
        .enumerate()
        .flat_map(|(at, port)| {
            port.connected.iter().filter(|prefix| prefix.contains(to)).map(move |prefix| (prefix.length, at))
        })
        .collect();
    let routes: Vec<_> = device.routes.iter().filter(|route| route.to.contains(to)).collect();
    let longest = connected.iter().map(|(length, _)| *length).chain(routes.iter().map(|route| route.to.length)).max();
    let Some(longest) = longest else { return Next::Unknown };
    let nearest: Vec<usize> = connected.iter().filter(|(length, _)| *length == longest).map(|(_, at)| *at).collect();
    match nearest.as_slice() {
        [one] => return Next::Port(*one),
        [] => {}
        _ => return Next::Unknown,
    }
    let routes: Vec<_> = routes.into_iter().filter(|route| route.to.length == longest).collect();
    let [route] = routes.as_slice() else { return Next::Unknown };
    let forwarding = device.ruleset.and_then(|ruleset| ruleset.forwarding.as_ref()).unwrap();
    if !forwarding.further.is_empty() {
        return Next::Unknown;
    }
    let via = route.via.unwrap();
    let reaching: Vec<usize> =
        (0..device.ports.len()).filter(|at| device.ports[*at].connected.iter().any(|p| p.contains(via))).collect();
    match reaching.as_slice() {
        [one] => Next::Device(*one, via),
        _ => Next::Unknown,
    }
}

/// What a device does with a packet that comes in and goes out at any of some interfaces.
fn at_device(ruleset: &Ruleset, packet: &Packet, way: Way, incoming: &[&str], outgoing: &[&str]) -> Fate {
    let mut fate = Fate { surely: true, perhaps: false };
    for name in incoming {
        for out in outgoing {
            let packet = Packet { way, incoming: (*name).to_owned(), outgoing: (*out).to_owned(), ..packet.clone() };
            let outcome = evaluate(ruleset, &packet).0;
            fate.surely &= outcome.may_pass && !outcome.may_drop;
            fate.perhaps |= outcome.may_pass;
        }
    }
    fate
}

fn step(topology: &Topology<'_>, trail: &[usize], (at, port): (usize, usize), packet: &Packet, surely: bool) -> Fate {
    let device = &topology.devices[at];
    let Some(ruleset) = device.ruleset else { unreachable!("every device has a configuration here") };
    let named = |port: usize| match device.ports[port].name.as_deref() {
        Some(name) => vec![name],
        None => NAMES.to_vec(),
    };
    let next = next(device, packet.destination);
    if let Next::Port(out) = &next
        && device.ports[*out].segment == device.ports[port].segment
    {
        return Fate::default();
    }
    let here = match &next {
        Next::Own => at_device(ruleset, packet, Way::ToDevice, &named(port), &[""]),
        Next::Port(out) | Next::Device(out, _) => at_device(ruleset, packet, Way::Through, &named(port), &named(*out)),
        Next::Unknown => at_device(ruleset, packet, Way::Through, &named(port), &NAMES),
    };
    if !here.perhaps {
        return Fate::default();
    }
    let surely = surely && here.surely;
    let perhaps = Fate { surely: false, perhaps: true };
    match next {
        Next::Own => Fate { surely, perhaps: true },
        Next::Port(out) => {
            let there = topology.on(device.ports[out].segment);
            let owners: Vec<_> =
                there.filter(|(at, n)| topology.devices[*at].ports[*n].own.contains(packet.destination)).collect();
            match owners.is_empty() {
                true => Fate { surely: surely && !is_moved(ruleset, packet), perhaps: true },
                false if !ruleset.forwarding.as_ref().unwrap().translations.is_empty() => perhaps,
                false => {
                    let trail = [trail, &[at]].concat();
                    let fates = owners.iter().map(|hop| step(topology, &trail, *hop, packet, surely));
                    fates.fold(Fate::default(), either)
                }
            }
        }
        Next::Unknown => perhaps,
        Next::Device(out, via) => {
            let forwarding = ruleset.forwarding.as_ref().unwrap();
            let there = topology.on(device.ports[out].segment);
            let there: Vec<_> = there.filter(|(at, n)| topology.devices[*at].ports[*n].own.contains(via)).collect();
            let trail = [trail, &[at]].concat();
            if !forwarding.translations.is_empty() || there.is_empty() || there.iter().any(|(at, _)| trail.contains(at))
            {
                return perhaps;
            }
            let fates = there.iter().map(|hop| step(topology, &trail, *hop, packet, surely));
            fates.fold(Fate::default(), either)
        }
    }
}

/// A translation of destinations is about it.
fn is_moved(ruleset: &Ruleset, packet: &Packet) -> bool {
    let mut rules = ruleset.translations.iter().flat_map(|point| &ruleset.chains[point.chain].rules);
    rules.any(|rule| {
        rule.matches.iter().any(|m| packet.fits(&PacketMatch { incoming: None, outgoing: None, ..m.clone() }))
    })
}

fn either(a: Fate, b: Fate) -> Fate {
    Fate { surely: a.surely || b.surely, perhaps: a.perhaps || b.perhaps }
}

/// Numbers from a seed (xorshift*, S. Vigna 2016).
struct Seed(u64);

impl Seed {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % most
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

const NETWORKS: u64 = 5;
const DEVICES: u64 = 4;

/// Networks with a zone each, and devices between two or three of them.
fn plant(seed: &mut Seed) -> String {
    let mut text = "name = \"Random\"\n".to_owned();
    for n in 0..NETWORKS {
        text += &format!(
            "[networks.n{n}]\nprefixes = [\"10.0.{n}.0/24\"]\n[zones.z{n}]\nkind = \"control\"\n\
             [assets.h{n}]\nzone = \"z{n}\"\ninterfaces = [{{ network = \"n{n}\", ip = \"10.0.{n}.7\" }}]\n"
        );
    }
    let mut sources = String::new();
    for d in 0..DEVICES {
        // Rather in a row than at random, so that ways are long.
        let mut on = vec![d, d + 1];
        if seed.one_in(3) {
            on.push(seed.below(NETWORKS));
        }
        on.dedup();
        let ports: Vec<String> =
            on.iter().map(|n| format!("{{ network = \"n{n}\", ip = \"10.0.{n}.{}\" }}", 250 + d)).collect();
        text += &format!("[assets.fw{d}]\ninterfaces = [{}]\n", ports.join(", "));
        sources += &format!("[firewalls.fw{d}]\nfile = \"fw{d}.rules\"\n");
        if !seed.one_in(4) {
            let named = on.iter().enumerate().map(|(at, n)| format!("{{ name = \"eth{at}\", network = \"n{n}\" }}"));
            sources += &format!("interfaces = [{}]\n", named.collect::<Vec<_>>().join(", "));
        }
        let mut routes = Vec::new();
        for to in 0..NETWORKS {
            let (side, near) = if to > d { (d + 1, d + 1) } else { (d, d.wrapping_sub(1)) };
            let other = if seed.one_in(8) { seed.below(DEVICES) } else { near };
            if !on.contains(&to) && other < DEVICES && !seed.one_in(8) {
                routes.push(format!("{{ to = \"10.0.{to}.0/24\", via = \"10.0.{side}.{}\" }}", 250 + other));
            }
        }
        if seed.one_in(4) {
            routes.push(format!(
                "{{ to = \"10.0.{}.7/32\", via = \"10.0.{}.251\" }}",
                seed.below(NETWORKS),
                seed.below(NETWORKS)
            ));
        }
        sources += &format!("routes = [{}]\n", routes.join(", "));
    }
    text + "[conduits.c]\nzones = [\"z0\", \"z1\", \"z2\", \"z3\", \"z4\"]\nassets = [\"fw0\", \"fw1\", \"fw2\", \"fw3\"]\n"
        + &sources
}

fn rules(seed: &mut Seed) -> String {
    let mut text = String::new();
    if seed.one_in(8) {
        text += "*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n";
        text += seed.of(&[
            "-A POSTROUTING -o eth1 -j MASQUERADE\n",
            "-A PREROUTING -d 10.0.3.7/32 -j DNAT --to-destination 10.0.2.7\n",
        ]);
        text += "COMMIT\n";
    }
    let policy = if seed.one_in(4) { "ACCEPT" } else { "DROP" };
    text += &format!("*filter\n:INPUT {policy} [0:0]\n:FORWARD {policy} [0:0]\n:OUTPUT ACCEPT [0:0]\n");
    for _ in 0..seed.below(7) {
        let mut rule = format!("-A {}", seed.of(&["FORWARD", "FORWARD", "FORWARD", "INPUT"]));
        let forward = rule.ends_with("FORWARD");
        if seed.one_in(3) {
            rule += &format!(" -i {}", seed.of(&NAMES));
        }
        if forward && seed.one_in(3) {
            rule += &format!(" -o {}", seed.of(&NAMES));
        }
        if seed.one_in(2) {
            rule += &format!(" -s 10.0.{}.0/{}", seed.below(NETWORKS), seed.of(&["24", "21", "30"]));
        }
        if seed.one_in(2) {
            rule += &format!(" -d 10.0.{}.7/32", seed.below(NETWORKS));
        }
        if seed.one_in(2) {
            rule += &format!(" -p tcp -m tcp --dport {}", seed.of(&["22", "502"]));
        }
        if seed.one_in(8) {
            rule += " -m nobody-knows --this";
        }
        text += &format!("{rule} -j {}\n", seed.of(&["ACCEPT", "ACCEPT", "DROP"]));
    }
    text + "COMMIT\n"
}

fn zone(n: u64) -> ZoneId {
    ZoneId::parse(&format!("z{n}")).unwrap()
}

/// Sure and possible packets of a question, from sets.
fn as_sets(
    plant: &Plant,
    topology: &Topology<'_>,
    zones: &ZoneAddresses,
    (from, to): (u64, &Addresses),
    packets: &[Packet],
) -> Vec<Fate> {
    let nothing = Ruleset::default();
    let mut judges = Judges::new(topology, zones.zones().map(|(_, set)| set.clone()).collect());
    let mut plain = Judge::new(&nothing, &[]);
    let question = Question {
        classes: (usize::try_from(from).unwrap(), vec![0]),
        source: zones.of(&zone(from)),
        destination: to.clone(),
        services: vec![PacketMatch::any()],
        states: States::from_iter([ConnectionState::New]),
    };
    let ends = PacketMatch {
        source: Some(question.source.clone()),
        destination: Some(to.clone()),
        state: Some(question.states),
        ..PacketMatch::any()
    };
    let asked = plain.packets(&[Way::Through], &[ends]);
    let mut walk = Walk::new(&mut judges, &mut plain, &question);
    for (segment, sources) in &topology.of_zones(plant, zones)[&zone(from)] {
        walk.from(*segment, sources, asked);
    }
    let trails = std::mem::take(&mut walk.trails);
    let ended: Vec<_> = trails.iter().filter(|trail| trail.end != End::Dropped).collect();
    let mut fates = Vec::new();
    for packet in packets {
        let one = plain.packets(&[Way::Through], &[packet.headers()]);
        let mut fate = Fate::default();
        for trail in &ended {
            let (sure, may) = (plain.and(one, trail.sure), plain.and(one, trail.may));
            fate = either(fate, Fate { surely: !plain.is_empty(sure), perhaps: !plain.is_empty(may) });
        }
        fates.push(fate);
    }
    fates
}

fn packet(seed: &mut Seed, from: u64, to: u64) -> Packet {
    let host = [7, 9, 2, 250, 251, 252, 253][usize::try_from(seed.below(7)).unwrap()];
    Packet {
        way: Way::Through,
        incoming: String::new(),
        outgoing: String::new(),
        source: format!("10.0.{from}.{}", [7, 9, 2][usize::try_from(seed.below(3)).unwrap()]).parse().unwrap(),
        destination: format!("10.0.{to}.{host}").parse().unwrap(),
        protocol: 6,
        source_port: 50_000,
        destination_port: [22, 502, 80][usize::try_from(seed.below(3)).unwrap()],
        state: ConnectionState::New,
        flags: 2,
    }
}

#[test]
fn over_random_networks_and_rules_sets_fare_as_their_packets_do() {
    let mut seed = Seed(11);
    let (mut sure, mut open, mut blocked) = (0, 0, 0);
    for round in 0..24 {
        let text = plant(&mut seed);
        // The sources of configurations are a file of their own in a plant folder.
        let (main, sources) = text.split_at(text.find("[firewalls").unwrap());
        let files = [SourceFile::new("plant.toml", main), SourceFile::new("firewalls.toml", sources)];
        let parsed = parse(&files);
        let reads: Vec<Read> =
            (0..DEVICES).map(|d| read(&format!("fw{d}.rules"), rules(&mut seed).as_bytes())).collect();
        let assets: Vec<AssetId> = (0..DEVICES).map(|d| AssetId::parse(&format!("fw{d}")).unwrap()).collect();
        let plant = parsed.plant;
        assert_eq!(plant.firewalls.len(), 4, "{:?}", parsed.diagnostics);
        let pairs = reads.iter().zip(&assets);
        let firewalls: Vec<_> =
            pairs.map(|(read, asset)| Firewall { ruleset: &read.ruleset, asset: Some(asset) }).collect();
        let (topology, zones) = (Topology::new(&plant, &firewalls), ZoneAddresses::new(&plant));
        let stands = topology.of_zones(&plant, &zones);
        for (from, to) in (0..NETWORKS).flat_map(|from| (0..NETWORKS).map(move |to| (from, to))).filter(|(a, b)| a != b)
        {
            let destination = Addresses::prefix(format!("10.0.{to}.0").parse().unwrap(), 24).unwrap();
            let packets: Vec<Packet> = (0..10).map(|_| packet(&mut seed, from, to)).collect();
            let fates = as_sets(&plant, &topology, &zones, (from, &destination), &packets);
            for (packet, fate) in packets.iter().zip(fates) {
                let starts = stands[&zone(from)].iter().filter(|(_, own)| own.contains(packet.source));
                let hops = starts.flat_map(|(segment, _)| topology.on(*segment));
                let expected = hops.map(|hop| step(&topology, &[], hop, packet, true)).fold(Fate::default(), either);
                assert_eq!(fate, expected, "round {round}: {}\n{text}", packet.words());
                sure += u32::from(fate.surely);
                open += u32::from(fate.perhaps && !fate.surely);
                blocked += u32::from(!fate.perhaps);
            }
        }
    }
    assert!(sure > 100 && open > 100 && blocked > 100, "{sure} {open} {blocked}");
}
