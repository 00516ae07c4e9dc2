//! What a rule looks at, and the packets that have certain values there.

use ringwall_model::{Addresses, ConnectionState, NamePattern, Names, PORT_PROTOCOLS, PacketMatch, Ranges, States};

use super::tokens::{Cursor, Token};
use crate::words;

/// A field of the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Selector {
    Source {
        v6: bool,
    },
    Destination {
        v6: bool,
    },
    /// Protocol over IP; of one family where the header of that family is looked at.
    Protocol {
        v6: Option<bool>,
    },
    /// A port of one protocol, or of any that has ports.
    Port {
        of: Option<u8>,
        source: bool,
    },
    IcmpType {
        v6: bool,
    },
    IcmpCode {
        v6: bool,
    },
    Incoming,
    Outgoing,
    State,
    Family,
    EtherType,
    Flags,
}

impl Selector {
    /// Takes a selector off the front, where there is one that is known.
    pub(super) fn take(cursor: &mut Cursor<'_>) -> Option<Self> {
        let mut ahead = *cursor;
        let first = ahead.next()?.word();
        let second = ahead.word();
        let port = |of: Option<&str>, word: &str| match word {
            "sport" | "dport" => {
                let of = of.and_then(words::protocol_number);
                Some(Self::Port { of, source: word == "sport" })
            }
            _ => None,
        };
        let (found, is_long) = match (first, second) {
            ("meta", "l4proto") => (Self::Protocol { v6: None }, true),
            ("meta", "nfproto") => (Self::Family, true),
            ("meta", "protocol") => (Self::EtherType, true),
            ("meta", "iifname" | "iif") => (Self::Incoming, true),
            ("meta", "oifname" | "oif") => (Self::Outgoing, true),
            ("iifname" | "iif", _) => (Self::Incoming, false),
            ("oifname" | "oif", _) => (Self::Outgoing, false),
            ("ip", "saddr") => (Self::Source { v6: false }, true),
            ("ip", "daddr") => (Self::Destination { v6: false }, true),
            ("ip6", "saddr") => (Self::Source { v6: true }, true),
            ("ip6", "daddr") => (Self::Destination { v6: true }, true),
            ("ip", "protocol") => (Self::Protocol { v6: Some(false) }, true),
            ("icmp", "type") => (Self::IcmpType { v6: false }, true),
            ("icmpv6", "type") => (Self::IcmpType { v6: true }, true),
            ("icmp", "code") => (Self::IcmpCode { v6: false }, true),
            ("icmpv6", "code") => (Self::IcmpCode { v6: true }, true),
            ("ct", "state") => (Self::State, true),
            ("tcp", "flags") => (Self::Flags, true),
            ("tcp" | "udp" | "udplite" | "sctp" | "dccp", word) => (port(Some(first), word)?, true),
            ("th", word) => (port(None, word)?, true),
            _ => return None,
        };
        if is_long {
            ahead.next();
        }
        *cursor = ahead;
        Some(found)
    }

    /// What looking there takes for granted.
    pub(super) fn implied(self) -> PacketMatch {
        let any = PacketMatch::any;
        let family = |v6: bool| Some(if v6 { Addresses::all_v6() } else { Addresses::all_v4() });
        let one = |protocol: u8| Some(Ranges::one(protocol));
        match self {
            Self::Source { v6 } | Self::Destination { v6 } | Self::Protocol { v6: Some(v6) } => {
                PacketMatch { source: family(v6), destination: family(v6), ..any() }
            }
            Self::Port { of: Some(of), .. } => PacketMatch { protocol: one(of), ..any() },
            Self::Port { of: None, .. } => {
                let each = PORT_PROTOCOLS.map(|p| (u128::from(p), u128::from(p)));
                PacketMatch { protocol: Some(Ranges::of(each)), ..any() }
            }
            Self::IcmpType { v6 } | Self::IcmpCode { v6 } => {
                PacketMatch { protocol: one(if v6 { 58 } else { 1 }), source: family(v6), ..any() }
            }
            Self::Flags => PacketMatch { protocol: one(6), ..any() },
            _ => any(),
        }
    }

