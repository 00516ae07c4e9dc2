//! Which packets are sent: random ones, and ones at the edges of what rules are about.

use std::net::IpAddr;

use ringwall_firewall::Packet;
use ringwall_model::{ConnectionState, PacketMatch, Ranges, Ruleset, Way};

use super::{random::Seed, wire};

/// Packets whose connection no other had: the source port or the tag makes them one of their kind.
pub struct Packets {
    next_port: u16,
    next_tag: u32,
}

/// TCP flags that the kernel takes for a packet of some kind, and what it takes the connection for.
const FLAGS: [(u8, ConnectionState); 5] = [
    (2, ConnectionState::New),
    (2, ConnectionState::New),
    (16, ConnectionState::Invalid),
    (18, ConnectionState::Invalid),
    (17, ConnectionState::Invalid),
];

/// Types of ICMP and ICMPv6 with what the kernel takes them for.
const TYPES: [(u8, ConnectionState); 3] =
    [(8, ConnectionState::New), (13, ConnectionState::New), (0, ConnectionState::Invalid)];
const TYPES_V6: [(u8, ConnectionState); 2] = [(128, ConnectionState::New), (129, ConnectionState::Invalid)];

impl Packets {
    pub fn new() -> Self {
        Self { next_port: 1_024, next_tag: 1 }
    }

    pub fn tag(&mut self) -> u32 {
        self.next_tag += 1;
        self.next_tag
    }

    /// A packet through the firewall, to it or from it.
    pub fn one(&mut self, ruleset: &Ruleset, v6: Option<bool>, seed: &mut Seed) -> Packet {
        self.next_port = if self.next_port > 60_000 { 1_024 } else { self.next_port + 7 };
        let way = seed.one(&[Way::Through, Way::Through, Way::ToDevice, Way::FromDevice]);
        let from_near = seed.once_in(2);
        let (near, far) = if from_near { (1, 2) } else { (2, 1) };
        let (side, other) = if from_near { (wire::NEAR, wire::FAR) } else { (wire::FAR, wire::NEAR) };
        let (source, destination, incoming, outgoing) = match way {
            Way::Through => (near, far, side, other),
            Way::ToDevice => (near, 3, side, ""),
            Way::FromDevice => (3, far, "", other),
        };
        let v6 = v6.unwrap_or_else(|| seed.once_in(3));
        let mut packet = Packet {
            way,
            incoming: incoming.to_owned(),
            outgoing: outgoing.to_owned(),
            source: address(source, seed.below(16), v6),
            destination: address(destination, seed.below(16), v6),
            protocol: seed.one(&[6, 6, 17, 17, if v6 { 58 } else { 1 }]),
            source_port: self.next_port,
            destination_port: 1_000 + u16::try_from(seed.below(24)).unwrap_or(0),
            state: ConnectionState::New,
            flags: 0,
        };
        if let Some(rule) = some_match(ruleset, seed) {
            edge(&mut packet, &rule, seed);
        }
        match packet.protocol {
            6 => (packet.flags, packet.state) = seed.one(&FLAGS),
            17 => {}
            _ => {
                let (kind, state) = if v6 { seed.one(&TYPES_V6) } else { seed.one(&TYPES) };
                packet.source_port = 0;
                packet.destination_port = u16::from(kind) << 8;
                packet.state = state;
            }
        }
        packet
    }
}

fn address(side: u8, host: u64, v6: bool) -> IpAddr {
    let host = u8::try_from(host).unwrap_or(0) + 1;
    match v6 {
        false => IpAddr::from([10, side, 0, host]),
        true => IpAddr::from([0x2001, 0xdb8, u16::from(side), 0, 0, 0, 0, u16::from(host)]),
    }
}

fn some_match(ruleset: &Ruleset, seed: &mut Seed) -> Option<PacketMatch> {
    let all: Vec<&PacketMatch> = ruleset.chains.iter().flat_map(|c| &c.rules).flat_map(|r| &r.matches).collect();
    (!all.is_empty()).then(|| seed.one(&all).clone())
}

/// Moves a packet to an edge of what a rule is about, where the addresses of its side allow.
fn edge(packet: &mut Packet, rule: &PacketMatch, seed: &mut Seed) {
    let v6 = packet.source.is_ipv6();
    let place = |field: &mut IpAddr, set: &Option<ringwall_model::Addresses>, seed: &mut Seed| {
        let Some(set) = set else { return };
        let near = pick(if v6 { &set.v6 } else { &set.v4 }, seed);
        let wanted = if v6 { ringwall_model::address_v6(near) } else { ringwall_model::address_v4(near) };
        if same_side(*field, wanted) {
            *field = wanted;
        }
    };
    place(&mut packet.source, &rule.source, seed);
    place(&mut packet.destination, &rule.destination, seed);
    if let Some(protocol) = rule.protocol.as_ref().map(|set| pick(set, seed)) {
        let usual = [6, 17, if v6 { 58 } else { 1 }];
        packet.protocol = usual.into_iter().find(|p| u128::from(*p) == protocol).unwrap_or(packet.protocol);
    }
    if let Some(ports) = &rule.destination_port {
        packet.destination_port = u16::try_from(pick(ports, seed) & 0xffff).unwrap_or(1).max(1);
    }
}

/// A number at an edge of a set, or next to one.
fn pick(set: &Ranges, seed: &mut Seed) -> u128 {
    let edges: Vec<u128> = set.iter().flat_map(|(a, b)| [a, b, a.saturating_sub(1), b.saturating_add(1)]).collect();
    if edges.is_empty() { 0 } else { seed.one(&edges) }
}

/// Hosts 1 to 254 of the same prefix: the first and last address of a prefix mean others.
fn same_side(a: IpAddr, b: IpAddr) -> bool {
    match (a, b) {
        (IpAddr::V4(a), IpAddr::V4(b)) => a.octets()[..3] == b.octets()[..3] && !matches!(b.octets()[3], 0 | 255),
        (IpAddr::V6(a), IpAddr::V6(b)) => a.segments()[..7] == b.segments()[..7] && b.segments()[7] != 0,
        _ => false,
    }
}

/// The answer to a packet that arrived, where it has one of its kind.
pub fn answer(packet: &Packet) -> Option<Packet> {
    let is_opening = packet.state == ConnectionState::New && packet.way != Way::ToDevice;
    let number = match (packet.protocol, packet.destination_port >> 8) {
        // An answer to an echo would have to carry its number; ports are numbers enough.
        (1 | 58, _) => return None,
        _ => packet.source_port,
    };
    is_opening.then(|| Packet {
        way: if packet.way == Way::FromDevice { Way::ToDevice } else { Way::Through },
        incoming: packet.outgoing.clone(),
        outgoing: packet.incoming.clone(),
        source: packet.destination,
        destination: packet.source,
        source_port: packet.destination_port,
        destination_port: number,
        state: ConnectionState::Established,
        flags: if packet.protocol == 6 { 18 } else { 0 },
        protocol: packet.protocol,
    })
}
