//! Which declared asset a device is.

use std::collections::BTreeSet;

use ringwall_model::{Address, Asset, AssetId, Attribute, Plant};

use crate::{attributes::Attributes, devices::Device};

/// A way to recognise an asset: its word, and the test.
type Way<'a> = (&'static str, &'a dyn Fn(&Asset) -> bool);

/// The declared asset of a device, and by what it was found. The first way that names exactly one decides.
pub fn declared(plant: &Plant, device: &Device, attributes: &Attributes) -> Option<(AssetId, &'static str)> {
    let ways: [Way<'_>; 5] = [
        ("mac", &|a| has(device, a, |network, address| matches!(address, Address::Mac(_)) && network)),
        ("network-address", &|a| has(device, a, |network, address| matches!(address, Address::Ip(_)) && network)),
        ("mac-elsewhere", &|a| has(device, a, |_, address| matches!(address, Address::Mac(_)))),
        ("address-elsewhere", &|a| has(device, a, |_, address| matches!(address, Address::Ip(_)))),
        ("serial", &|a| a.serial.is_some() && a.serial == attributes.value(Attribute::Serial)),
    ];
    ways.into_iter().find_map(|(by, fits)| {
        let found: BTreeSet<&AssetId> = plant.assets.iter().filter(|(_, a)| fits(a)).map(|(id, _)| id).collect();
        match found.len() {
            1 => found.first().map(|id| ((*id).clone(), by)),
            _ => None,
        }
    })
}

/// True when an address of the device is one of the asset's and `fits`: told whether the network is the same, and the address.
fn has(device: &Device, asset: &Asset, fits: impl Fn(bool, Address) -> bool) -> bool {
    asset.interfaces.iter().any(|interface| {
        device.spots.iter().any(|(network, address)| {
            let same = match address {
                Address::Mac(mac) => interface.mac == Some(*mac),
                Address::Ip(ip) => interface.ips.contains(ip),
            };
            same && fits(*network == interface.network, *address)
        })
    })
}
