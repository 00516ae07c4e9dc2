//! Every address that spoke, or that a device told of itself: the raw material of assets.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ringwall_model::{Address, Confidence, Conversation, FrameRef, Mac, NetworkId, Parties, Plant, Reading, Side};

use crate::home::Homes;

/// An address on its home network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) network: NetworkId,
    pub(crate) address: Address,
    /// First frame that shows it.
    pub(crate) first: FrameRef,
    /// VLAN ids where it was first seen, outermost first.
    pub(crate) vlans: Vec<u16>,
}

/// All nodes, sorted by network and address; named by their place.
#[derive(Debug, Default)]
pub(crate) struct Nodes<'a> {
    pub(crate) list: Vec<Node>,
    index: BTreeMap<NetworkId, BTreeMap<Address, usize>>,
    homes: Homes<'a>,
}

type Seen = BTreeMap<(NetworkId, Address), (FrameRef, Vec<u16>)>;

impl<'a> Nodes<'a> {
    /// Collects the addresses of a reading.
    pub(crate) fn collect(reading: &Reading, plant: Option<&'a Plant>) -> Self {
        let homes = Homes::new(plant);
        let mut seen = Seen::new();
        for conversation in &reading.conversations {
            for side in [Side::Initiator, Side::Responder] {
                if let Some(at) = spoke(conversation, side) {
                    let key = homes.of(&conversation.key.network, party(conversation.key.parties, side));
                    note(&mut seen, key, at, &conversation.vlans);
                }
            }
        }
        for binding in &reading.bindings {
            note(&mut seen, (binding.network.clone(), Address::Mac(binding.mac)), binding.at, &binding.vlans);
            note(&mut seen, homes.of(&binding.network, Address::Ip(binding.ip)), binding.at, &binding.vlans);
        }
        // A name somebody else looked up does not make a device.
        for identity in reading.identities.iter().filter(|i| i.confidence > Confidence::Low) {
            note(&mut seen, homes.of(&identity.network, identity.subject), identity.at, &[]);
        }
        Self::index(seen, homes)
    }

    fn index(seen: Seen, homes: Homes<'a>) -> Self {
        let mut nodes = Self { homes, ..Self::default() };
        for ((network, address), (first, vlans)) in seen {
            nodes.index.entry(network.clone()).or_default().insert(address, nodes.list.len());
            nodes.list.push(Node { network, address, first, vlans });
        }
        nodes
    }

    /// The node an address seen on `network` belongs to.
    pub(crate) fn find(&self, network: &NetworkId, address: Address) -> Option<usize> {
        let (home, address) = self.homes.of(network, address);
        self.index.get(&home)?.get(&address).copied()
    }

    /// The node of a MAC address, which is at home where it was seen.
    pub(crate) fn find_mac(&self, network: &NetworkId, mac: Mac) -> Option<usize> {
        self.index.get(network)?.get(&Address::Mac(mac)).copied()
    }

    /// The address seen on `network` is at home on another one.
    pub(crate) fn is_away(&self, network: &NetworkId, ip: IpAddr) -> bool {
        self.homes.of(network, Address::Ip(ip)).0 != *network
    }

    /// The address seen on `network` stands for another one, at home elsewhere.
    pub(crate) fn is_translated(&self, network: &NetworkId, ip: IpAddr) -> bool {
        self.homes.of(network, Address::Ip(ip)).1 != Address::Ip(ip)
    }
}

/// One side's address.
pub(crate) fn party(parties: Parties, side: Side) -> Address {
    match side {
        Side::Initiator => parties.first(),
        Side::Responder => parties.second(),
    }
}

/// The first frame a side sent, where it sent any. An address that only others spoke to may not exist.
fn spoke(conversation: &Conversation, side: Side) -> Option<FrameRef> {
    match side {
        Side::Initiator => conversation.first_frames.from_initiator,
        Side::Responder => conversation.first_frames.from_responder,
    }
}

fn note(seen: &mut Seen, key: (NetworkId, Address), at: FrameRef, vlans: &[u16]) {
    if !is_device(key.1) {
        return;
    }
    let entry = seen.entry(key).or_insert_with(|| (at, vlans.to_vec()));
    if at < entry.0 {
        *entry = (at, vlans.to_vec());
    }
}

/// Groups, the unspecified and loopback addresses are nobody's.
pub(crate) fn is_device(address: Address) -> bool {
    match address {
        _ if address.is_group() => false,
        Address::Ip(ip) => !ip.is_unspecified() && !ip.is_loopback(),
        Address::Mac(mac) => mac != Mac::default(),
    }
}
