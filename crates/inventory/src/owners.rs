//! From an address of a reading to the asset that has it.

use std::collections::BTreeMap;

use ringwall_model::{Address, AssetId, Inventory, NetworkId};

/// Addresses of an inventory, prepared for look-up.
#[derive(Debug)]
pub(crate) struct Owners<'a> {
    by_network: BTreeMap<(&'a NetworkId, Address), &'a AssetId>,
    /// None where several assets have it.
    anywhere: BTreeMap<Address, Option<&'a AssetId>>,
}

impl<'a> Owners<'a> {
    pub(crate) fn new(inventory: &'a Inventory) -> Self {
        let mut this = Self { by_network: BTreeMap::new(), anywhere: BTreeMap::new() };
        for asset in &inventory.assets {
            for interface in &asset.interfaces {
                for address in interface.addresses() {
                    this.add(&interface.network, address, asset.effective_id());
                }
            }
        }
        this
    }

    fn add(&mut self, network: &'a NetworkId, address: Address, id: &'a AssetId) {
        self.by_network.insert((network, address), id);
        let one = self.anywhere.entry(address).or_insert(Some(id));
        *one = one.filter(|known| *known == id);
    }

    /// The asset with this address on this network, else the one that has it on another.
    pub(crate) fn find(&self, network: &NetworkId, address: Address) -> Option<&'a AssetId> {
        let here = self.by_network.get(&(network, address)).copied();
        here.or_else(|| self.anywhere.get(&address).copied().flatten())
    }
}
