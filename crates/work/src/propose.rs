//! Writing a proposal of a plant folder from what captures show.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ringwall_inventory::{Proposal, ProposedConduit, ProposedExchange};
use ringwall_model::{
    Allowance, AssetId, AssetInterface, Foreign, Inventory, NetworkId, ObservedAsset, Operation, Operations, Party,
    Prefix, Reading, Span, ZoneId,
};
use ringwall_plant::propose as text;

use crate::{WorkError, discover::Found, files};

/// Writes `plant.toml` of a proposal into a folder; over nothing that exists.
pub fn propose(folder: &Path, found: &Found) -> Result<Vec<PathBuf>, WorkError> {
    let proposal = ringwall_inventory::propose(&found.inventory, &found.reading);
    let name =
        folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_else(|| "proposed plant".to_owned());
    let page = text::plant_toml(&pages(&name, &proposal, &found.inventory, &found.reading));
    files::write_all_new(folder, &[("plant.toml".to_owned(), page)])
}

fn pages(name: &str, proposal: &Proposal, inventory: &Inventory, reading: &Reading) -> text::Proposal {
    let zones: BTreeMap<&AssetId, &ZoneId> =
        proposal.zones.iter().flat_map(|z| z.assets.iter().map(move |a| (a, &z.id))).collect();
    text::Proposal {
        name: Foreign::from(name),
        remarks: vec![
            format!("Made from {} captures with {} frames.", reading.captures.len(), reading.packets.total),
            "What was seen is not what is intended: read every line, correct zones, and only then uncomment conduits."
                .to_owned(),
            "Devices that were silent while the captures ran are missing.".to_owned(),
        ],
        networks: networks(proposal, inventory),
        zones: proposal
            .zones
            .iter()
            .map(|z| text::ProposedZone { id: z.id.clone(), kind: z.kind, reasons: z.reasons.clone() })
            .collect(),
        assets: inventory.assets.iter().map(|a| asset(a, zones.get(&a.id).copied(), reading)).collect(),
        conduits: proposal.conduits.iter().map(|c| conduit(c, reading)).collect(),
    }
}

/// Every network a device was seen on, with the prefixes the zones were drawn by.
fn networks(proposal: &Proposal, inventory: &Inventory) -> Vec<text::ProposedNetwork> {
    let seen: BTreeSet<&NetworkId> =
        inventory.assets.iter().flat_map(|a| a.interfaces.iter().map(|i| &i.network)).collect();
    let prefixes = |id: &NetworkId| -> BTreeSet<Prefix> {
        proposal.zones.iter().filter(|z| z.network == *id).filter_map(|z| z.prefix).collect()
    };
    let network = |id: &NetworkId| text::ProposedNetwork {
        id: id.clone(),
        prefixes: prefixes(id).into_iter().collect(),
        reasons: vec![
            "One capture folder is taken for one network; its prefixes are a guess from the addresses seen.".to_owned(),
        ],
    };
    seen.into_iter().map(network).collect()
}

fn asset(observed: &ObservedAsset, zone: Option<&ZoneId>, reading: &Reading) -> text::ProposedAsset {
    let interface = |i: &ringwall_model::ObservedInterface| AssetInterface {
        place: Span::default(),
        network: i.network.clone(),
        mac: i.mac,
        ips: i.ips.clone(),
        station: i.station,
    };
    let words = |word: &Option<std::borrow::Cow<'static, str>>| word.as_deref().map(Foreign::from);
    text::ProposedAsset {
        id: observed.id.clone(),
        zone: zone.cloned(),
        name: observed.hostname.clone().or_else(|| observed.model.clone()),
        role: words(&observed.role),
        level: words(&observed.level),
        component_types: observed.component_types.clone(),
        serial: observed.serial.clone(),
        firmware: observed.firmware.clone(),
        interfaces: observed.interfaces.iter().map(interface).collect(),
        reasons: reasons(observed, reading),
    }
}

/// Why it is there and what it seems to be, each with its frame.
fn reasons(observed: &ObservedAsset, reading: &Reading) -> Vec<String> {
    let told = observed
        .evidence
        .iter()
        .filter(|e| matches!(e.attribute.as_ref(), "mac" | "station" | "role" | "vendor" | "model"));
    let mut seen = BTreeSet::new();
    told.filter(|e| seen.insert((e.attribute.clone(), e.value.clone())))
        .map(|e| {
            let place = reading.place(e.at).terminal();
            let why = e.reason.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
            format!("{} {} ({} in {place}){why}", e.attribute, e.value.terminal(), e.protocol)
        })
        .collect()
}

fn conduit(conduit: &ProposedConduit, reading: &Reading) -> text::ProposedConduit {
    let [a, b] = &conduit.zones;
    text::ProposedConduit {
        id: conduit.id.clone(),
        zones: conduit.zones.to_vec(),
        reasons: vec![format!("{} kinds of exchange were seen between {a} and {b}.", conduit.exchanges.len())],
        seen: conduit.exchanges.iter().map(|e| (allowance(e), reason(e, reading))).collect(),
    }
}

fn reason(exchange: &ProposedExchange, reading: &Reading) -> String {
    let ProposedExchange { initiator, responder, answered, first, .. } = exchange;
    let outcome = if *answered { "answered" } else { "not answered" };
    let place = reading.place(*first).terminal();
    format!("seen from {initiator} to {responder}, {outcome}, first in {place}; is it meant to be?")
}

fn allowance(exchange: &ProposedExchange) -> Allowance {
    let known = exchange.protocol.is_some();
    let operations = match exchange.operations {
        none if none.is_empty() => Operations::of(&[Operation::Opaque]),
        some => some,
    };
    Allowance {
        place: Span::default(),
        protocol: exchange.protocol.clone(),
        transport: (!known).then_some(exchange.transport),
        port: (!known).then_some(exchange.port),
        operations,
        initiator: vec![Party::Asset(exchange.initiator.clone())],
        responder: vec![Party::Asset(exchange.responder.clone())],
        functions: Vec::new(),
        objects: Vec::new(),
        when: None,
        rate_per_minute: None,
        essential: None,
        purpose: Foreign::default(),
        information_class: Foreign::default(),
    }
}
