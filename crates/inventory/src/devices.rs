//! Which addresses belong to one device.
//!
//! A device says so itself in address resolution or gets it from a lease. A frame's source MAC is a weaker sign: behind a
//! router every address of the world has the router's MAC, so a MAC that carries several addresses binds none of them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ringwall_model::{Address, Binding, BindingBy, FrameRef, Mac, NetworkId, Plant, Reading};

/// An address on a network.
pub type Spot = (NetworkId, Address);

/// A device before it has attributes.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// Its addresses.
    pub spots: BTreeSet<Spot>,
    /// Interfaces: network and MAC, with IP addresses and VLAN path.
    pub interfaces: BTreeMap<(NetworkId, Option<Mac>), Interface>,
    /// It forwards for others: frames of several addresses carry its MAC. With the frame that shows it.
    pub routes: Option<FrameRef>,
    /// First frame of it.
    pub first: Option<FrameRef>,
}

/// IP addresses and VLAN path of an interface.
#[derive(Clone, Debug, Default)]
pub struct Interface {
    /// IP addresses.
    pub ips: BTreeSet<IpAddr>,
    /// VLAN ids, outermost first.
    pub vlans: Vec<u16>,
    /// The frame that shows the first pair of MAC and IP address.
    pub at: Option<FrameRef>,
}

/// Two MAC addresses that claim one IP address.
#[derive(Clone, Debug)]
pub struct DuplicateAddress {
    /// Network.
    pub network: NetworkId,
    /// The address.
    pub ip: IpAddr,
    /// Who claims it, and in which frame.
    pub claims: BTreeMap<Mac, FrameRef>,
}

/// Most addresses one MAC may resolve to as an end device; with more it answers for others (proxy ARP).
const OWN_ADDRESSES_MAX: usize = 8;

/// All devices of a reading, and addresses claimed twice.
pub fn devices(reading: &Reading, plant: Option<&Plant>) -> (Vec<Device>, Vec<DuplicateAddress>) {
    let claims = claims(&reading.bindings);
    let stations = stations(&reading.bindings);
    let mut devices: Vec<Device> = Vec::new();
    let mut placed: BTreeSet<Spot> = BTreeSet::new();
    for ((network, mac), station) in &stations {
        let own = station.own(
            |ip| on_link(plant, network, ip),
            |ip| claims.get(&(network.clone(), ip)).is_none_or(|c| c.contains_key(mac)),
        );
        let device = station.device(network, *mac, &own);
        placed.extend(device.spots.iter().cloned());
        devices.push(device);
    }
    for (spot, at) in parties(reading) {
        if placed.insert(spot.clone()) {
            devices.push(lonely(spot, at));
        }
    }
    let duplicates = claims.into_iter().filter(|(_, claims)| claims.len() > 1);
    (devices, duplicates.map(|((network, ip), claims)| DuplicateAddress { network, ip, claims }).collect())
}

/// Who claims an IP address by resolution or lease.
fn claims(bindings: &[Binding]) -> BTreeMap<(NetworkId, IpAddr), BTreeMap<Mac, FrameRef>> {
    let mut claims: BTreeMap<_, BTreeMap<Mac, FrameRef>> = BTreeMap::new();
    for b in bindings.iter().filter(|b| b.by != BindingBy::Frame) {
        claims.entry((b.network.clone(), b.ip)).or_default().entry(b.mac).or_insert(b.at);
    }
    claims
}

#[derive(Default)]
struct Station<'a> {
    claimed: BTreeMap<IpAddr, &'a Binding>,
    carried: BTreeMap<IpAddr, &'a Binding>,
}

fn stations(bindings: &[Binding]) -> BTreeMap<(NetworkId, Mac), Station<'_>> {
    let mut stations: BTreeMap<_, Station<'_>> = BTreeMap::new();
    for b in bindings.iter().filter(|b| !b.mac.is_group()) {
        let station = stations.entry((b.network.clone(), b.mac)).or_default();
        let list = if b.by == BindingBy::Frame { &mut station.carried } else { &mut station.claimed };
        list.entry(b.ip).or_insert(b);
    }
    stations
}

