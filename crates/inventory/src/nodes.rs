//! Every address that spoke, or that a device told of itself: the raw material of assets.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::Range;

use ringwall_model::{Address, Confidence, Conversation, FrameRef, Mac, NetworkId, Plant, Reading, Side};

use crate::home::Homes;

/// An address on its home network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node<'a> {
    pub(crate) network: &'a NetworkId,
    pub(crate) address: Address,
    /// First frame that shows it.
    pub(crate) first: FrameRef,
    /// VLAN ids where it was first seen, outermost first.
    pub(crate) vlans: &'a [u16],
}

/// All nodes, sorted by network and address; named by their place. One list, for whoever floods a network with addresses
/// makes as many.
#[derive(Debug, Default)]
pub(crate) struct Nodes<'a> {
    pub(crate) list: Vec<Node<'a>>,
    /// Where the nodes of each network are.
    ranges: Vec<(&'a NetworkId, Range<usize>)>,
    homes: Homes<'a>,
}

impl<'a> Nodes<'a> {
    /// Collects the addresses of a reading.
    pub(crate) fn collect(reading: &'a Reading, plant: Option<&'a Plant>) -> Self {
        let homes = Homes::new(plant);
        let mut seen = Seen::new(networks(reading, plant), &homes);
        // Each pass finds addresses mostly in order, so that little is left to sort.
        for side in [Side::Initiator, Side::Responder] {
            for conversation in &reading.conversations {
                if let Some(at) = spoke(conversation, side) {
                    let address = conversation.key.parties.of(side);
                    seen.note(&conversation.key.network, address, at, &conversation.vlans);
                }
            }
        }
        for binding in &reading.bindings {
            seen.note_here(&binding.network, Address::Mac(binding.mac), binding.at, &binding.vlans);
        }
        for binding in &reading.bindings {
            seen.note(&binding.network, Address::Ip(binding.ip), binding.at, &binding.vlans);
        }
        // A name somebody else looked up does not make a device.
        for identity in reading.identities.iter().filter(|i| i.confidence > Confidence::Low) {
            seen.note(&identity.network, identity.subject, identity.at, &[]);
        }
        let list = seen.sorted();
        Self { ranges: ranges(&list), list, homes }
    }

    /// The node an address seen on `network` belongs to.
    pub(crate) fn find(&self, network: &NetworkId, address: Address) -> Option<usize> {
        let (home, address) = self.homes.of(network, address);
        self.at(home, address)
    }

    /// The node of a MAC address, which is at home where it was seen.
    pub(crate) fn find_mac(&self, network: &NetworkId, mac: Mac) -> Option<usize> {
        self.at(network, Address::Mac(mac))
    }

    fn at(&self, network: &NetworkId, address: Address) -> Option<usize> {
        let known = self.ranges.binary_search_by(|(id, _)| (*id).cmp(network)).ok()?;
        let (_, range) = self.ranges.get(known)?;
        let found = self.list.get(range.clone())?.binary_search_by_key(&address, |node| node.address).ok()?;
        Some(range.start.saturating_add(found))
    }

    /// The address seen on `network` is at home on another one.
    pub(crate) fn is_away(&self, network: &NetworkId, ip: IpAddr) -> bool {
        self.homes.of(network, Address::Ip(ip)).0 != network
    }

    /// The address seen on `network` stands for another one, at home elsewhere.
    pub(crate) fn is_translated(&self, network: &NetworkId, ip: IpAddr) -> bool {
        self.homes.of(network, Address::Ip(ip)).1 != Address::Ip(ip)
    }
}

/// Addresses as they are found.
struct Seen<'a, 'h> {
    /// Every network that may be named, sorted: equal ones are told by where they lie.
    networks: Vec<&'a NetworkId>,
    homes: &'h Homes<'a>,
    list: Vec<Node<'a>>,
    /// Where addresses noted before are found again, by a few of their bits: many conversations have few responders.
    recent: Vec<usize>,
}

/// Addresses remembered; a power of two.
const RECENT: usize = 1 << 12;

impl<'a, 'h> Seen<'a, 'h> {
    fn new(networks: Vec<&'a NetworkId>, homes: &'h Homes<'a>) -> Self {
        Self { networks, homes, list: Vec::new(), recent: vec![0; RECENT] }
    }

