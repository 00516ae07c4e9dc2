//! What a term of a filter looks at.

use ringwall_model::{Addresses, FlagTest, ICMP_PROTOCOLS, NamePattern, Names, PORT_PROTOCOLS, PacketMatch, Ranges};

use super::{
    applications::{ports, protocol},
    prefixes::longest,
};
use crate::{matches, tree::Tree, words};

/// A term as far as it is read.
#[derive(Debug)]
pub(super) struct Term {
    /// Packets it is about.
    pub(super) matches: Vec<PacketMatch>,
    /// Packets it may be about too: it looks at places of ports in packets that need have none.
    pub(super) loose: Vec<PacketMatch>,
    /// Conditions that are not decided.
    pub(super) undecided: Vec<String>,
}

/// Reads the conditions below `from`; every packet of the family where there are none.
pub(super) fn read(tree: &Tree, term: usize, family: &Addresses) -> Term {
    let every = PacketMatch { source: Some(family.clone()), ..PacketMatch::any() };
    let mut reader = Reader { tree, matches: vec![every], undecided: Vec::new() };
    if let Some(from) = tree.find(term, &["from"]) {
        for side in [Side::Source, Side::Destination, Side::Either] {
            reader.addresses(from, side);
        }
        reader.protocols(from);
        reader.numbers(from);
        for at in tree.children(from) {
            reader.other(at);
        }
    }
    let loose = loose(&reader.matches);
    Term { matches: reader.matches, loose, undecided: reader.undecided }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Source,
    Destination,
    Either,
}

impl Side {
    /// The conditions on addresses and on lists of prefixes, and of ports.
    fn keys(self) -> [&'static str; 4] {
        match self {
            Self::Source => ["source-address", "source-prefix-list", "source-port", "source-port-except"],
            Self::Destination => {
                ["destination-address", "destination-prefix-list", "destination-port", "destination-port-except"]
            }
            Self::Either => ["address", "prefix-list", "port", "port-except"],
        }
    }
}

struct Reader<'t> {
    tree: &'t Tree,
    matches: Vec<PacketMatch>,
    undecided: Vec<String>,
}

/// Conditions that are read together with others.
const TOGETHER: [&str; 23] = [
    "source-address",
    "source-prefix-list",
    "source-port",
    "source-port-except",
    "destination-address",
    "destination-prefix-list",
    "destination-port",
    "destination-port-except",
    "address",
    "prefix-list",
    "port",
    "port-except",
    "protocol",
    "protocol-except",
    "next-header",
    "next-header-except",
    "payload-protocol",
    "payload-protocol-except",
    "icmp-type",
    "icmp-type-except",
    "icmp-code",
    "icmp-code-except",
    "source-port-range-optimize",
];

