//! Writing a proposal of a plant folder from what captures show.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ringwall_inventory::Proposal;
use ringwall_model::{
    Allowance, AssetId, AssetInterface, ConduitId, Foreign, Inventory, NetworkId, ObservedAsset, Operations, Party, Prefix, Reading,
    Span, Transport, ZoneId,
};
use ringwall_plant::propose as text;

use crate::{WorkError, discover::Found, files};

/// Writes `plant.toml` of a proposal into a folder; over nothing that exists.
pub fn propose(folder: &Path, found: &Found) -> Result<Vec<PathBuf>, WorkError> {
    let proposal = ringwall_inventory::propose(&found.inventory, &found.reading);
    let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_else(|| "proposed plant".to_owned());
    let page = text::plant_toml(&pages(&name, &proposal, &found.inventory, &found.reading));
    files::write_all_new(folder, &[("plant.toml".to_owned(), page)])
}

fn pages(name: &str, proposal: &Proposal, inventory: &Inventory, reading: &Reading) -> text::Proposal {
    let zones: BTreeMap<&AssetId, &ZoneId> = proposal.zones.iter().flat_map(|z| z.assets.iter().map(move |a| (a, &z.id))).collect();
    text::Proposal {
        name: Foreign::from(name),
        remarks: vec![
            format!("Made from {} captures with {} frames.", reading.captures.len(), reading.packets.total),
            "What was seen is not what is intended: read every line, correct zones, and only then uncomment conduits.".to_owned(),
            "Devices that were silent while the captures ran are missing.".to_owned(),
        ],
        networks: proposal.networks.iter().map(|id| network(id, inventory)).collect(),
        zones: proposal.zones.iter().map(|z| text::ProposedZone { id: z.id.clone(), kind: z.kind, reasons: vec![z.reason.clone()] }).collect(),
        assets: inventory.assets.iter().map(|a| asset(a, zones.get(&a.id).copied(), reading)).collect(),
        conduits: proposal.conduits.iter().map(conduit).collect(),
    }
}

/// The /24 networks (and /64) that its devices' own addresses fall into.
fn network(id: &NetworkId, inventory: &Inventory) -> text::ProposedNetwork {
    let own = inventory.assets.iter().flat_map(|a| &a.interfaces).filter(|i| i.network == *id && i.mac.is_some());
    let prefixes: BTreeSet<Prefix> = own.flat_map(|i| &i.ips).filter_map(|ip| prefix_of(*ip)).collect();
    let reasons = vec!["The prefixes are a guess: /24 around each address seen with a MAC address of its own.".to_owned()];
    text::ProposedNetwork { id: id.clone(), prefixes: prefixes.into_iter().collect(), reasons }
}

fn prefix_of(ip: IpAddr) -> Option<Prefix> {
    let text = match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    };
    Prefix::parse(&text)
}

fn asset(observed: &ObservedAsset, zone: Option<&ZoneId>, reading: &Reading) -> text::ProposedAsset {
    let interface = |i: &ringwall_model::ObservedInterface| AssetInterface {
        place: Span::default(),
        network: i.network.clone(),
        mac: i.mac,
        ips: i.ips.clone(),
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
    let told = observed.evidence.iter().filter(|e| matches!(e.attribute.as_ref(), "mac" | "role" | "vendor" | "model"));
    let mut seen = BTreeSet::new();
    told.filter(|e| seen.insert((e.attribute.clone(), e.value.clone())))
        .map(|e| {
            let capture = reading.capture_name(e.at.capture).terminal();
            let why = e.reason.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
            format!("{} {} ({} in {capture} frame {}){why}", e.attribute, e.value.terminal(), e.protocol, e.at.frame)
        })
        .collect()
}

fn conduit(conduit: &ringwall_inventory::ProposedConduit) -> text::ProposedConduit {
    let zones = vec![conduit.from.clone(), conduit.to.clone()];
    text::ProposedConduit {
        id: ConduitId::from_foreign(&format!("{}-to-{}", conduit.from, conduit.to)),
        zones,
        reasons: vec![format!("{} kinds of exchange were seen from {} to {}.", conduit.seen.len(), conduit.from, conduit.to)],
        seen: conduit
            .seen
            .iter()
            .map(|(asker, answerer, word, operations)| {
                let allowance = allowance(asker, answerer, word, operations);
                (allowance, format!("seen from {asker} to {answerer}; is it meant to be?"))
            })
            .collect(),
    }
}

fn allowance(asker: &AssetId, answerer: &AssetId, word: &str, operations: &[ringwall_model::Operation]) -> Allowance {
    let (protocol, transport, port) = match word.split_once('/') {
        Some((transport, port)) => (None, transport_of(transport), port.parse().ok()),
        None => (Some(std::borrow::Cow::Owned(word.to_owned())), None, None),
    };
    let set = operations.iter().fold(Operations::NONE, |set, o| set.with(*o));
    Allowance {
        place: Span::default(),
        protocol,
        transport,
        port,
        operations: if set.is_empty() { Operations::of(&[ringwall_model::Operation::Opaque]) } else { set },
        initiator: vec![Party::Asset(asker.clone())],
        responder: vec![Party::Asset(answerer.clone())],
        functions: Vec::new(),
        objects: Vec::new(),
        when: None,
        rate_per_minute: None,
        essential: None,
        purpose: Foreign::default(),
        information_class: Foreign::default(),
    }
}

fn transport_of(word: &str) -> Option<Transport> {
    [Transport::Tcp, Transport::Udp, Transport::Ip, Transport::Ethernet].into_iter().find(|t| t.word() == word)
}
