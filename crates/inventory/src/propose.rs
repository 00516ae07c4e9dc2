//! A first proposal of zones from what was observed: explained, and never taken for intended.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{AssetId, Inventory, NetworkId, ObservedAsset, Operation, Parties, Reading, ZoneId, ZoneKind};

/// A zone somebody may want to declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedZone {
    /// Id.
    pub id: ZoneId,
    /// Kind.
    pub kind: ZoneKind,
    /// Why.
    pub reason: String,
    /// Its assets, by observed id.
    pub assets: Vec<AssetId>,
}

/// Traffic between two proposed zones. Whether it is intended is for a person to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedConduit {
    /// From the zone of the initiator.
    pub from: ZoneId,
    /// To the zone of the responder.
    pub to: ZoneId,
    /// What was seen: initiator, responder, protocol word or transport and port, operations.
    pub seen: BTreeSet<(AssetId, AssetId, String, Vec<Operation>)>,
}

/// Zones and the traffic between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Networks seen.
    pub networks: BTreeSet<NetworkId>,
    /// Zones.
    pub zones: Vec<ProposedZone>,
    /// Traffic between zones.
    pub conduits: Vec<ProposedConduit>,
}

/// Groups what was seen by network and kind: control assets apart from everything else.
pub fn propose(inventory: &Inventory, reading: &Reading) -> Proposal {
    let mut zones: BTreeMap<ZoneId, ProposedZone> = BTreeMap::new();
    let mut home: BTreeMap<(NetworkId, ringwall_model::Address), (ZoneId, AssetId)> = BTreeMap::new();
    for asset in &inventory.assets {
        let Some(network) = asset.interfaces.first().map(|i| i.network.clone()) else { continue };
        let zone = zone_of(asset, &network);
        for interface in &asset.interfaces {
            let ips = interface.ips.iter().map(|ip| ringwall_model::Address::Ip(*ip));
            let spots = ips.chain(interface.mac.map(ringwall_model::Address::Mac));
            spots.for_each(|spot| {
                drop(home.insert((interface.network.clone(), spot), (zone.id.clone(), asset.id.clone())))
            });
        }
        zones.entry(zone.id.clone()).or_insert(zone).assets.push(asset.id.clone());
    }
    let networks = inventory.assets.iter().flat_map(|a| a.interfaces.iter().map(|i| i.network.clone())).collect();
    Proposal { networks, zones: zones.into_values().collect(), conduits: between(reading, &home) }
}

fn zone_of(asset: &ObservedAsset, network: &NetworkId) -> ProposedZone {
    let (suffix, kind, reason) = match asset.level.as_deref() {
        Some("0" | "1" | "2") => {
            ("control", ZoneKind::Control, "devices that control, operate or engineer, or switch for those that do")
        }
        _ => (
            "other",
            ZoneKind::Supervisory,
            "devices that show no sign of controlling; most likely not all of one kind",
        ),
    };
    let id = ZoneId::from_foreign(&format!("{network}-{suffix}"));
    ProposedZone { id, kind, reason: format!("seen on {network}: {reason}"), assets: Vec::new() }
}

fn between(
    reading: &Reading,
    home: &BTreeMap<(NetworkId, ringwall_model::Address), (ZoneId, AssetId)>,
) -> Vec<ProposedConduit> {
    let mut found: BTreeMap<(ZoneId, ZoneId), ProposedConduit> = BTreeMap::new();
    for c in &reading.conversations {
        let Parties::Session { initiator, responder } = c.key.parties else { continue };
        let zone = |address| home.get(&(c.key.network.clone(), address));
        let (Some((from, asker)), Some((to, answerer))) = (zone(initiator), zone(responder)) else { continue };
        if from == to || c.answered_sessions == 0 {
            continue;
        }
        let word = c
            .key
            .protocol
            .as_deref()
            .map(str::to_owned)
            .unwrap_or_else(|| format!("{}/{}", c.key.transport, c.key.port));
        let operations: Vec<Operation> = c.operations.keys().copied().collect();
        let conduit = found.entry((from.clone(), to.clone())).or_insert_with(|| ProposedConduit {
            from: from.clone(),
            to: to.clone(),
            seen: BTreeSet::new(),
        });
        conduit.seen.insert((asker.clone(), answerer.clone(), word, operations));
    }
    found.into_values().collect()
}