    fn note(&mut self, network: &'a NetworkId, address: Address, at: FrameRef, vlans: &'a [u16]) {
        let (home, address) = self.homes.of(network, address);
        self.note_here(home, address, at, vlans);
    }

    fn note_here(&mut self, network: &'a NetworkId, address: Address, at: FrameRef, vlans: &'a [u16]) {
        if !is_device(address) {
            return;
        }
        let place = self.recent.get_mut(recent(address));
        let known = place.as_ref().and_then(|place| self.list.get_mut(**place));
        if let Some(known) = known.filter(|known| known.address == address && known.network == network) {
            if at < known.first {
                (known.first, known.vlans) = (at, vlans);
            }
            return;
        }
        if let Some(place) = place {
            *place = self.list.len();
        }
        let network = match self.list.last().filter(|last| last.network == network) {
            Some(last) => last.network,
            None => {
                self.networks.binary_search(&network).ok().and_then(|n| self.networks.get(n)).map_or(network, |n| n)
            }
        };
        self.list.push(Node { network, address, first: at, vlans });
    }

    /// Each address once, as it was first seen.
    fn sorted(self) -> Vec<Node<'a>> {
        let mut list = self.list;
        let by_network = |a: &Node<'_>, b: &Node<'_>| match std::ptr::eq(a.network, b.network) {
            true => std::cmp::Ordering::Equal,
            false => a.network.cmp(b.network),
        };
        list.sort_by(|a, b| by_network(a, b).then_with(|| (a.address, a.first).cmp(&(b.address, b.first))));
        list.dedup_by(|later, first| later.address == first.address && later.network == first.network);
        list.shrink_to_fit();
        list
    }
}

/// The place of an address among the recent ones.
fn recent(address: Address) -> usize {
    let bits = match address {
        Address::Ip(IpAddr::V4(ip)) => u64::from(ip.to_bits()),
        Address::Ip(IpAddr::V6(ip)) => (ip.to_bits() ^ ip.to_bits() >> 64) as u64,
        Address::Mac(mac) => mac.0.iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte)),
        Address::Station(number) => number.into(),
    };
    (bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - RECENT.trailing_zeros())) as usize
}

fn networks<'a>(reading: &'a Reading, plant: Option<&'a Plant>) -> Vec<&'a NetworkId> {
    let seen = reading.conversations.iter().map(|c| &c.key.network);
    let seen = seen.chain(reading.bindings.iter().map(|b| &b.network));
    let seen = seen.chain(reading.identities.iter().map(|i| &i.network));
    let mut networks: BTreeSet<&NetworkId> = plant.into_iter().flat_map(|plant| plant.networks.keys()).collect();
    let mut last = None;
    for network in seen {
        if last != Some(network) {
            networks.insert(network);
            last = Some(network);
        }
    }
    networks.into_iter().collect()
}

fn ranges<'a>(list: &[Node<'a>]) -> Vec<(&'a NetworkId, Range<usize>)> {
    let mut ranges: Vec<(&NetworkId, Range<usize>)> = Vec::new();
    for part in list.chunk_by(|a, b| a.network == b.network) {
        let start = ranges.last().map_or(0, |(_, range)| range.end);
        ranges.extend(part.first().map(|node| (node.network, start..start.saturating_add(part.len()))));
    }
    ranges
}

/// The first frame a side sent, where it sent any. An address that only others spoke to may not exist; nor does one that stands
/// for several.
fn spoke(conversation: &Conversation, side: Side) -> Option<FrameRef> {
    conversation.address(side)?;
    match side {
        Side::Initiator => conversation.first_frames.from_initiator,
        Side::Responder => conversation.first_frames.from_responder,
    }
}

/// Groups, the unspecified and loopback addresses are nobody's.
pub(crate) fn is_device(address: Address) -> bool {
    match address {
        _ if address.is_group() => false,
        Address::Ip(ip) => !ip.is_unspecified() && !ip.is_loopback(),
        Address::Mac(mac) => mac != Mac::default(),
        Address::Station(_) => true,
    }
}