impl Reader<'_> {
    /// All that hold so far, and one of these.
    fn narrow(&mut self, options: &[PacketMatch], what: &str) {
        match matches::all(&self.matches, options) {
            Ok(joined) => self.matches = joined,
            Err(()) => self.undecided.push(what.to_owned()),
        }
    }

    fn either(&mut self, side: Side, what: &str, set: impl Fn(&mut PacketMatch, bool)) {
        let sides: &[bool] = match side {
            Side::Source => &[true],
            Side::Destination => &[false],
            Side::Either => &[true, false],
        };
        let options: Vec<PacketMatch> = sides
            .iter()
            .map(|source| {
                let mut packets = PacketMatch::any();
                set(&mut packets, *source);
                packets
            })
            .collect();
        self.narrow(&options, what);
    }

    fn addresses(&mut self, from: usize, side: Side) {
        let [own, list, ..] = side.keys();
        let mut prefixes = Vec::new();
        for at in self.tree.find(from, &[own]).map_or_else(Vec::new, |at| self.tree.children(at)) {
            prefixes.push((Some(self.tree.name(at).to_owned()), self.tree.has(at, &["except"])));
        }
        for at in self.tree.find(from, &[list]).map_or_else(Vec::new, |at| self.tree.children(at)) {
            let is_out = self.tree.has(at, &["except"]);
            prefixes.extend(self.list(self.tree.name(at)).into_iter().map(|prefix| (prefix, is_out)));
        }
        if prefixes.is_empty() {
            if self.tree.has(from, &[own]) || self.tree.has(from, &[list]) {
                self.undecided.push(format!("{own} of nothing"));
            }
            return;
        }
        match longest(&prefixes) {
            Some(set) => self.either(side, own, |packets, source| {
                let field = if source { &mut packets.source } else { &mut packets.destination };
                *field = Some(set.clone());
            }),
            None => self.undecided.push(format!("{own}, a prefix of it")),
        }
    }

    /// The prefixes of a list; one that is not known where it is filled from elsewhere.
    fn list(&self, name: &str) -> Vec<Option<String>> {
        let Some(at) = self.tree.find(0, &["policy-options", "prefix-list", name]) else { return vec![None] };
        let leaves = self.tree.leaves(at);
        leaves
            .iter()
            .map(|leaf| if let [prefix] = leaf.as_slice() { Some((*prefix).to_owned()) } else { None })
            .collect()
    }

    fn protocols(&mut self, from: usize) {
        const OF_LAST: [&str; 3] = ["protocol", "next-header", "payload-protocol"];
        // These stand before the last header.
        const BEFORE: [&str; 5] = ["hop-by-hop", "routing", "fragment", "dstopts", "no-next-header"];
        for key in OF_LAST {
            for (key, is_out) in [(key.to_owned(), false), (format!("{key}-except"), true)] {
                let listed = self.tree.values(from, &[&key]);
                let set = union(listed.iter().map(|word| protocol(word).filter(|_| !BEFORE.contains(word))));
                match set {
                    Some(set) if !listed.is_empty() => {
                        let set = if is_out { set.complement(8) } else { set };
                        self.narrow(&[PacketMatch { protocol: Some(set), ..PacketMatch::any() }], &key);
                    }
                    _ if self.tree.has(from, &[&key]) => self.undecided.push(format!("{key} {}", listed.join(" "))),
                    _ => {}
                }
            }
        }
    }

    /// Ports and types of ICMP.
    fn numbers(&mut self, from: usize) {
        for side in [Side::Source, Side::Destination, Side::Either] {
            let [.., own, out] = side.keys();
            for (key, is_out) in [(own, false), (out, true)] {
                let Some(set) = self.set(from, key, ports) else { continue };
                let set = if is_out { set.complement(16) } else { set };
                self.either(side, key, |packets, source| {
                    let field = if source { &mut packets.source_port } else { &mut packets.destination_port };
                    *field = Some(set.clone());
                });
            }
        }
        let v6 = self.matches.iter().all(|m| m.protocol == protocol("icmp6"));
        let kind = |text: &str| small(text).or_else(|| words::icmp(text, v6).map(|set| high(&set)));
        let code = |text: &str| small(text).or_else(|| words::icmp(text, v6).map(|set| low(&set)));
        let kinds =
            [self.set(from, "icmp-type", kind), self.set(from, "icmp-type-except", kind).map(|s| s.complement(8))];
        let codes =
            [self.set(from, "icmp-code", code), self.set(from, "icmp-code-except", code).map(|s| s.complement(8))];
        if kinds.iter().chain(&codes).all(Option::is_none) {
            return;
        }
        let both =
            |sets: [Option<Ranges>; 2]| sets.into_iter().flatten().fold(Ranges::all(8), |all, s| all.intersection(&s));
        let (kinds, codes) = (both(kinds), both(codes));
        let pairs = (0..=255_u128).filter(|kind| kinds.contains(*kind));
        let set = Ranges::of(pairs.flat_map(|kind| codes.iter().map(move |(a, b)| (kind << 8 | a, kind << 8 | b))));
        self.narrow(&[PacketMatch { icmp: Some(set), ..PacketMatch::any() }], "icmp-type");
    }

    /// The values of a condition; none where it is not said, or not understood.
    fn set(&mut self, from: usize, key: &str, read: impl Fn(&str) -> Option<Ranges>) -> Option<Ranges> {
        let at = self.tree.find(from, &[key])?;
        let listed = self.tree.names(at);
        let set = union(listed.iter().map(|word| read(word))).filter(|_| !listed.is_empty());
        if set.is_none() {
            self.undecided.push(format!("{key} {}", listed.join(" ")));
        }
        set
    }

    fn other(&mut self, at: usize) {
        let (key, values) = (self.tree.name(at), self.tree.names(at));
        match (key, values.as_slice()) {
            (key, _) if TOGETHER.contains(&key) || key == "destination-port-range-optimize" => {}
            ("tcp-established", []) => self.flags(FlagTest { mask: 0x14, value: 0, negated: true }),
            ("tcp-initial", []) => self.flags(FlagTest { mask: 0x12, value: 2, negated: false }),
            ("tcp-flags", [text]) => match flags(text) {
                Some(test) => self.flags(test),
                None => self.undecided.push(format!("tcp-flags {text}")),
            },
            ("interface", names) if !names.is_empty() && !names.iter().any(|name| name.contains('*')) => {
                let patterns = names.iter().map(|name| NamePattern::exact(name)).collect();
                let incoming = Some(Names { patterns, negated: false });
                self.narrow(&[PacketMatch { incoming, ..PacketMatch::any() }], key);
            }
            (key, values) => self.undecided.push(format!("{key} {}", values.join(" "))),
        }
    }

    fn flags(&mut self, test: FlagTest) {
        self.narrow(&[PacketMatch { flags: vec![test], ..PacketMatch::any() }], "tcp-flags");
    }
}

