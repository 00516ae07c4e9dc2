//! Random rulesets and packets from a seed.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "shared by tests that use parts of it")]

use std::net::IpAddr;

use ringwall_firewall::Packet;
use ringwall_model::{
    Action, Addresses, Chain, ChainEnd, ConnectionState, FlagTest, Foreign, NamePattern, Names, PacketMatch, Point,
    Ranges, Rule, Ruleset, Span, States, Unread, Way,
};

/// Numbers from a seed: equal seeds give equal numbers (xorshift*, S. Vigna 2016).
pub struct Seed(pub u64);

impl Seed {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        (self.next() >> 33) % most
    }

    pub fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn one<T: Clone>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()].clone()
    }
}

/// A text with up to six mistakes in it: cut, a byte changed, one of `typical` put in, a part lost or repeated.
pub fn mutated(seed: &mut Seed, text: &str, typical: &[u8]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=seed.below(6) {
        if bytes.is_empty() {
            bytes.push(typical[0]);
        }
        let at = usize::try_from(seed.below(bytes.len() as u64)).unwrap();
        match seed.below(5) {
            0 => bytes.truncate(at.max(1)),
            1 => bytes[at] = u8::try_from(seed.below(256)).unwrap(),
            2 => bytes.insert(at, seed.one(typical)),
            3 => {
                let end = (at + 40).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let end = (at + 60).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let to = usize::try_from(seed.below(bytes.len() as u64)).unwrap();
                bytes.splice(to..to, part);
            }
        }
    }
    bytes
}

pub const NAMES: [&str; 4] = ["eth0", "eth1", "wlan0", "tun7"];
const PROTOCOLS: [u8; 5] = [1, 6, 17, 47, 58];

pub fn address(seed: &mut Seed) -> IpAddr {
    match seed.below(5) {
        0 => IpAddr::from([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, u8::try_from(seed.below(4)).unwrap()]),
        _ => IpAddr::from([10, 0, u8::try_from(seed.below(2)).unwrap(), u8::try_from(seed.below(8)).unwrap()]),
    }
}

pub fn packet(seed: &mut Seed) -> Packet {
    let way = seed.one(&Way::ALL);
    let (source, mut destination) = (address(seed), address(seed));
    while source.is_ipv4() != destination.is_ipv4() {
        destination = address(seed);
    }
    let protocol = seed.one(&PROTOCOLS);
    let port = |seed: &mut Seed| u16::try_from(seed.below(6)).unwrap() * if seed.once_in(4) { 256 } else { 1 };
    let name = |seed: &mut Seed, none: bool| if none { String::new() } else { seed.one(&NAMES).to_owned() };
    Packet {
        way,
        incoming: name(seed, way == Way::FromDevice),
        outgoing: name(seed, way == Way::ToDevice),
        source,
        destination,
        protocol,
        source_port: if matches!(protocol, 6 | 17) { port(seed) } else { 0 },
        destination_port: if protocol == 47 { 0 } else { port(seed) },
        state: seed.one(&ConnectionState::ALL),
        flags: if protocol == 6 { u8::try_from(seed.below(32)).unwrap() } else { 0 },
    }
}

fn some<T>(seed: &mut Seed, n: u64, make: impl FnOnce(&mut Seed) -> T) -> Option<T> {
    seed.once_in(n).then(|| make(seed))
}

