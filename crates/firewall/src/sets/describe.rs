//! Sets for people: one packet of a set, and the set as few blocks.

use std::net::IpAddr;

use ringwall_model::{Addresses, ConnectionState, PacketMatch, Ranges, States, Way, address_v4, address_v6, highest};

use super::{
    bdd::Node,
    encode::{Encoder, state_number},
    packet::{Packet, shown},
    space::Field,
};

/// Packets that agree in every field: any value of each of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Ways.
    pub ways: Vec<Way>,
    /// Interfaces it comes in at; empty: any.
    pub incoming: Vec<String>,
    /// Interfaces it goes out at; empty: any.
    pub outgoing: Vec<String>,
    /// Sources.
    pub source: Addresses,
    /// Destinations.
    pub destination: Addresses,
    /// Protocols.
    pub protocol: Ranges,
    /// Source ports.
    pub source_port: Ranges,
    /// Destination ports; for ICMP type times 256 plus code.
    pub destination_port: Ranges,
    /// States of the connection.
    pub states: States,
}

/// What a witness looks like where the set leaves the choice: it opens a connection, from an ordinary host and port.
fn preferences() -> [PacketMatch; 6] {
    let ordinary = || {
        let v4 = Ranges::between(0x0100_0001_u32, 0xdfff_ffff_u32);
        Some(Addresses { v4, v6: Ranges::between(0x2000_u128 << 112, u128::MAX >> 1) })
    };
    let states = States::from_iter([ConnectionState::New]);
    let syn = ringwall_model::FlagTest { mask: 0xff, value: 2, negated: false };
    let any = PacketMatch::any;
    [
        PacketMatch { state: Some(states), ..any() },
        PacketMatch { flags: vec![syn], ..any() },
        PacketMatch { source: Some(Addresses::all_v4()), ..any() },
        PacketMatch { source: ordinary(), ..any() },
        PacketMatch { destination: ordinary(), ..any() },
        PacketMatch { source_port: Some(Ranges::one(49_152_u16)), ..any() },
    ]
}

/// One packet of a set; the same for equal sets.
pub(crate) fn witness(encoder: &mut Encoder, set: Node) -> Option<Packet> {
    let mut chosen = set;
    for preference in preferences() {
        let wanted = encoder.one(&preference);
        let narrowed = encoder.bdd.and(chosen, wanted);
        chosen = if narrowed == Node::NONE { chosen } else { narrowed };
    }
    // An odd last byte is a host's more likely than a network's.
    for field in [encoder.space.fields.source, encoder.space.fields.destination] {
        let odd = encoder.bdd.make(field.first.saturating_add(31), Node::NONE, Node::ALL);
        let narrowed = encoder.bdd.and(chosen, odd);
        chosen = if narrowed == Node::NONE { chosen } else { narrowed };
    }
    let bits = first_path(encoder, chosen)?;
    Some(packet(encoder, &bits))
}

/// The variables that are 1 in the first packet of a set.
fn first_path(encoder: &Encoder, set: Node) -> Option<Vec<u16>> {
    let (mut node, mut ones) = (set, Vec::new());
    while let Some(variable) = encoder.bdd.variable(node) {
        let (low, high) = encoder.bdd.halves(node);
        if low == Node::NONE {
            ones.push(variable);
        }
        node = if low == Node::NONE { high } else { low };
    }
    (node == Node::ALL).then_some(ones)
}

fn packet(encoder: &Encoder, ones: &[u16]) -> Packet {
    let fields = encoder.space.fields;
    let value = |field: Field| {
        let within = ones.iter().filter_map(|one| one.checked_sub(field.first).map(u32::from));
        let places = within.filter_map(|at| field.bits.checked_sub(at)?.checked_sub(1));
        places.fold(0_u128, |value, place| value | 1_u128.checked_shl(place).unwrap_or(0))
    };
    let small = |field: Field| u16::try_from(value(field)).unwrap_or(0);
    let byte = |field: Field| u8::try_from(value(field)).unwrap_or(0);
    let name = |field: Field| {
        let at = usize::try_from(value(field)).unwrap_or(0);
        encoder.space.names.get(at).cloned().unwrap_or_default()
    };
    let address = |field: Field| -> IpAddr {
        match value(fields.family) {
            0 => address_v4(value(Field { bits: 32, ..field })),
            _ => address_v6(value(field)),
        }
    };
    let state = ConnectionState::ALL.into_iter().find(|s| u128::from(state_number(*s)) == value(fields.state));
    Packet {
        way: Way::ALL.get(usize::from(byte(fields.way))).copied().unwrap_or_default(),
        incoming: name(fields.incoming),
        outgoing: name(fields.outgoing),
        source: address(fields.source),
        destination: address(fields.destination),
        protocol: byte(fields.protocol),
        source_port: small(fields.source_port),
        destination_port: small(fields.destination_port),
        state: state.unwrap_or_default(),
        flags: byte(fields.flags),
    }
}

