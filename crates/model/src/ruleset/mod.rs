//! What a firewall's configuration permits, in the nouns that every dialect is translated into.

mod addresses;
mod forwarding;
mod packets;
mod ranges;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use addresses::{Addresses, address_number, address_v4, address_v6};
pub use forwarding::{Forwarding, Route};
pub use packets::{
    ConnectionState, FlagTest, ICMP_PROTOCOLS, NamePattern, Names, PORT_PROTOCOLS, PacketMatch, States, Way,
};
pub use ranges::{Ranges, highest};

use crate::{Foreign, Instant, Prefix, Span};

/// Which of its configurations a device was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConfigurationKind {
    /// What it works by now.
    Running,
    /// What it will start with.
    Startup,
}

/// Where a configuration comes from. While any of it is missing, what the configuration shows is a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Taken {
    /// When it was taken from the device.
    pub at: Option<Instant>,
    /// Who took it.
    pub by: Option<Foreign>,
    /// From which device.
    pub device: Option<Foreign>,
    /// Running or startup.
    pub kind: Option<ConfigurationKind>,
}

impl Taken {
    /// True when something is missing: what it shows is a claim.
    pub fn is_claim(&self) -> bool {
        self.at.is_none() || self.by.is_none() || self.device.is_none() || self.kind.is_none()
    }
}

/// What a rule does with a packet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "kebab-case")]
pub enum Action {
    /// Lets it pass this point.
    Permit,
    /// Drops or rejects it.
    Deny,
    /// Nothing that decides: it logs, counts or marks.
    Pass,
    /// Goes on in another chain, and comes back when that has not decided.
    Call {
        /// Place of the chain in [`Ruleset::chains`].
        chain: usize,
    },
    /// Goes on in another chain, and does not come back.
    Goto {
        /// Place of the chain in [`Ruleset::chains`].
        chain: usize,
    },
    /// Goes back to where the chain was called.
    Return,
    /// Gives the packet another destination before it is looked at further.
    Translate {
        /// The one address it gets; none where it keeps its own.
        destination: Option<std::net::IpAddr>,
        /// The one port it gets; none where it keeps its own.
        port: Option<u16>,
    },
    /// What it does was not understood.
    Unknown,
}

/// One rule of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Where it stands.
    pub place: Span,
    /// What it is called, or its comment.
    pub name: Foreign,
    /// Packets it is about: any of these. None: no packet.
    pub matches: Vec<PacketMatch>,
    /// False when something narrows it that was not understood: it *may* be about the packets of `matches`.
    pub certain: bool,
    /// What it does.
    pub action: Action,
    /// It writes a log line.
    pub logs: bool,
    /// How often it was hit, where the configuration tells.
    pub hits: Option<u64>,
    /// Code of the default it stands for, where no line says it (`firewall::Default::code`).
    pub by_default: Option<Cow<'static, str>>,
}

/// What happens to a packet that no rule of a chain decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChainEnd {
    /// It goes back to where the chain was called; at a point it passes.
    Return,
    /// It passes.
    Permit,
    /// It is dropped.
    Deny,
    /// It is not known.
    Unknown,
}

/// Rules in their order; the first that decides wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// Where it begins, or where its end is said.
    pub place: Span,
    /// What it is called.
    pub name: Foreign,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// What happens at its end.
    pub end: ChainEnd,
}

/// A place on a packet's way at which a chain decides. A packet gets through when every point it comes by lets it pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// What it is called (`filter FORWARD`, `in inside`).
    pub name: Foreign,
    /// Ways that come by it.
    pub ways: Vec<Way>,
    /// Packets that come by it: any of these; none given: all of its ways.
    pub applies: Vec<PacketMatch>,
    /// Place of its chain in [`Ruleset::chains`].
    pub chain: usize,
    /// It looks at the destination before it is translated.
    pub before_translation: bool,
}

/// An interface of the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirewallInterface {
    /// Where it stands.
    pub place: Span,
    /// The name its rules use.
    pub name: Foreign,
    /// What the device calls the hardware, or the engineer the network.
    pub label: Foreign,
    /// The device's own addresses on it, with the length of their prefix.
    pub addresses: Vec<(std::net::IpAddr, u8)>,
}

impl FirewallInterface {
    /// The prefixes it is connected to.
    pub fn prefixes(&self) -> impl Iterator<Item = Prefix> + '_ {
        self.addresses.iter().filter_map(|(address, length)| {
            Addresses::prefix(*address, *length).and_then(|set| set.prefixes().first().copied())
        })
    }
}

/// Packets about which nothing can be said, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The line.
    pub place: Span,
    /// Why, in plain words; foreign text already escaped for a terminal.
    pub why: String,
    /// Ways of the packets.
    pub ways: Vec<Way>,
    /// The packets: any of these.
    pub matches: Vec<PacketMatch>,
}

/// What became of the lines of a configuration: `understood + diagnosed == total`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineAccount {
    /// Lines.
    pub total: u32,
    /// Lines whose whole meaning for packets is known: rules, settings, comments, what filters nothing.
    pub understood: u32,
    /// Lines with a diagnostic: something in them is not.
    pub diagnosed: u32,
}

impl std::ops::AddAssign for LineAccount {
    fn add_assign(&mut self, other: Self) {
        self.total = self.total.saturating_add(other.total);
        self.understood = self.understood.saturating_add(other.understood);
        self.diagnosed = self.diagnosed.saturating_add(other.diagnosed);
    }
}

/// A firewall's configuration, at one enforcement point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruleset {
    /// The file it was read from.
    pub file: Foreign,
    /// The dialect's name.
    pub dialect: Cow<'static, str>,
    /// Version of the system, where the text states one.
    pub version: Option<Foreign>,
    /// Where it comes from.
    pub taken: Taken,
    /// Interfaces, sorted by name.
    pub interfaces: Vec<FirewallInterface>,
    /// Chains; points, calls and translations name them by their place.
    pub chains: Vec<Chain>,
    /// Points a packet comes by, in their order.
    pub points: Vec<Point>,
    /// Chains that translate destinations, in their order; only [`Action::Translate`] counts there.
    pub translations: Vec<Point>,
    /// Packets about which nothing can be said.
    pub unread: Vec<Unread>,
    /// How it sends packets on; none where the text does not tell anything of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarding: Option<Forwarding>,
    /// What became of its lines.
    pub lines: LineAccount,
}

impl Ruleset {
    /// The chain at a place.
    pub fn chain(&self, at: usize) -> Option<&Chain> {
        self.chains.get(at)
    }

    /// How many rules there are.
    pub fn rule_count(&self) -> usize {
        self.chains.iter().map(|chain| chain.rules.len()).sum()
    }

    /// The same with every chain empty.
    #[must_use]
    pub fn clone_without_rules(&self) -> Self {
        let empty = |chain: &Chain| Chain {
            place: chain.place.clone(),
            name: chain.name.clone(),
            rules: Vec::new(),
            end: chain.end,
        };
        Self {
            file: self.file.clone(),
            dialect: self.dialect.clone(),
            version: self.version.clone(),
            taken: self.taken.clone(),
            interfaces: self.interfaces.clone(),
            chains: self.chains.iter().map(empty).collect(),
            points: self.points.clone(),
            translations: self.translations.clone(),
            unread: self.unread.clone(),
            forwarding: self.forwarding.clone(),
            lines: self.lines,
        }
    }

    /// True when the device itself has this address.
    pub fn is_own(&self, address: std::net::IpAddr) -> bool {
        self.interfaces.iter().any(|interface| interface.addresses.iter().any(|(own, _)| *own == address))
    }
}