pub fn packet_match(seed: &mut Seed) -> PacketMatch {
    let names = |seed: &mut Seed| {
        let pattern = NamePattern {
            text: Foreign::from(seed.one(&["eth0", "eth", "wlan0", "tun", "e", "other"])),
            is_start: seed.once_in(2),
        };
        Names { patterns: vec![pattern], negated: seed.once_in(3) }
    };
    let addresses = |seed: &mut Seed| {
        let (a, b) = (address(seed), address(seed));
        let set = match seed.below(3) {
            0 => Addresses::one(a),
            1 => Addresses::between(a.min(b), a.max(b)),
            _ => Addresses::prefix(a, if a.is_ipv4() { 29 } else { 126 }).unwrap(),
        };
        if seed.once_in(4) { set.complement() } else { set }
    };
    let ports = |seed: &mut Seed| {
        let (a, b) = (seed.below(6), seed.below(6));
        Ranges::of([(u128::from(a.min(b)), u128::from(a.max(b))), (256, 256 * u128::from(a + 1))])
    };
    PacketMatch {
        incoming: some(seed, 3, names),
        outgoing: some(seed, 4, names),
        source: some(seed, 2, addresses),
        destination: some(seed, 2, addresses),
        protocol: some(seed, 2, |s| Ranges::one(s.one(&PROTOCOLS))),
        source_port: some(seed, 5, ports),
        destination_port: some(seed, 3, ports),
        icmp: some(seed, 8, ports),
        state: some(seed, 3, |s| States::from_iter([s.one(&ConnectionState::ALL), s.one(&ConnectionState::ALL)])),
        flags: some(seed, 8, |s| FlagTest {
            mask: u8::try_from(s.below(32)).unwrap(),
            value: u8::try_from(s.below(4)).unwrap(),
            negated: s.once_in(2),
        })
        .into_iter()
        .collect(),
    }
}

fn rule(seed: &mut Seed, line: u32, callable: &[usize], translates: bool) -> Rule {
    let action = match seed.below(if callable.is_empty() { 7 } else { 10 }) {
        0..=1 => Action::Permit,
        2..=3 => Action::Deny,
        4 => Action::Return,
        5 => Action::Pass,
        6 if seed.once_in(6) => Action::Unknown,
        6 => Action::Deny,
        7..=8 => Action::Call { chain: seed.one(callable) },
        _ => Action::Goto { chain: seed.one(callable) },
    };
    let translated = Action::Translate {
        destination: seed.once_in(2).then(|| IpAddr::from([10, 0, 0, 1])),
        port: seed.once_in(2).then_some(2),
    };
    let decides = matches!(action, Action::Permit | Action::Deny);
    let place = Span { file: Foreign::from("r"), line, column: 1, length: 1 };
    Rule {
        place,
        name: Foreign::default(),
        matches: (0..=seed.below(2)).map(|_| packet_match(seed)).collect(),
        certain: !seed.once_in(8),
        action: if translates && decides { translated } else { action },
        logs: false,
        hits: None,
        by_default: None,
    }
}

/// A ruleset with calls, translations, several points and parts that were not understood.
pub fn ruleset(seed: &mut Seed) -> Ruleset {
    let mut chains = Vec::new();
    for at in 0..5_usize {
        let callable: Vec<usize> = (0..at.min(2)).collect();
        let rules = (0..seed.below(5))
            .map(|n| rule(seed, u32::try_from(at * 10).unwrap() + u32::try_from(n).unwrap(), &callable, at == 4));
        let rules = rules.collect();
        let end = match at {
            0 | 1 => ChainEnd::Return,
            4 => ChainEnd::Permit,
            _ => seed.one(&[ChainEnd::Permit, ChainEnd::Deny, ChainEnd::Deny, ChainEnd::Unknown, ChainEnd::Return]),
        };
        let place = Span { line: 100 + u32::try_from(at).unwrap(), ..Span::default() };
        chains.push(Chain { place, name: Foreign::default(), rules, end });
    }
    let point = |seed: &mut Seed, chain, before_translation| Point {
        name: Foreign::default(),
        ways: vec![Way::Through, seed.one(&Way::ALL)],
        applies: if seed.once_in(2) { vec![packet_match(seed)] } else { Vec::new() },
        chain,
        before_translation,
    };
    let points = vec![point(seed, 2, true), point(seed, 3, false)];
    let translations = if seed.once_in(2) { vec![point(seed, 4, false)] } else { Vec::new() };
    let unread = Unread {
        place: Span { line: 999, ..Span::default() },
        why: "not understood".to_owned(),
        ways: vec![seed.one(&Way::ALL)],
        matches: vec![packet_match(seed)],
    };
    let unread = seed.once_in(5).then_some(unread).into_iter().collect();
    Ruleset { chains, points, translations, unread, ..Ruleset::default() }
}

/// How many cases a law runs: `RINGWALL_SOAK_CASES`, else a number that keeps `make test` short.
pub fn cases(few: u64) -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the count of cases is for who runs the tests")]
    let wanted = std::env::var("RINGWALL_SOAK_CASES").ok().and_then(|n| n.parse().ok());
    wanted.unwrap_or(few)
}