/// The set as blocks, each as wide as it can be around a witness; at most so many, and whether they are all of it.
pub(crate) fn blocks(encoder: &mut Encoder, set: Node, most: usize) -> (Vec<Block>, bool) {
    let (mut rest, mut found) = (set, Vec::new());
    while found.len() < most && rest != Node::NONE {
        let Some(packet) = witness(encoder, rest) else { break };
        let (block, covered) = widen(encoder, set, &packet);
        found.push(block);
        rest = encoder.bdd.without(rest, covered);
    }
    (found, rest == Node::NONE)
}

/// The order in which fields are widened, so that what matters least to people is out of the way first; TCP flags are 0.
const SOURCE_PORT: usize = 1;
const STATE: usize = 2;
const OUTGOING: usize = 3;
const INCOMING: usize = 4;
const WAY: usize = 5;
const DESTINATION_PORT: usize = 6;
const PROTOCOL: usize = 7;
const SOURCE: usize = 8;
const DESTINATION: usize = 9;

/// Widens a packet of the set field by field, as far as everything stays in the set.
fn widen(encoder: &mut Encoder, set: Node, packet: &Packet) -> (Block, Node) {
    let domain = encoder.domain();
    let outside = encoder.bdd.not(domain);
    let wide = encoder.bdd.or(set, outside);
    let fields = fields_of(encoder, packet);
    let mut values: Vec<Ranges> = values_of(encoder, packet);
    let mut nodes: Vec<Node> = Vec::new();
    for (field, value) in fields.iter().zip(&values) {
        let node = encoder.field(*field, value);
        nodes.push(node);
    }
    for at in 0..fields.len() {
        let Some(field) = fields.get(at).copied() else { continue };
        let mut others: Vec<Node> = nodes.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, n)| *n).collect();
        others.push(family(encoder, packet));
        let cube = encoder.both(&others);
        let bad = encoder.bdd.without(cube, wide);
        let mut good = only(encoder, bad, field);
        good = encoder.bdd.not(good);
        if at == PROTOCOL || at == WAY {
            let live = encoder.bdd.and(cube, domain);
            let live = only(encoder, live, field);
            good = encoder.bdd.and(good, live);
        }
        let Some(ranges) = ranges_of(encoder, good, field) else { continue };
        let node = encoder.field(field, &ranges);
        if let (Some(value), Some(known)) = (values.get_mut(at), nodes.get_mut(at)) {
            (*value, *known) = (ranges, node);
        }
    }
    let family = family(encoder, packet);
    nodes.push(family);
    let covered = encoder.both(&nodes);
    (block(encoder, packet, &values), covered)
}

fn fields_of(encoder: &Encoder, packet: &Packet) -> [Field; 10] {
    let f = encoder.space.fields;
    let bits = if packet.source.is_ipv4() { 32 } else { 128 };
    let address = |field: Field| Field { bits, ..field };
    [
        f.flags,
        f.source_port,
        f.state,
        f.outgoing,
        f.incoming,
        f.way,
        f.destination_port,
        f.protocol,
        address(f.source),
        address(f.destination),
    ]
}

fn values_of(encoder: &Encoder, packet: &Packet) -> Vec<Ranges> {
    let place = |name: &str| {
        let at = encoder.space.names.iter().position(|known| known == name);
        Ranges::one(u128::try_from(at.unwrap_or(0)).unwrap_or(0))
    };
    let way = Way::ALL.iter().position(|way| *way == packet.way).unwrap_or(0);
    vec![
        Ranges::one(packet.flags),
        Ranges::one(packet.source_port),
        Ranges::one(state_number(packet.state)),
        place(&packet.outgoing),
        place(&packet.incoming),
        Ranges::one(u128::try_from(way).unwrap_or(0)),
        Ranges::one(packet.destination_port),
        Ranges::one(packet.protocol),
        Ranges::one(ringwall_model::address_number(packet.source).0),
        Ranges::one(ringwall_model::address_number(packet.destination).0),
    ]
}

