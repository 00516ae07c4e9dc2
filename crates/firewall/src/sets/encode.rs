//! What rules look at, as sets.

use ringwall_model::{
    Addresses, ConnectionState, FlagTest, ICMP_PROTOCOLS, Names, PORT_PROTOCOLS, PacketMatch, Ranges, Ruleset, States,
    Way, highest,
};

use super::{
    bdd::{Bdd, Node},
    packet::TCP,
    space::{Field, Space},
};

/// The diagram of a space.
#[derive(Debug)]
pub(crate) struct Encoder {
    pub(crate) bdd: Bdd,
    pub(crate) space: Space,
    with_ports: Node,
    icmp: Node,
    tcp: Node,
    domain: Node,
}

/// Nodes beyond which a diagram that is used again is emptied first: more are slower to find than to make.
const KEPT_MAX: usize = 1 << 16;

impl Encoder {
    pub(crate) fn new(ruleset: &Ruleset, further: &[String]) -> Self {
        Self::with(Bdd::new(), Space::new(ruleset, further))
    }

    /// For another ruleset: with the sets known from this one where both tell the same names apart.
    pub(crate) fn again(self, ruleset: &Ruleset, further: &[String]) -> Self {
        let space = Space::new(ruleset, further);
        let Self { mut bdd, .. } = self;
        if space == self.space && bdd.len() <= KEPT_MAX && !bdd.is_exhausted() {
            return Self { bdd, ..self };
        }
        bdd.clear();
        Self::with(bdd, space)
    }

    fn with(bdd: Bdd, space: Space) -> Self {
        let none = Node::NONE;
        let mut encoder = Self { bdd, space, with_ports: none, icmp: none, tcp: none, domain: none };
        let of = |list: &[u8]| Ranges::of(list.iter().map(|n| (u128::from(*n), u128::from(*n))));
        encoder.with_ports = encoder.protocol(&of(&PORT_PROTOCOLS));
        encoder.icmp = encoder.protocol(&of(&ICMP_PROTOCOLS));
        encoder.tcp = encoder.protocol(&of(&[TCP]));
        encoder.domain = encoder.work_out_domain();
        encoder
    }

    /// The values of a field that are in the ranges.
    pub(crate) fn field(&mut self, field: Field, ranges: &Ranges) -> Node {
        let list: Vec<_> = ranges.iter().collect();
        self.values(field.first, field.bits, 0, &list)
    }

    /// Of the numbers from `base` on that the last `bits` variables tell apart, those in the ranges.
    fn values(&mut self, variable: u16, bits: u32, base: u128, ranges: &[(u128, u128)]) -> Node {
        let last = base | highest(bits);
        let from = ranges.partition_point(|(_, end)| *end < base);
        let to = ranges.partition_point(|(start, _)| *start <= last);
        let ranges = ranges.get(from..to).unwrap_or_default();
        match ranges {
            [] => return Node::NONE,
            [(start, end)] if *start <= base && *end >= last => return Node::ALL,
            _ => {}
        }
        let Some(rest) = bits.checked_sub(1) else { return Node::NONE };
        let next = variable.saturating_add(1);
        let low = self.values(next, rest, base, ranges);
        let high = self.values(next, rest, base | 1_u128.checked_shl(rest).unwrap_or(0), ranges);
        self.bdd.make(variable, low, high)
    }

    pub(crate) fn protocol(&mut self, protocols: &Ranges) -> Node {
        self.field(self.space.fields.protocol, protocols)
    }

    pub(crate) fn way(&mut self, way: Way) -> Node {
        let number: u8 = match way {
            Way::Through => 0,
            Way::ToDevice => 1,
            Way::FromDevice => 2,
        };
        self.field(self.space.fields.way, &Ranges::one(number))
    }

    pub(crate) fn ways(&mut self, ways: &[Way]) -> Node {
        ways.iter().fold(Node::NONE, |all, way| {
            let one = self.way(*way);
            self.bdd.or(all, one)
        })
    }

    pub(crate) fn state(&mut self, states: States) -> Node {
        let numbers = states.iter().map(|state| u128::from(state_number(state))).map(|n| (n, n));
        self.field(self.space.fields.state, &Ranges::of(numbers))
    }

    pub(crate) fn names(&mut self, field: Field, names: &Names) -> Node {
        let numbers = self.space.covered(names);
        self.places(field, &numbers)
    }

    pub(crate) fn places(&mut self, field: Field, places: &[usize]) -> Node {
        let numbers = places.iter().filter_map(|at| u128::try_from(*at).ok()).map(|n| (n, n));
        self.field(field, &Ranges::of(numbers))
    }

    pub(crate) fn addresses(&mut self, field: Field, set: &Addresses) -> Node {
        let v4 = self.field(Field { bits: 32, ..field }, &set.v4);
        let v6 = self.field(field, &set.v6);
        self.bdd.make(self.space.fields.family.first, v4, v6)
    }

