//! Nodes joined to devices.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Address, Attribute, Binding, Confidence, Diagnostic, FrameRef, Identity, Mac, NetworkId, Plant, Reading, Severity,
    Side,
};

use crate::claims::{Claims, Forwards, Owned, place};
use crate::groups::Groups;
use crate::nodes::Nodes;
use crate::refuted::Refuted;

/// MAC addresses of one device's ports lie this close together.
const PORT_DISTANCE_MAX: u32 = 255;
/// What a switch says it does.
const BRIDGE: &str = "bridge";
/// A serial number on more nodes than this is no serial number.
const SERIAL_NODES_MAX: usize = 8;

/// The devices of a reading: sets of nodes.
#[derive(Debug)]
pub(crate) struct Devices<'a> {
    pub(crate) nodes: Nodes<'a>,
    groups: Groups,
    /// By what IP nodes were joined to MAC nodes, by IP node.
    owned: Vec<Owned>,
    /// The best of them for each MAC node, by it.
    rests_on: Vec<Owned>,
    /// MAC nodes that a port of theirs named, without frames of their own.
    pub(crate) named: BTreeMap<usize, FrameRef>,
    /// MAC nodes that forward for others.
    pub(crate) forwarders: BTreeMap<usize, Forwards>,
    refuted: Refuted,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Devices<'a> {
    /// Joins the nodes of a reading.
    pub(crate) fn join(reading: &'a Reading, plant: Option<&'a Plant>) -> Self {
        let nodes = Nodes::collect(reading, plant);
        let claims = Claims::collect(reading, &nodes);
        let owned = claims.owners();
        let forwarders = claims.forwarders().collect();
        let diagnostics = claims.remarks(reading, &nodes);
        let mut groups = Groups::new(nodes.list.len());
        claims.same_device().for_each(|(a, b)| groups.join(a, b));
        let refuted = claims.into_refuted();
        let rests_on = best(&owned);
        let named = BTreeMap::new();
        let mut devices = Self { nodes, groups, owned, rests_on, named, forwarders, refuted, diagnostics };
        devices.join_owned();
        devices.join_macs();
        devices.join_ports(reading);
        devices.join_named(reading);
        devices.join_serials(reading);
        devices.groups.settle();
        devices
    }

    /// The device of a node, named by its smallest node.
    pub(crate) fn device(&self, node: usize) -> usize {
        self.groups.root(node)
    }

    /// The device an address seen on `network` belongs to.
    pub(crate) fn find(&self, network: &NetworkId, address: Address) -> Option<usize> {
        self.nodes.find(network, address).map(|n| self.groups.root(n))
    }

    /// Devices and their nodes, sorted: those of a device are together.
    pub(crate) fn members(&self) -> Vec<(usize, usize)> {
        let mut members: Vec<_> = (0..self.groups.len()).map(|node| (self.groups.root(node), node)).collect();
        members.sort();
        members
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        (0..self.groups.len()).filter(|node| self.groups.root(*node) == *node).count()
    }

    /// By what an IP node was joined to a MAC node.
    pub(crate) fn owner(&self, ip: usize) -> Option<&Owned> {
        self.owned.get(self.owned.binary_search_by_key(&ip, |owned| owned.ip).ok()?)
    }

    /// The best of what joined a MAC node to IP nodes.
    pub(crate) fn rests_on(&self, mac: usize) -> Option<&Owned> {
        self.rests_on.get(self.rests_on.binary_search_by_key(&mac, |owned| owned.mac).ok()?)
    }

    /// True where frames of this MAC address speak against another's claim to an address.
    pub(crate) fn refutes(&self, mac: Mac, claim: &Binding) -> bool {
        let node = |mac| self.nodes.find_mac(&claim.network, mac);
        let ip = self.nodes.find(&claim.network, Address::Ip(claim.ip));
        let (Some(by), Some(of), Some(ip)) = (node(mac), node(claim.mac), ip) else { return false };
        self.refuted.holds(of, ip) && self.refuted.is_kept_by(by, ip)
    }

    /// True where a MAC node has an IP node because frames speak against another's claim to it.
    pub(crate) fn keeps(&self, owned: &Owned) -> bool {
        self.refuted.is_kept_by(owned.mac, owned.ip)
    }

    /// Makes one device of two.
    pub(crate) fn merge(&mut self, a: usize, b: usize) {
        self.groups.join(a, b);
    }

    /// Settles who is whose, after devices were merged.
    pub(crate) fn settle(&mut self) {
        self.groups.settle();
    }

    fn join_owned(&mut self) {
        for owned in &self.owned {
            self.groups.join(owned.ip, owned.mac);
        }
    }

    /// A MAC address that its maker assigned is one device on whatever network it is seen.
    fn join_macs(&mut self) {
        let assigned = self.nodes.list.iter().enumerate().filter_map(|(n, node)| match node.address {
            Address::Mac(mac) if is_assigned(mac) => Some((mac, n)),
            _ => None,
        });
        let mut assigned: Vec<(Mac, usize)> = assigned.collect();
        assigned.sort();
        for pair in assigned.windows(2) {
            if let [(mac, a), (same, b)] = pair
                && mac == same
            {
                self.groups.join(*a, *b);
            }
        }
    }

    /// Ports of one device announce the same name and have MAC addresses of one block.
    fn join_ports(&mut self, reading: &Reading) {
        let mut named: BTreeMap<(&NetworkId, &str, u32), Vec<Port>> = BTreeMap::new();
        for identity in sure(reading, Attribute::Hostname) {
            if let Address::Mac(mac) = identity.subject
                && let Some(node) = self.nodes.find_mac(&identity.network, mac)
            {
                let (block, low) = halves(mac);
                named.entry((&identity.network, identity.value.raw(), block)).or_default().push((low, node));
            }
        }
        for ports in named.values_mut() {
            ports.sort_unstable();
            for pair in ports.windows(2) {
                if let [(low, a), (high, b)] = pair
                    && high.saturating_sub(*low) <= PORT_DISTANCE_MAX
                {
                    self.groups.join(*a, *b);
                }
            }
        }
    }

    /// A port that says of itself and, in the same frame, of an address of its own block that they bridge speaks of one device:
    /// a bridge puts its own identifier into what it sends (IEEE 802.1D, section 9.3.1). An address that speaks to bridges
    /// by itself may be another bridge.
    fn join_named(&mut self, reading: &Reading) {
        let mut told: BTreeMap<(&NetworkId, FrameRef), Vec<Mac>> = BTreeMap::new();
        for identity in sure(reading, Attribute::Capability).filter(|i| i.value.raw() == BRIDGE) {
            if let Address::Mac(mac) = identity.subject {
                told.entry((&identity.network, identity.at)).or_default().push(mac);
            }
        }
        told.retain(|_, macs| matches!(macs.as_slice(), [a, b] if are_ports(*a, *b)));
        if told.is_empty() {
            return;
        }
        let (speak, to_bridges) = speakers(reading);
        for ((network, at), macs) in told {
            let (ports, own): (Vec<Mac>, Vec<Mac>) =
                macs.into_iter().partition(|mac| to_bridges.contains(&(network, *mac)));
            let ([port], [own]) = (ports.as_slice(), own.as_slice()) else { continue };
            if !is_assigned(*own) {
                continue;
            }
            if let (Some(port), Some(node)) = (self.nodes.find_mac(network, *port), self.nodes.find_mac(network, *own))
            {
                self.groups.join(port, node);
                if !speak.contains(&(network, *own)) {
                    self.named.entry(node).or_insert(at);
                }
            }
        }
    }

    /// A device that answers with the same serial number at several addresses is one.
    fn join_serials(&mut self, reading: &Reading) {
        let mut by_serial: BTreeMap<&str, BTreeSet<(FrameRef, usize)>> = BTreeMap::new();
        for identity in sure(reading, Attribute::Serial).filter(|i| is_serial(i.value.raw())) {
            if let Some(node) = self.nodes.find(&identity.network, identity.subject) {
                by_serial.entry(identity.value.raw()).or_default().insert((identity.at, node));
            }
        }
        let makers = makers_told(reading, &self.nodes);
        for (serial, nodes) in by_serial {
            let distinct: BTreeSet<usize> = nodes.iter().map(|(_, n)| *n).collect();
            let told: BTreeSet<&str> = distinct.iter().filter_map(|n| makers.get(n).copied()).collect();
            let Some((at, first)) = nodes.first().copied() else { continue };
            if distinct.len() > SERIAL_NODES_MAX || told.len() > 1 || share_a_bus(&distinct, &self.nodes) {
                let shown = ringwall_model::Foreign::from(serial);
                let text = format!("{} addresses report the serial number {}", distinct.len(), shown.terminal());
                let remark = Diagnostic::new("serial-not-unique", Severity::Note, place(reading, at), text);
                self.diagnostics.push(remark.help("it identifies nothing; the devices are kept apart"));
                continue;
            }
            distinct.into_iter().for_each(|n| self.groups.join(first, n));
        }
    }
}