/// A number of eight bits or a range of them.
fn small(text: &str) -> Option<Ranges> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse::<u8>().ok()?, last.parse::<u8>().ok()?);
    (first <= last).then(|| Ranges::between(first, last))
}

fn high(set: &Ranges) -> Ranges {
    Ranges::of(set.iter().map(|(a, b)| (a >> 8, b >> 8)))
}

fn low(set: &Ranges) -> Ranges {
    Ranges::of(set.iter().map(|(a, b)| (a & 0xff, b & 0xff)))
}

fn union(sets: impl Iterator<Item = Option<Ranges>>) -> Option<Ranges> {
    sets.into_iter().try_fold(Ranges::none(), |all, one| Some(all.union(&one?)))
}

/// `syn`, `"syn & !ack"`, `"ack | rst"`, in brackets or not.
fn flags(text: &str) -> Option<FlagTest> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')');
    let bit = |word: &str| {
        let at = ["fin", "syn", "rst", "push", "ack", "urgent"].iter().position(|flag| *flag == word)?;
        1_u8.checked_shl(u32::try_from(at).ok()?)
    };
    if text.contains('|') {
        let mask = text.split('|').try_fold(0_u8, |mask, word| Some(mask | bit(word.trim())?))?;
        return Some(FlagTest { mask, value: 0, negated: true });
    }
    let words = text.split('&').map(str::trim);
    let (mask, value) =
        words.into_iter().try_fold((0_u8, 0_u8), |(mask, value), word| match word.strip_prefix('!') {
            Some(unset) => Some((mask | bit(unset.trim())?, value)),
            None => bit(word).map(|bit| (mask | bit, value | bit)),
        })?;
    Some(FlagTest { mask, value, negated: false })
}

/// Where no protocol is named, packets of others may fit: what stands where ports would stand is looked at.
fn loose(matches: &[PacketMatch]) -> Vec<PacketMatch> {
    let of = |list: &[u8]| Ranges::of(list.iter().map(|n| (u128::from(*n), u128::from(*n))));
    let mut found = Vec::new();
    for packets in matches.iter().filter(|packets| packets.protocol.is_none()) {
        let needs = [
            (packets.source_port.is_some() || packets.destination_port.is_some(), of(&PORT_PROTOCOLS)),
            (packets.icmp.is_some(), of(&ICMP_PROTOCOLS)),
            (!packets.flags.is_empty(), Ranges::one(6_u8)),
        ];
        let sure = needs.iter().filter(|(is_needed, _)| *is_needed);
        let sure = sure.map(|(_, set)| set.clone()).reduce(|all, set| all.intersection(&set));
        if let Some(sure) = sure {
            let protocol = Some(sure.complement(8));
            let (source_port, destination_port, icmp, flags) = (None, None, None, Vec::new());
            found.push(PacketMatch { protocol, source_port, destination_port, icmp, flags, ..packets.clone() });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_as_far_as_they_are_one_test() {
        let holds = |text: &str, value: u8| flags(text).unwrap().holds(value);
        assert!(holds("syn & !ack", 2) && !holds("syn & !ack", 0x12));
        assert!(holds("(ack | rst)", 4) && !holds("(ack | rst)", 2));
        assert_eq!(flags("(syn & ack) | rst"), None);
    }
}
