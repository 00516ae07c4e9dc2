//! From an address seen on a network to the asset and zone it belongs to: one answer for whoever compares or judges.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::{Address, AssetId, Inventory, NetworkId, Plant, ZoneId};

/// Whose an address is, as far as the declaration tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// The declared asset.
    pub asset: Option<AssetId>,
    /// The zone: the asset's own, or for a conduit's asset and an undeclared device the one zone of the network.
    pub zone: Option<ZoneId>,
    /// Several assets claim the address; none is believed.
    pub ambiguous: bool,
}

/// Addresses of a plant, prepared for look-up.
#[derive(Debug)]
pub struct Whereabouts<'a> {
    plant: &'a Plant,
    by_network: BTreeMap<(NetworkId, Address), BTreeSet<AssetId>>,
    anywhere: BTreeMap<Address, BTreeSet<(AssetId, NetworkId)>>,
    zone_of_network: BTreeMap<NetworkId, ZoneId>,
}

impl<'a> Whereabouts<'a> {
    /// Prepares the plant's interfaces, its address translations, and what the inventory matched.
    pub fn new(plant: &'a Plant, inventory: Option<&Inventory>) -> Self {
        let zone_of_network = zones_of_networks(plant);
        let mut this = Self { plant, by_network: BTreeMap::new(), anywhere: BTreeMap::new(), zone_of_network };
        for (id, asset) in &plant.assets {
            for interface in &asset.interfaces {
                for address in interface.addresses() {
                    this.add(&interface.network, address, id);
                }
            }
        }
        this.add_translations();
        if let Some(inventory) = inventory {
            this.add_observed(inventory);
        }
        this
    }

    fn add(&mut self, network: &NetworkId, address: Address, asset: &AssetId) {
        self.by_network.entry((network.clone(), address)).or_default().insert(asset.clone());
        self.anywhere.entry(address).or_default().insert((asset.clone(), network.clone()));
    }

    fn add_translations(&mut self) {
        for (inner, network) in &self.plant.networks {
            for mapping in &network.nat {
                let owners = self.by_network.get(&(inner.clone(), Address::Ip(mapping.inside))).cloned();
                for owner in owners.unwrap_or_default() {
                    let key = (mapping.network.clone(), Address::Ip(mapping.outside));
                    self.by_network.entry(key).or_default().insert(owner);
                }
            }
        }
    }

    /// An observed asset matched by MAC or serial may use addresses nobody declared.
    fn add_observed(&mut self, inventory: &Inventory) {
        for asset in &inventory.assets {
            let Some(declared) = &asset.declared else { continue };
            for interface in &asset.interfaces {
                for ip in &interface.ips {
                    let key = (interface.network.clone(), Address::Ip(*ip));
                    if !self.by_network.contains_key(&key) && !self.anywhere.contains_key(&Address::Ip(*ip)) {
                        self.add(&interface.network, Address::Ip(*ip), declared);
                    }
                }
            }
        }
    }

    /// Whose `address` is when seen on `network`: the network's own first, then one that routes to it.
    pub fn whose(&self, network: &NetworkId, address: Address) -> Whose {
        if let Some(owners) = self.by_network.get(&(network.clone(), address)) {
            return self.one(owners.iter().map(|asset| (asset, network)));
        }
        if let Some(owners) = self.anywhere.get(&address) {
            return self.one(owners.iter().map(|(asset, home)| (asset, home)));
        }
        let zone = match address {
            Address::Ip(ip) => self.zone_by_prefix(network, ip),
            Address::Mac(_) | Address::Station(_) => self.zone_of_network.get(network).cloned(),
        };
        Whose { asset: None, zone, ambiguous: false }
    }

    fn one<'b>(&self, owners: impl Iterator<Item = (&'b AssetId, &'b NetworkId)>) -> Whose {
        let owners: Vec<_> = owners.collect();
        let assets: BTreeSet<_> = owners.iter().map(|(asset, _)| *asset).collect();
        match owners.first() {
            Some((asset, network)) if assets.len() == 1 => {
                let own = self.plant.assets.get(*asset).and_then(|a| a.zones.first()).cloned();
                let zone = own.or_else(|| self.zone_of_network.get(*network).cloned());
                Whose { asset: Some((*asset).clone()), zone, ambiguous: false }
            }
            _ => Whose { asset: None, zone: None, ambiguous: true },
        }
    }

    /// The zone of the longest declared prefix that holds the address, this network's first.
    fn zone_by_prefix(&self, network: &NetworkId, ip: IpAddr) -> Option<ZoneId> {
        let without_prefixes = self.plant.networks.get(network).is_none_or(|n| n.prefixes.is_empty());
        let here = (without_prefixes || self.longest(network, ip).is_some()).then_some(network);
        let home = here.or_else(|| {
            let longest = self.plant.networks.keys().filter_map(|id| self.longest(id, ip).map(|n| (n, id)));
            longest.max().map(|(_, id)| id)
        })?;
        self.zone_of_network.get(home).cloned()
    }

    fn longest(&self, network: &NetworkId, ip: IpAddr) -> Option<u8> {
        let prefixes = &self.plant.networks.get(network)?.prefixes;
        prefixes.iter().filter(|p| p.contains(ip)).map(|p| p.length).max()
    }

    /// The one zone of a network, when all its assets that belong to a zone belong to the same.
    pub fn zone_of_network(&self, network: &NetworkId) -> Option<&ZoneId> {
        self.zone_of_network.get(network)
    }
}

fn zones_of_networks(plant: &Plant) -> BTreeMap<NetworkId, ZoneId> {
    let mut seen: BTreeMap<NetworkId, BTreeSet<ZoneId>> = BTreeMap::new();
    for asset in plant.assets.values() {
        for interface in &asset.interfaces {
            seen.entry(interface.network.clone()).or_default().extend(asset.zones.iter().cloned());
        }
    }
    let single = |zones: BTreeSet<ZoneId>| if zones.len() == 1 { zones.into_iter().next() } else { None };
    seen.into_iter().filter_map(|(network, zones)| single(zones).map(|zone| (network, zone))).collect()
}
