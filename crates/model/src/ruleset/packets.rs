//! What a rule looks at in a packet.

use serde::{Deserialize, Serialize};

use crate::{Addresses, Foreign, Ranges};

/// Which way a packet goes, seen from the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// In at one interface and out at another.
    #[default]
    Through,
    /// To the device itself.
    ToDevice,
    /// From the device itself.
    FromDevice,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Through, Self::ToDevice, Self::FromDevice];

    /// The word used in JSON and pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Through => "through",
            Self::ToDevice => "to-device",
            Self::FromDevice => "from-device",
        }
    }
}

/// What a stateful firewall knows of the connection a packet belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectionState {
    /// It opens one.
    #[default]
    New,
    /// It belongs to one that was let through in both directions, or answers one.
    Established,
    /// It opens one that another has announced.
    Related,
    /// It belongs to none and cannot open one.
    Invalid,
    /// The firewall was told not to follow it.
    Untracked,
}

impl ConnectionState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::New, Self::Established, Self::Related, Self::Invalid, Self::Untracked];

    /// The word used in JSON and by most dialects.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Established => "established",
            Self::Related => "related",
            Self::Invalid => "invalid",
            Self::Untracked => "untracked",
        }
    }

    /// The state a word names, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word().eq_ignore_ascii_case(word))
    }
}

/// A set of connection states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct States(u8);

impl States {
    /// Every state.
    pub const ALL: Self = Self(0b1_1111);

    /// No state.
    pub fn none() -> Self {
        Self(0)
    }

    /// True when the state is in it.
    pub fn contains(self, state: ConnectionState) -> bool {
        self.0 & bit(state) != 0
    }

    /// The states not in it.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }

    /// The states in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The states, in their order.
    pub fn iter(self) -> impl Iterator<Item = ConnectionState> {
        ConnectionState::ALL.into_iter().filter(move |state| self.contains(*state))
    }
}

impl FromIterator<ConnectionState> for States {
    fn from_iter<I: IntoIterator<Item = ConnectionState>>(states: I) -> Self {
        Self(states.into_iter().fold(0, |bits, state| bits | bit(state)))
    }
}

fn bit(state: ConnectionState) -> u8 {
    match state {
        ConnectionState::New => 1,
        ConnectionState::Established => 2,
        ConnectionState::Related => 4,
        ConnectionState::Invalid => 8,
        ConnectionState::Untracked => 16,
    }
}

/// A test of TCP flags (RFC 9293 section 3.1): of the bits in `mask`, exactly those in `value` are set, or not so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FlagTest {
    /// Bits looked at: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128.
    pub mask: u8,
    /// Bits that are set among them.
    pub value: u8,
    /// The test holds where the bits are otherwise.
    pub negated: bool,
}

impl FlagTest {
    /// True for these flags.
    pub fn holds(self, flags: u8) -> bool {
        (flags & self.mask == self.value) != self.negated
    }
}

/// A name of an interface or zone, or the start of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NamePattern {
    /// The name, or how it begins.
    pub text: Foreign,
    /// Any name that begins so is meant.
    pub is_start: bool,
}

impl NamePattern {
    /// Exactly this name.
    pub fn exact(name: &str) -> Self {
        Self { text: Foreign::from(name), is_start: false }
    }

    /// True for this name.
    pub fn covers(&self, name: &str) -> bool {
        if self.is_start { name.starts_with(self.text.raw()) } else { name == self.text.raw() }
    }
}

/// Interfaces or zones: those named, or all but those named.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Names {
    /// The names.
    pub patterns: Vec<NamePattern>,
    /// All but these are meant.
    pub negated: bool,
}

impl Names {
    /// One name.
    pub fn one(name: &str) -> Self {
        Self { patterns: vec![NamePattern::exact(name)], negated: false }
    }

    /// True for this name.
    pub fn covers(&self, name: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.covers(name)) != self.negated
    }
}

/// Packets a rule is about: those for which everything that is said holds. What is not said is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PacketMatch {
    /// Interface or zone it comes in at.
    pub incoming: Option<Names>,
    /// Interface or zone it goes out at.
    pub outgoing: Option<Names>,
    /// Source address.
    pub source: Option<Addresses>,
    /// Destination address.
    pub destination: Option<Addresses>,
    /// Protocol number over IP; of IPv6 that of the last header.
    pub protocol: Option<Ranges>,
    /// Source port; holds for protocols that have ports only.
    pub source_port: Option<Ranges>,
    /// Destination port; holds for protocols that have ports only.
    pub destination_port: Option<Ranges>,
    /// ICMP type times 256 plus code; holds for ICMP and ICMPv6 only.
    pub icmp: Option<Ranges>,
    /// State of the connection.
    pub state: Option<States>,
    /// TCP flags, every test of them; holds for TCP only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<FlagTest>,
}

/// Protocols whose packets carry a source and a destination port: TCP, UDP, DCCP, SCTP, UDP-Lite (IANA protocol numbers).
pub const PORT_PROTOCOLS: [u8; 5] = [6, 17, 33, 132, 136];
/// ICMP and ICMPv6 (IANA protocol numbers).
pub const ICMP_PROTOCOLS: [u8; 2] = [1, 58];

impl PacketMatch {
    /// Every packet.
    pub fn any() -> Self {
        Self::default()
    }
}