/// Several of these nodes are stations of one bus, on which a device has one number.
fn share_a_bus(nodes: &BTreeSet<usize>, all: &Nodes<'_>) -> bool {
    let known = nodes.iter().filter_map(|node| all.list.get(*node));
    let buses = known.filter(|node| matches!(node.address, Address::Station(_))).map(|node| node.network);
    let mut seen = BTreeSet::new();
    buses.into_iter().any(|bus| !seen.insert(bus))
}

/// The strongest and earliest join of each MAC node.
fn best(owned: &[Owned]) -> Vec<Owned> {
    let mut best = owned.to_vec();
    best.sort_by_key(|join| (join.mac, Reverse(join.by), join.at));
    best.dedup_by_key(|join| join.mac);
    best
}

/// MAC addresses on the networks they were seen on.
type Macs<'r> = BTreeSet<(&'r NetworkId, Mac)>;

/// MAC addresses with frames of their own, and those of them that speak to the bridge at the other end of a cable.
fn speakers(reading: &Reading) -> (Macs<'_>, Macs<'_>) {
    let (mut speak, mut to_bridges) = (Macs::new(), Macs::new());
    for conversation in &reading.conversations {
        let (first, second) = (conversation.address(Side::Initiator), conversation.address(Side::Responder));
        let answered = second.filter(|_| conversation.packets.from_responder > 0);
        for mac in [first, answered].into_iter().flatten().filter_map(as_mac) {
            speak.insert((&conversation.key.network, mac));
        }
        if let (Some(mac), Some(true)) = (first.and_then(as_mac), second.and_then(as_mac).map(is_bridges_group)) {
            to_bridges.insert((&conversation.key.network, mac));
        }
    }
    (speak, to_bridges)
}

