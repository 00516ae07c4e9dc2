//! Which zone a network belongs to, and which device is behind a MAC address on it: what rules on separation share.

use std::collections::BTreeSet;

use ringwall_model::{AssetId, Mac, NetworkId, ObservedAsset, ZoneId, ZoneKind};

use crate::{scene::Scene, standing::is_business};

impl Scene<'_> {
    /// The zones whose assets are declared on a network.
    pub(crate) fn zones_on(&self, network: &NetworkId) -> BTreeSet<ZoneId> {
        let assets = self.inputs.plant.assets.values();
        let there = assets.filter(|asset| asset.interfaces.iter().any(|i| i.network == *network));
        there.flat_map(|asset| asset.zones.iter().cloned()).collect()
    }

    /// What a network is for, where all zones on it agree.
    pub(crate) fn purpose(&self, network: &NetworkId) -> Option<Purpose> {
        let zones = &self.inputs.plant.zones;
        let kinds: BTreeSet<ZoneKind> =
            self.zones_on(network).iter().filter_map(|id| zones.get(id)).map(|zone| zone.kind).collect();
        let all = |test: fn(ZoneKind) -> bool| !kinds.is_empty() && kinds.iter().all(|kind| test(*kind));
        if all(ZoneKind::is_control) {
            return Some(Purpose::Control);
        }
        all(is_business).then_some(Purpose::Business)
    }

    /// The device a MAC address belongs to, as the inventory joined it; by its declared id where it has one.
    pub(crate) fn device_of(&self, mac: Mac) -> Option<&AssetId> {
        let has = |asset: &&ObservedAsset| asset.interfaces.iter().any(|interface| interface.mac == Some(mac));
        self.inputs.inventory.assets.iter().find(has).map(ObservedAsset::effective_id)
    }
}

/// What a network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Control or safety.
    Control,
    /// Business.
    Business,
}

/// One of the addresses that redundancy protocols share between devices (VRRP RFC 9568, HSRP RFC 2281), or one that
/// nobody assigned.
pub(crate) fn is_shared(mac: Mac) -> bool {
    let [a, b, c, d, ..] = mac.0;
    mac.is_local() || mac.is_group() || matches!([a, b, c, d], [0, 0, 0x5e, 0] | [0, 0, 0x0c, 0x07])
}
