//! One packet, as a firewall looks at it.

use std::net::IpAddr;

use ringwall_model::{Addresses, ConnectionState, FlagTest, ICMP_PROTOCOLS, PORT_PROTOCOLS, PacketMatch, Ranges, Way};

/// A concrete packet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Packet {
    /// Which way it goes.
    pub way: Way,
    /// Interface or zone it comes in at; empty for what the device itself sends.
    pub incoming: String,
    /// Interface or zone it goes out at; empty for what is for the device.
    pub outgoing: String,
    /// Source.
    pub source: IpAddr,
    /// Destination.
    pub destination: IpAddr,
    /// Protocol number.
    pub protocol: u8,
    /// Source port; 0 where the protocol has none.
    pub source_port: u16,
    /// Destination port, or ICMP type times 256 plus code; 0 where the protocol has neither.
    pub destination_port: u16,
    /// State of the connection.
    pub state: ConnectionState,
    /// TCP flags; 0 for other protocols.
    pub flags: u8,
}

/// TCP.
pub(crate) const TCP: u8 = 6;

impl Packet {
    /// What is this packet at any device: nothing is said of interfaces and states.
    pub fn headers(&self) -> PacketMatch {
        let has = |protocols: &[u8]| protocols.contains(&self.protocol);
        let port = |port: u16| has(&PORT_PROTOCOLS).then(|| Ranges::one(port));
        let flags = FlagTest { mask: 0xff, value: self.flags, negated: false };
        PacketMatch {
            source: Some(Addresses::one(self.source)),
            destination: Some(Addresses::one(self.destination)),
            protocol: Some(Ranges::one(self.protocol)),
            source_port: port(self.source_port),
            destination_port: port(self.destination_port),
            icmp: has(&ICMP_PROTOCOLS).then(|| Ranges::one(self.destination_port)),
            flags: if self.protocol == TCP { vec![flags] } else { Vec::new() },
            ..PacketMatch::any()
        }
    }

    /// True when everything the match says holds.
    pub fn fits(&self, rule: &PacketMatch) -> bool {
        let has_ports = PORT_PROTOCOLS.contains(&self.protocol);
        let is_icmp = ICMP_PROTOCOLS.contains(&self.protocol);
        let within = |set: &Option<Ranges>, holds: bool, number: u16| {
            set.as_ref().is_none_or(|set| holds && set.contains(u128::from(number)))
        };
        rule.incoming.as_ref().is_none_or(|names| names.covers(&self.incoming))
            && rule.outgoing.as_ref().is_none_or(|names| names.covers(&self.outgoing))
            && rule.source.as_ref().is_none_or(|set| set.contains(self.source))
            && rule.destination.as_ref().is_none_or(|set| set.contains(self.destination))
            && rule.protocol.as_ref().is_none_or(|set| set.contains(u128::from(self.protocol)))
            && within(&rule.source_port, has_ports, self.source_port)
            && within(&rule.destination_port, has_ports, self.destination_port)
            && within(&rule.icmp, is_icmp, self.destination_port)
            && rule.state.is_none_or(|states| states.contains(self.state))
            && rule.flags.iter().all(|test| self.protocol == TCP && test.holds(self.flags))
    }

    /// `in=eth0 out=eth1 src=10.1.1.7 dst=10.2.1.4 proto=tcp sport=1024 dport=502 state=new`.
    pub fn words(&self) -> String {
        use ringwall_model::Foreign;
        let mut words = Vec::new();
        let mut name = |key: &str, name: &str| {
            if !name.is_empty() {
                words.push(format!("{key}={}", Foreign::from(shown(name)).terminal()));
            }
        };
        name("in", &self.incoming);
        name("out", &self.outgoing);
        words.push(format!("src={} dst={} proto={}", self.source, self.destination, protocol_word(self.protocol)));
        if PORT_PROTOCOLS.contains(&self.protocol) {
            words.push(format!("sport={} dport={}", self.source_port, self.destination_port));
        }
        if ICMP_PROTOCOLS.contains(&self.protocol) {
            words.push(format!("icmp={}/{}", self.destination_port >> 8, self.destination_port & 0xff));
        }
        words.push(format!("state={}", self.state.word()));
        words.join(" ")
    }
}

/// What is put after the start of a name to stand for names that no rule tells apart.
pub(crate) const OTHER: &str = "~other";

/// How names are shown of which no rule tells any apart.
pub(crate) const ANY_OTHER: &str = "any-other";

/// A name as it is shown: one that stands for others says so.
pub(crate) fn shown(name: &str) -> String {
    match name.strip_suffix(OTHER) {
        Some("") => ANY_OTHER.to_owned(),
        Some(start) => format!("{start}*"),
        None => name.to_owned(),
    }
}

/// Protocols that have a word in most dialects (IANA protocol numbers).
const PROTOCOL_WORDS: [(u8, &str); 17] = [
    (1, "icmp"),
    (2, "igmp"),
    (4, "ipip"),
    (6, "tcp"),
    (8, "egp"),
    (9, "igp"),
    (17, "udp"),
    (33, "dccp"),
    (41, "ipv6"),
    (47, "gre"),
    (50, "esp"),
    (51, "ah"),
    (58, "icmpv6"),
    (88, "eigrp"),
    (89, "ospf"),
    (132, "sctp"),
    (136, "udplite"),
];

/// The word of a protocol number, or the number.
pub(crate) fn protocol_word(number: u8) -> String {
    let known = PROTOCOL_WORDS.iter().find(|(n, _)| *n == number);
    known.map_or_else(|| number.to_string(), |(_, word)| (*word).to_owned())
}

/// The number a word or number names, in any case.
pub(crate) fn protocol_number(word: &str) -> Option<u8> {
    let known = PROTOCOL_WORDS.iter().find(|(_, known)| known.eq_ignore_ascii_case(word)).map(|(number, _)| *number);
    known.or_else(|| word.parse().ok()).or(match word.to_ascii_lowercase().as_str() {
        "ipv6-icmp" | "icmp6" => Some(58),
        "ipencap" | "ip-in-ip" => Some(4),
        "pim" => Some(103),
        "vrrp" | "carp" => Some(112),
        "l2tp" => Some(115),
        "ipcomp" | "pcp" => Some(108),
        _ => None,
    })
}
