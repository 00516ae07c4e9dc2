//! What is known of a text while its lines are read.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{FirewallInterface, PacketMatch, Unread, Way};

use super::{tunnels::Tunnels, zones::Zones};
use crate::{Account, chains::Chains, cisco::Objects};

/// What indented lines belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    None,
    List {
        name: String,
        kind: Kind,
    },
    Interface,
    NetworkGroup(String),
    ServiceGroup(String),
    /// A class of a zone's policy.
    Class(String),
    /// A policy between zones.
    Policy(String),
    /// A pair of zones.
    Pair,
    /// Lines somebody logs in at over the network.
    Terminal,
    /// A policy of quality of service.
    Quality(String),
    /// What reaches the device itself.
    Device,
    /// A choice of ways by what packets are.
    Choice(String),
    /// A map of tunnels.
    Tunnel(String),
    /// Something that filters nothing, as far as is known.
    Other,
}

/// What entries of a list look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Standard,
    Extended,
    V6,
}

/// A list at an interface.
pub(super) struct Binding {
    pub(super) interface: String,
    pub(super) list: String,
    pub(super) v6: bool,
    pub(super) incoming: bool,
}

/// Packets that may be dropped by what is not followed.
pub(super) struct Doubt {
    pub(super) line: u32,
    pub(super) why: &'static str,
    pub(super) ways: &'static [Way],
    pub(super) packets: PacketMatch,
}

/// Lines somebody logs in at over the network, and the lists that say from where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Terminal {
    pub(super) line: u32,
    pub(super) v4: Option<String>,
    pub(super) v6: Option<String>,
}

/// An entry whose objects may be declared behind it.
pub(super) struct Pending {
    pub(super) line: u32,
    pub(super) list: String,
    pub(super) kind: Kind,
    /// Where it stands among the entries of its list.
    pub(super) sequence: u32,
    pub(super) words: Vec<String>,
}

/// What is known of a text so far.
pub(super) struct Reading<'a, 'b> {
    pub(super) account: &'a mut Account<'b>,
    pub(super) objects: Objects,
    pub(super) chains: Chains,
    pub(super) entries: Vec<Pending>,
    pub(super) interfaces: Vec<FirewallInterface>,
    pub(super) bound: Vec<Binding>,
    pub(super) block: Block,
    /// A text that has begun: its line, and what ends it.
    pub(super) text: Option<(u32, String)>,
    pub(super) unread: Vec<Unread>,
    pub(super) kinds: BTreeMap<String, Kind>,
    /// The line of a translation of sources.
    pub(super) sources: Option<u32>,
    pub(super) zones: Zones,
    pub(super) doubts: Vec<Doubt>,
    pub(super) terminals: Vec<Terminal>,
    /// The line of a stateful inspection at an interface.
    pub(super) inspects: Option<u32>,
    /// Policies of quality of service with a class that is dropped.
    pub(super) dropping: BTreeSet<String>,
    /// Where such policies are: line, policy, packets.
    pub(super) policed: Vec<(u32, String, PacketMatch)>,
    /// Choices of ways that send some packets nowhere.
    pub(super) nowhere: BTreeSet<String>,
    /// Where ways are chosen so: line, choice, packets.
    pub(super) chosen: Vec<(u32, String, PacketMatch)>,
    /// Ports that are kept apart, with their lines.
    pub(super) protected: Vec<(u32, String)>,
    pub(super) tunnels: Tunnels,
}

impl<'a, 'b> Reading<'a, 'b> {
    /// Nothing is known yet.
    pub(super) fn new(account: &'a mut Account<'b>) -> Self {
        Self {
            account,
            objects: Objects::default(),
            chains: Chains::default(),
            entries: Vec::new(),
            interfaces: Vec::new(),
            bound: Vec::new(),
            block: Block::None,
            text: None,
            unread: Vec::new(),
            kinds: BTreeMap::new(),
            sources: None,
            zones: Zones::default(),
            doubts: Vec::new(),
            terminals: Vec::new(),
            inspects: None,
            dropping: BTreeSet::new(),
            policed: Vec::new(),
            nowhere: BTreeSet::new(),
            chosen: Vec::new(),
            protected: Vec::new(),
            tunnels: Tunnels::default(),
        }
    }
}
