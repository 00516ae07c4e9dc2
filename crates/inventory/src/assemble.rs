//! Puts the inventory together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    AssetId, Attribute, AttributeEvidence, Confidence, Conversation, Foreign, Identity, Inventory, ObservedAsset,
    ObservedInterface, Plant, Reading,
};

use crate::{
    attributes::Attributes,
    devices::{Device, Interface, Spot, devices},
    matching, remarks,
    roles::role,
};

/// One asset for each device of a reading, matched with what a plant declares.
pub fn build(reading: &Reading, plant: Option<&Plant>) -> Inventory {
    let (found, duplicates) = devices(reading, plant);
    let told = told(&reading.identities);
    let spoken = spoken(&reading.conversations);
    let mut assets: Vec<ObservedAsset> = merged(found, plant, &told)
        .into_iter()
        .map(|(device, declared)| asset(&device, declared, &told, &spoken))
        .collect();
    name(&mut assets);
    assets.sort_by(|a, b| a.id.cmp(&b.id));
    let mut diagnostics: Vec<_> = duplicates.iter().filter_map(|d| remarks::duplicate(reading, d)).collect();
    for (plant, asset) in assets.iter().filter_map(|a| plant.map(|p| (p, a))) {
        diagnostics.extend(remarks::disagreements(reading, plant, asset));
        diagnostics.extend(remarks::undeclared(reading, plant, asset));
    }
    diagnostics.sort();
    Inventory { assets, diagnostics }
}

type Told<'a> = BTreeMap<Spot, Vec<&'a Identity>>;
type Spoken<'a> = BTreeMap<Spot, Vec<&'a Conversation>>;
type Match = Option<(AssetId, &'static str)>;

fn told(identities: &[Identity]) -> Told<'_> {
    let mut told: Told<'_> = BTreeMap::new();
    identities.iter().for_each(|i| told.entry((i.network.clone(), i.subject)).or_default().push(i));
    told
}

fn spoken(conversations: &[Conversation]) -> Spoken<'_> {
    let mut spoken: Spoken<'_> = BTreeMap::new();
    for c in conversations {
        for address in [c.key.parties.first(), c.key.parties.second()] {
            spoken.entry((c.key.network.clone(), address)).or_default().push(c);
        }
    }
    spoken
}

fn of_device<'a, T>(device: &Device, map: &BTreeMap<Spot, Vec<&'a T>>) -> Vec<&'a T> {
    device.spots.iter().filter_map(|spot| map.get(spot)).flatten().copied().collect()
}