fn family(encoder: &mut Encoder, packet: &Packet) -> Node {
    let field = encoder.space.fields.family;
    encoder.field(field, &Ranges::one(u8::from(packet.source.is_ipv6())))
}

/// The values of one field that some packet of the set has.
fn only(encoder: &mut Encoder, set: Node, field: Field) -> Node {
    let last = encoder.space.fields.variables().saturating_sub(1);
    let mut node = set;
    if let Some(before) = field.first.checked_sub(1) {
        node = encoder.bdd.forget(node, 0, before);
    }
    match field.last() {
        end if end < last => encoder.bdd.forget(node, end.saturating_add(1), last),
        _ => node,
    }
}

/// Most ranges one field of a block is written as.
const RANGES_MAX: usize = 4_096;

/// A set of one field as ranges; none where there are too many.
fn ranges_of(encoder: &Encoder, set: Node, field: Field) -> Option<Ranges> {
    let mut found = Vec::new();
    collect(encoder, set, field, 0, 0, &mut found)?;
    Some(Ranges::of(found))
}

fn collect(
    encoder: &Encoder,
    node: Node,
    field: Field,
    depth: u32,
    base: u128,
    found: &mut Vec<(u128, u128)>,
) -> Option<()> {
    let rest = field.bits.saturating_sub(depth);
    match node {
        Node::NONE => return Some(()),
        Node::ALL => {
            found.push((base, base | highest(rest)));
            return (found.len() <= RANGES_MAX).then_some(());
        }
        _ => {}
    }
    let here = u32::from(encoder.bdd.variable(node)?.checked_sub(field.first)?);
    let bit = 1_u128.checked_shl(rest.checked_sub(1)?).unwrap_or(0);
    let (low, high) = if here == depth { encoder.bdd.halves(node) } else { (node, node) };
    let next = depth.saturating_add(1);
    collect(encoder, low, field, next, base, found)?;
    collect(encoder, high, field, next, base | bit, found)
}

fn block(encoder: &Encoder, packet: &Packet, values: &[Ranges]) -> Block {
    let value = |at: usize| values.get(at).cloned().unwrap_or_default();
    let names = |at: usize| -> Vec<String> {
        let all = encoder.space.names.iter().enumerate().skip(1);
        let (named, left): (Vec<_>, Vec<_>) =
            all.partition(|(i, _)| u128::try_from(*i).is_ok_and(|i| value(at).contains(i)));
        if left.is_empty() { Vec::new() } else { named.into_iter().map(|(_, name)| shown(name)).collect() }
    };
    let addresses = |at: usize| match packet.source {
        IpAddr::V4(_) => Addresses { v4: value(at), v6: Ranges::none() },
        IpAddr::V6(_) => Addresses { v4: Ranges::none(), v6: value(at) },
    };
    let states = ConnectionState::ALL.into_iter().filter(|s| value(STATE).contains(u128::from(state_number(*s))));
    let ways = Way::ALL.into_iter().zip(0_u128..).filter(|(_, n)| value(WAY).contains(*n));
    Block {
        ways: ways.map(|(way, _)| way).collect(),
        incoming: names(INCOMING),
        outgoing: names(OUTGOING),
        source: addresses(SOURCE),
        destination: addresses(DESTINATION),
        protocol: value(PROTOCOL),
        source_port: value(SOURCE_PORT),
        destination_port: value(DESTINATION_PORT),
        states: states.collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Judge, read, sets::testing::FILTER};

    #[test]
    fn the_blocks_of_a_set_cover_it_and_nothing_else() {
        let read = read("f", FILTER.as_bytes());
        let mut judge = Judge::new(&read.ruleset, &[]);
        let permitted = judge.permitted();
        let domain = judge.everything();
        let (mut rest, mut count) = (permitted.0, 0);
        while let Some(packet) = super::witness(&mut judge.encoder, rest) {
            let (block, covered) = super::widen(&mut judge.encoder, permitted.0, &packet);
            let outside = judge.encoder.bdd.without(covered, permitted.0);
            assert!(judge.encoder.bdd.and(outside, domain.0) == super::Node::NONE, "{}", block.text());
            rest = judge.encoder.bdd.without(rest, covered);
            count += 1;
        }
        assert!(count <= 8, "{count} blocks");
        assert!(judge.blocks(permitted, 8).1 && !judge.blocks(permitted, 1).1);
    }
}