fn as_mac(address: Address) -> Option<Mac> {
    match address {
        Address::Mac(mac) => Some(mac),
        Address::Ip(_) | Address::Station(_) => None,
    }
}

/// Frames to these are not passed on (IEEE 802.1Q, table 8-1).
fn is_bridges_group(mac: Mac) -> bool {
    matches!(mac.0, [0x01, 0x80, 0xc2, 0, 0, 0..=0x0f])
}

/// Number within the maker's block, and node.
type Port = (u32, usize);

/// Makers that devices answered with.
fn makers_told<'r>(reading: &'r Reading, nodes: &Nodes<'_>) -> BTreeMap<usize, &'r str> {
    let told = sure(reading, Attribute::Vendor);
    told.filter_map(|i| Some((nodes.find(&i.network, i.subject)?, i.value.raw()))).collect()
}

fn sure(reading: &Reading, attribute: Attribute) -> impl Iterator<Item = &Identity> {
    reading.identities.iter().filter(move |i| i.attribute == attribute && i.confidence == Confidence::High)
}

/// Assigned by a maker, and not one of the addresses that redundancy protocols share (VRRP and HSRP).
pub(crate) fn is_assigned(mac: Mac) -> bool {
    let [a, b, c, d, ..] = mac.0;
    let shared = matches!([a, b, c, d], [0, 0, 0x5e, 0, ..] | [0, 0, 0x0c, 0x07]);
    !mac.is_local() && !mac.is_group() && !shared
}

/// Long enough, and more than one character over and over.
pub(crate) fn is_serial(text: &str) -> bool {
    let mut characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let count = characters.len();
    characters.sort_unstable();
    characters.dedup();
    count >= 4 && characters.len() >= 2
}

/// Of one block and close together, as the ports of one device are.
pub(crate) fn are_ports(a: Mac, b: Mac) -> bool {
    let ((block, a), (other, b)) = (halves(a), halves(b));
    block == other && a.abs_diff(b) <= PORT_DISTANCE_MAX
}

/// The maker's block and the number within it.
fn halves(mac: Mac) -> (u32, u32) {
    let [a, b, c, d, e, f] = mac.0;
    (u32::from_be_bytes([0, a, b, c]), u32::from_be_bytes([0, d, e, f]))
}