/// Devices that are the same declared asset become one: a firewall is seen on every network it joins.
fn merged(found: Vec<Device>, plant: Option<&Plant>, told: &Told<'_>) -> Vec<(Device, Match)> {
    let mut known: BTreeMap<AssetId, (Device, &'static str)> = BTreeMap::new();
    let mut rest = Vec::new();
    for device in found {
        let attributes = Attributes::of(&device, &of_device(&device, told));
        match plant.and_then(|p| matching::declared(p, &device, &attributes)) {
            Some((id, by)) => match known.get_mut(&id) {
                Some((whole, _)) => join(whole, device),
                None => drop(known.insert(id, (device, by))),
            },
            None => rest.push((device, None)),
        }
    }
    rest.extend(known.into_iter().map(|(id, (device, by))| (device, Some((id, by)))));
    rest
}

fn join(whole: &mut Device, part: Device) {
    whole.spots.extend(part.spots);
    for (key, interface) in part.interfaces {
        let slot: &mut Interface = whole.interfaces.entry(key).or_default();
        slot.ips.extend(interface.ips);
        slot.at = slot.at.into_iter().chain(interface.at).min();
        if slot.vlans.is_empty() {
            slot.vlans = interface.vlans;
        }
    }
    whole.routes = whole.routes.into_iter().chain(part.routes).min();
    whole.first = whole.first.into_iter().chain(part.first).min();
}

fn asset(device: &Device, declared: Match, told: &Told<'_>, spoken: &Spoken<'_>) -> ObservedAsset {
    let conversations = of_device(device, spoken);
    let attributes = Attributes::of(device, &of_device(device, told));
    let role = role(device, &attributes, &conversations);
    let value = |attribute| attributes.value(attribute);
    let protocols: BTreeSet<_> = conversations.iter().filter_map(|c| c.key.protocol.clone()).collect();
    let mut asset = ObservedAsset {
        id: AssetId::from_foreign("unnamed"),
        aliases: aliases(device, &attributes),
        declared: declared.as_ref().map(|(id, _)| id.clone()),
        matched_by: declared.map(|(_, by)| Cow::Borrowed(by)),
        interfaces: interfaces(device),
        vendor: value(Attribute::Vendor),
        model: value(Attribute::Model),
        firmware: value(Attribute::Firmware),
        serial: value(Attribute::Serial),
        order_number: value(Attribute::OrderNumber),
        hostname: value(Attribute::Hostname),
        role: role.as_ref().map(|r| Cow::Borrowed(r.word)),
        level: role.as_ref().and_then(|r| r.level).map(Cow::Borrowed),
        component_types: role.as_ref().map(|r| r.types.to_vec()).unwrap_or_default(),
        protocols: protocols.into_iter().collect(),
        evidence: Vec::new(),
    };
    let inferred = role.iter().flat_map(|r| r.evidence().collect::<Vec<_>>());
    asset.evidence = addresses(device).chain(inferred).chain(attributes.into_evidence()).collect();
    asset.evidence.sort_by(|a, b| (&a.attribute, a.at, &a.value).cmp(&(&b.attribute, b.at, &b.value)));
    asset
}

fn interfaces(device: &Device) -> Vec<ObservedInterface> {
    let interface =
        |((network, mac), interface): (&(ringwall_model::NetworkId, Option<ringwall_model::Mac>), &Interface)| {
            ObservedInterface {
                mac: *mac,
                ips: interface.ips.iter().copied().collect(),
                network: network.clone(),
                vlans: interface.vlans.clone(),
            }
        };
    let mut interfaces: Vec<_> = device.interfaces.iter().map(interface).collect();
    interfaces.sort();
    interfaces
}

/// MAC and IP addresses as evidence of their own.
fn addresses(device: &Device) -> impl Iterator<Item = AttributeEvidence> + '_ {
    let one = |attribute: &'static str, value: String, at| AttributeEvidence {
        attribute: Cow::Borrowed(attribute),
        value: Foreign::from(value),
        protocol: Cow::Borrowed(if attribute == "mac" { "ethernet" } else { "ip" }),
        at,
        confidence: Confidence::High,
        reason: None,
    };
    device.interfaces.iter().flat_map(move |((_, mac), interface)| {
        let at = interface.at.or(device.first).unwrap_or_default();
        let mac = mac.map(|m| one("mac", m.to_string(), at));
        mac.into_iter().chain(interface.ips.iter().map(move |ip| one("ip", ip.to_string(), at)))
    })
}

/// Every id the device could go by, strongest first: serial number, MAC addresses, network and address.
fn aliases(device: &Device, attributes: &Attributes) -> Vec<AssetId> {
    let serial = attributes.best(Attribute::Serial).filter(|s| s.confidence == Confidence::High);
    let serial = serial.map(|s| AssetId::from_foreign(&format!("serial:{}", s.value.raw())));
    let macs = device.interfaces.keys().filter_map(|(_, mac)| mac.map(|m| AssetId::from_foreign(&format!("mac:{m}"))));
    let ips = device.interfaces.iter().flat_map(|((network, _), interface)| {
        interface.ips.iter().map(move |ip| AssetId::from_foreign(&format!("{network}:{ip}")))
    });
    let mut aliases: Vec<AssetId> = Vec::new();
    for id in serial.into_iter().chain(macs).chain(ips) {
        if !aliases.contains(&id) {
            aliases.push(id);
        }
    }
    aliases
}

/// Names each asset by its strongest identifier that no other has; the others stay as aliases.
fn name(assets: &mut [ObservedAsset]) {
    let mut owners: BTreeMap<AssetId, usize> = BTreeMap::new();
    for alias in assets.iter().flat_map(|a| &a.aliases) {
        *owners.entry(alias.clone()).or_default() += 1;
    }
    for asset in assets {
        let unique = asset.aliases.iter().position(|alias| owners.get(alias) == Some(&1));
        if let Some(at) = unique.or((!asset.aliases.is_empty()).then_some(0)) {
            asset.id = asset.aliases.remove(at);
        }
    }
}