impl Station<'_> {
    /// The addresses that are this station's own.
    fn own(&self, on_link: impl Fn(IpAddr) -> bool, free: impl Fn(IpAddr) -> bool) -> BTreeSet<IpAddr> {
        let claimed = || self.claimed.keys().copied().filter(|ip| is_own_kind(*ip));
        if self.claimed.len() > OWN_ADDRESSES_MAX {
            return BTreeSet::new();
        }
        let mut own: BTreeSet<IpAddr> = claimed().collect();
        let has_v4 = own.iter().any(IpAddr::is_ipv4);
        for ip in self.carried.keys().copied().filter(|ip| is_own_kind(*ip) && on_link(*ip) && free(*ip)) {
            let only_of_family =
                self.carried.keys().filter(|o| o.is_ipv4() == ip.is_ipv4() && !is_link_local(**o)).count() == 1;
            if is_link_local(ip) || (only_of_family && !(ip.is_ipv4() && has_v4)) {
                own.insert(ip);
            }
        }
        own
    }

    fn device(&self, network: &NetworkId, mac: Mac, own: &BTreeSet<IpAddr>) -> Device {
        let all = || self.claimed.values().chain(self.carried.values());
        let foreign: Vec<_> = self.carried.values().filter(|b| !own.contains(&b.ip) && is_own_kind(b.ip)).collect();
        let at = |ip: &IpAddr| self.claimed.get(ip).or_else(|| self.carried.get(ip)).map(|b| b.at);
        let interface = Interface {
            ips: own.clone(),
            vlans: all().next().map(|b| b.vlans.clone()).unwrap_or_default(),
            at: own.iter().filter_map(at).min().or_else(|| all().map(|b| b.at).min()),
        };
        let spots = own.iter().map(|ip| (network.clone(), Address::Ip(*ip)));
        Device {
            spots: spots.chain([(network.clone(), Address::Mac(mac))]).collect(),
            interfaces: BTreeMap::from([((network.clone(), Some(mac)), interface)]),
            routes: foreign.iter().map(|b| b.at).min(),
            first: all().map(|b| b.at).min(),
        }
    }
}

fn lonely(spot: Spot, at: FrameRef) -> Device {
    let (network, address) = spot.clone();
    let (mac, ips) = match address {
        Address::Mac(mac) => (Some(mac), BTreeSet::new()),
        Address::Ip(ip) => (None, BTreeSet::from([ip])),
    };
    let interface = Interface { ips, vlans: Vec::new(), at: Some(at) };
    Device {
        spots: BTreeSet::from([spot]),
        interfaces: BTreeMap::from([((network, mac), interface)]),
        routes: None,
        first: Some(at),
    }
}

/// Everybody who takes part in a conversation or is told of, with the first frame.
fn parties(reading: &Reading) -> BTreeMap<Spot, FrameRef> {
    let mut parties: BTreeMap<Spot, FrameRef> = BTreeMap::new();
    let mut add = |network: &NetworkId, address: Address, at: FrameRef| {
        if is_device(address) {
            let first = parties.entry((network.clone(), address)).or_insert(at);
            *first = (*first).min(at);
        }
    };
    for c in &reading.conversations {
        let frames = c.first_frames;
        if let Some(at) = frames.from_initiator {
            add(&c.key.network, c.key.parties.first(), at);
        }
        // Who was only spoken to and never answered may not exist.
        if let Some(at) = frames.from_responder {
            add(&c.key.network, c.key.parties.second(), at);
        }
    }
    reading.identities.iter().for_each(|i| add(&i.network, i.subject, i.at));
    parties
}

/// An address of one device: no group, nothing unspecified or of this host.
fn is_device(address: Address) -> bool {
    !address.is_group()
        && match address {
            Address::Mac(mac) => mac.0 != [0; 6],
            Address::Ip(ip) => is_own_kind(ip),
        }
}

fn is_own_kind(ip: IpAddr) -> bool {
    !ip.is_unspecified() && !ip.is_loopback() && !Address::Ip(ip).is_group()
}

fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

/// On a declared network with prefixes, what is outside them came through a router.
fn on_link(plant: Option<&Plant>, network: &NetworkId, ip: IpAddr) -> bool {
    let prefixes = plant.and_then(|p| p.networks.get(network)).map(|n| n.prefixes.as_slice()).unwrap_or_default();
    prefixes.is_empty() || is_link_local(ip) || prefixes.iter().any(|p| p.contains(ip))
}
