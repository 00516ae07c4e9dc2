//! Who announced itself to whoever is at the other end of a cable, and through which port.

use std::collections::BTreeMap;

use ringwall_model::{AssetId, Attribute, Neighbour, Reading};

use crate::devices::Devices;

/// True where a port was announced.
pub(crate) fn are_any(reading: &Reading) -> bool {
    reading.identities.iter().any(|told| told.attribute == Attribute::Port)
}

/// Every port that was announced, of devices by their ids.
pub(crate) fn of(reading: &Reading, devices: &Devices<'_>, ids: &BTreeMap<usize, AssetId>) -> Vec<Neighbour> {
    let ports = reading.identities.iter().filter(|told| told.attribute == Attribute::Port);
    let mut neighbours: Vec<Neighbour> = ports
        .filter_map(|told| {
            let asset = ids.get(&devices.find(&told.network, told.subject)?)?.clone();
            let (network, sender, port) = (told.network.clone(), told.subject, told.value.clone());
            Some(Neighbour { asset, network, sender, port, protocol: told.protocol.clone(), at: told.at })
        })
        .collect();
    neighbours.sort();
    neighbours.dedup_by(|a, b| (&a.asset, &a.network, &a.port) == (&b.asset, &b.network, &b.port));
    neighbours
}