    fn flags(&mut self, test: FlagTest) -> Node {
        let values = (0..=u8::MAX).filter(|flags| test.holds(*flags)).map(|n| (u128::from(n), u128::from(n)));
        self.field(self.space.fields.flags, &Ranges::of(values))
    }

    /// The packets for which everything a match says holds.
    pub(crate) fn one(&mut self, rule: &PacketMatch) -> Node {
        let mut all = Vec::new();
        for test in &rule.flags {
            all.extend([self.flags(*test), self.tcp]);
        }
        let space = self.space.fields;
        let guards = (self.with_ports, self.icmp);
        let numbers = [
            (rule.source_port.as_ref(), space.source_port, guards.0),
            (rule.destination_port.as_ref(), space.destination_port, guards.0),
            (rule.icmp.as_ref(), space.destination_port, guards.1),
        ];
        for (ranges, field, guard) in numbers {
            if let Some(ranges) = ranges {
                all.extend([self.field(field, ranges), guard]);
            }
        }
        for (set, field) in [(&rule.source, space.source), (&rule.destination, space.destination)] {
            all.extend(set.as_ref().map(|set| self.addresses(field, set)));
        }
        all.extend(rule.protocol.as_ref().map(|protocols| self.protocol(protocols)));
        all.extend(rule.state.map(|states| self.state(states)));
        for (names, field) in [(&rule.outgoing, space.outgoing), (&rule.incoming, space.incoming)] {
            all.extend(names.as_ref().map(|names| self.names(field, names)));
        }
        self.both(&all)
    }

    /// The packets of any of the matches.
    pub(crate) fn any<'m>(&mut self, matches: impl IntoIterator<Item = &'m PacketMatch>) -> Node {
        let mut sets: Vec<Node> = Vec::new();
        for packets in matches {
            let set = self.one(packets);
            sets.push(set);
        }
        // Pair by pair: small sets stay small for as long as they can.
        while sets.len() > 1 {
            let pairs = sets.chunks(2).map(|pair| match pair {
                [a, b] => self.bdd.or(*a, *b),
                [one] => *one,
                _ => Node::NONE,
            });
            sets = pairs.collect();
        }
        sets.first().copied().unwrap_or(Node::NONE)
    }

    /// What is in all of the sets. They are joined from the last variable up: so a step looks at the nodes of one field alone.
    pub(crate) fn both(&mut self, sets: &[Node]) -> Node {
        let mut sets = sets.to_vec();
        sets.sort_by_key(|set| std::cmp::Reverse(self.bdd.variable(*set)));
        sets.iter().fold(Node::ALL, |all, set| self.bdd.and(all, *set))
    }

    /// Packets that can be: no value that stands for nothing, and fields a packet does not have are 0. Of the bits that an
    /// address of IPv4 does not have nothing is said, for no set tells them apart: each of its packets would be 192 nodes longer.
    pub(crate) fn domain(&self) -> Node {
        self.domain
    }

    fn work_out_domain(&mut self) -> Node {
        let space = self.space.fields;
        let ways = self.domain_of_ways();
        let states = self.state(States::ALL);
        let (ports, icmp, tcp) = (self.with_ports, self.icmp, self.tcp);
        let numbered = self.bdd.or(ports, icmp);
        let guarded = [(space.flags, tcp), (space.source_port, ports), (space.destination_port, numbered)];
        let mut all = Node::ALL;
        for (field, guard) in guarded {
            let nothing = self.field(field, &Ranges::one(0_u8));
            let free = self.bdd.or(nothing, guard);
            all = self.bdd.and(all, free);
        }
        self.both(&[all, states, ways])
    }

    /// Packets of whose addresses the bits they do not have are 0: for counting each once.
    pub(crate) fn counted_once(&mut self) -> Node {
        let space = self.space.fields;
        let zero = Ranges::one(0_u8);
        let low = |field: Field| Field { first: field.first.saturating_add(32), bits: 96 };
        let short = [self.field(low(space.destination), &zero), self.field(low(space.source), &zero)];
        let short = self.both(&short);
        self.bdd.make(space.family.first, short, Node::ALL)
    }

    /// A packet through the device has both interfaces; one to it or from it has one.
    fn domain_of_ways(&mut self) -> Node {
        let space = self.space.fields;
        let named = Ranges::between(1_u8, u128::try_from(self.space.names.len().saturating_sub(1)).unwrap_or(1));
        let none = Ranges::one(0_u8);
        let mut all = Node::NONE;
        for (way, incoming, outgoing) in
            [(Way::Through, &named, &named), (Way::ToDevice, &named, &none), (Way::FromDevice, &none, &named)]
        {
            let parts = [self.way(way), self.field(space.incoming, incoming), self.field(space.outgoing, outgoing)];
            let one = self.both(&parts);
            all = self.bdd.or(all, one);
        }
        all
    }
}

/// The number a state has in the diagram.
pub(crate) fn state_number(state: ConnectionState) -> u8 {
    match state {
        ConnectionState::New => 0,
        ConnectionState::Established => 1,
        ConnectionState::Related => 2,
        ConnectionState::Invalid => 3,
        ConnectionState::Untracked => 4,
    }
}