    /// Packets that have one of these values there, or none of them.
    pub(super) fn packets(self, values: &[Token], negated: bool) -> Result<PacketMatch, String> {
        let any = PacketMatch::any;
        Ok(match self {
            Self::Source { v6 } => PacketMatch { source: Some(addresses(values, v6, negated)?), ..any() },
            Self::Destination { v6 } => PacketMatch { destination: Some(addresses(values, v6, negated)?), ..any() },
            Self::Protocol { .. } => PacketMatch { protocol: Some(numbers(values, 8, negated, protocol)?), ..any() },
            Self::Port { source: true, .. } => {
                PacketMatch { source_port: Some(numbers(values, 16, negated, port)?), ..any() }
            }
            Self::Port { source: false, .. } => {
                PacketMatch { destination_port: Some(numbers(values, 16, negated, port)?), ..any() }
            }
            Self::IcmpType { v6 } => {
                PacketMatch { icmp: Some(numbers(values, 16, negated, |w| types(w, v6))?), ..any() }
            }
            Self::IcmpCode { .. } => PacketMatch { icmp: Some(numbers(values, 16, negated, codes)?), ..any() },
            Self::Incoming => PacketMatch { incoming: Some(names(values, negated)), ..any() },
            Self::Outgoing => PacketMatch { outgoing: Some(names(values, negated)), ..any() },
            Self::State => PacketMatch { state: Some(states(values, negated)?), ..any() },
            Self::Family => family(values, negated, |word| match word {
                "ipv4" | "2" => Some(Addresses::all_v4()),
                "ipv6" | "10" => Some(Addresses::all_v6()),
                _ => None,
            })?,
            Self::EtherType => family(values, negated, |word| match word {
                "ip" | "0x0800" => Some(Addresses::all_v4()),
                "ip6" | "0x86dd" => Some(Addresses::all_v6()),
                "arp" | "vlan" => Some(Addresses::none()),
                _ => None,
            })?,
            Self::Flags => return Err("flags are read elsewhere".to_owned()),
        })
    }
}

fn refuse<T>(what: &str, token: &Token) -> Result<T, String> {
    Err(format!("{} is not {what}", words::shown(&token.text)))
}

fn addresses(values: &[Token], v6: bool, negated: bool) -> Result<Addresses, String> {
    let family = if v6 { Addresses::all_v6() } else { Addresses::all_v4() };
    let mut set = Addresses::none();
    for value in values {
        let one = words::address(&value.text).or_else(|| words::address_range(&value.text));
        let Some(one) = one else { return refuse("an address", value) };
        set = set.union(&one);
    }
    Ok(if negated { family.without(&set) } else { family.intersection(&set) })
}

fn numbers(
    values: &[Token],
    bits: u32,
    negated: bool,
    read: impl Fn(&str) -> Option<Ranges>,
) -> Result<Ranges, String> {
    let mut all = Vec::new();
    for value in values {
        let Some(one) = read(&value.text) else { return refuse("a value of this field", value) };
        all.extend(one.iter());
    }
    let set = Ranges::of(all);
    Ok(if negated { set.complement(bits) } else { set })
}

fn protocol(word: &str) -> Option<Ranges> {
    let range =
        word.split_once('-').and_then(|(a, b)| Some(Ranges::between(a.parse::<u8>().ok()?, b.parse::<u8>().ok()?)));
    words::protocol_number(word).map(Ranges::one).or(range)
}

fn port(word: &str) -> Option<Ranges> {
    words::ports(word, '-')
}

fn types(word: &str, v6: bool) -> Option<Ranges> {
    let range = |(a, b): (&str, &str)| {
        let (first, last) = (words::icmp(a, v6)?.first()?, words::icmp(b, v6)?.first()?);
        Some(Ranges::between(first, last | 0xff))
    };
    // In nft a name is a type alone; the names of codes are elsewhere.
    words::icmp(word, v6).filter(|set| set.count() == 256).or_else(|| word.split_once('-').and_then(range))
}

fn codes(word: &str) -> Option<Ranges> {
    let code: u8 = word.parse().ok()?;
    Some(Ranges::of((0..=255_u128).map(|kind| (kind << 8 | u128::from(code), kind << 8 | u128::from(code)))))
}

fn names(values: &[Token], negated: bool) -> Names {
    let pattern = |token: &Token| match token.text.strip_suffix('*') {
        Some(start) => NamePattern { text: start.into(), is_start: true },
        None => NamePattern::exact(&token.text),
    };
    Names { patterns: values.iter().map(pattern).collect(), negated }
}

fn states(values: &[Token], negated: bool) -> Result<States, String> {
    let mut list = Vec::new();
    for value in values {
        match ConnectionState::parse(&value.text) {
            Some(state) => list.push(state),
            None => return refuse("a state", value),
        }
    }
    let set = States::from_iter(list);
    Ok(if negated { set.complement() } else { set })
}

fn family(values: &[Token], negated: bool, read: impl Fn(&str) -> Option<Addresses>) -> Result<PacketMatch, String> {
    let mut set = Addresses::none();
    for value in values {
        let Some(one) = read(&value.text) else { return refuse("a family", value) };
        set = set.union(&one);
    }
    let set = if negated { set.complement() } else { set };
    Ok(PacketMatch { source: Some(set), ..PacketMatch::any() })
}
