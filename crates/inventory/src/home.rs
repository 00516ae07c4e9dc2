//! The network an address belongs to, which need not be the one it was seen on.

use std::net::IpAddr;

use ringwall_model::{Address, NetworkId, Plant};

/// Declared networks, prepared for look-up.
#[derive(Debug, Default)]
pub(crate) struct Homes<'a> {
    plant: Option<&'a Plant>,
}

impl<'a> Homes<'a> {
    pub(crate) fn new(plant: Option<&'a Plant>) -> Self {
        Self { plant }
    }

    /// The network and address a device has at home, for an address seen on `network`: through a declared translation, or
    /// by the one other network whose prefixes hold it. Where several hold it, it stays where it was seen.
    pub(crate) fn of<'n>(&self, network: &'n NetworkId, address: Address) -> (&'n NetworkId, Address)
    where
        'a: 'n,
    {
        let (Some(plant), Address::Ip(ip)) = (self.plant, address) else { return (network, address) };
        if let Some((home, inside)) = translated(plant, network, ip) {
            return (home, Address::Ip(inside));
        }
        if holds(plant, network, ip) || is_link_local(ip) {
            return (network, address);
        }
        let mut others = plant.networks.keys().filter(|id| holds(plant, id, ip));
        match (others.next(), others.next()) {
            (Some(home), None) => (home, address),
            _ => (network, address),
        }
    }
}

fn translated<'a>(plant: &'a Plant, network: &NetworkId, ip: IpAddr) -> Option<(&'a NetworkId, IpAddr)> {
    let mut found = plant.networks.iter().flat_map(|(home, declared)| {
        let fits = declared.nat.iter().filter(|m| m.network == *network && m.outside == ip);
        fits.map(move |m| (home, m.inside))
    });
    found.next()
}

fn holds(plant: &Plant, network: &NetworkId, ip: IpAddr) -> bool {
    plant.networks.get(network).is_some_and(|n| n.prefixes.iter().any(|p| p.contains(ip)))
}

/// Link-local addresses (RFC 3927, RFC 4291) are never forwarded, and mean something on one link only.
pub(crate) fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}
