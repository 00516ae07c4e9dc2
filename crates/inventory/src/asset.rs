//! Devices written out as assets: identifiers, interfaces, values and where each comes from.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use ringwall_model::{
    Address, AssetId, Attribute, AttributeEvidence, BindingBy, Confidence, Foreign, FrameRef, Identity, Mac, NetworkId,
    ObservedAsset, ObservedInterface, Reading,
};

use crate::attributes::{self, Told, best};
use crate::behaviour::{self, Behaviour};
use crate::claims::{Forwards, Owned};
use crate::devices::{Devices, is_assigned, is_serial};
use crate::home::is_link_local;
use crate::identifiers::{Addressed, Identifiers, Names, Stationed};
use crate::makers;
use crate::nodes::Node;
use crate::order_numbers;
use crate::roles::{Clues, Reason, Role};

/// Devices by what they are declared as.
type Declared = BTreeMap<usize, (AssetId, &'static str)>;

/// Writes out every device, with its number, in the order of their ids, one at a time: an asset is many times as large as
/// what it is made of.
pub(crate) fn each(
    reading: &Reading,
    devices: &Devices<'_>,
    declared: &Declared,
    take: &mut dyn FnMut(usize, ObservedAsset),
) {
    named(reading, devices, declared, |root, view, id| take(root, view.asset(id)));
}

/// The ids of all devices, by their numbers.
pub(crate) fn ids(reading: &Reading, devices: &Devices<'_>, declared: &Declared) -> BTreeMap<usize, AssetId> {
    let mut ids = BTreeMap::new();
    named(reading, devices, declared, |root, view, (id, _)| {
        ids.insert(root, view.declared.map_or(id, |(declared, _)| declared.clone()));
    });
    ids
}

/// Gives each device with its number and what it is called, in the order of that.
fn named(
    reading: &Reading,
    devices: &Devices<'_>,
    declared: &Declared,
    mut give: impl FnMut(usize, &View<'_>, (AssetId, Vec<AssetId>)),
) {
    let behaviours = behaviour::of_devices(reading, devices);
    let told = attributes::of_devices(reading, devices);
    let none = Behaviour::default();
    let members = devices.members();
    let members: Vec<&[(usize, usize)]> = members.chunk_by(|a, b| a.0 == b.0).collect();
    let view = |nodes| view(reading, devices, nodes, (&behaviours, &none), &told, declared);
    let names = names(&members, view);
    for device in names.order() {
        if let Some((nodes, (root, _))) = members.get(*device).and_then(|nodes| Some((nodes, nodes.first()?))) {
            give(*root, &view(nodes), names.of(*device));
        }
    }
}

/// What all devices are called.
fn names<'a>(members: &[&'a [(usize, usize)]], view: impl Fn(&'a [(usize, usize)]) -> View<'a>) -> Names {
    let mut identifiers = Identifiers::default();
    for (device, nodes) in members.iter().enumerate() {
        view(nodes).identify(device, &mut identifiers);
    }
    // Two devices share all identifiers: their places among the nodes still tell them apart.
    identifiers.name(members.len(), |device| members.get(device).and_then(|m| m.first()).map_or(0, |(_, node)| *node))
}

fn view<'a>(
    reading: &'a Reading,
    devices: &'a Devices<'a>,
    nodes: &'a [(usize, usize)],
    (behaviours, none): (&'a BTreeMap<usize, Behaviour>, &'a Behaviour),
    told: &'a Told<'a>,
    declared: &'a Declared,
) -> View<'a> {
    let device = nodes.first().map_or(usize::MAX, |(device, _)| *device);
    View {
        reading,
        devices,
        nodes,
        told: told.get(&device).map_or(&[], Vec::as_slice),
        behaviour: behaviours.get(&device).unwrap_or(none),
        declared: declared.get(&device),
    }
}

/// One device with all that is known of it.
struct View<'a> {
    reading: &'a Reading,
    devices: &'a Devices<'a>,
    /// The device beside each of its nodes.
    nodes: &'a [(usize, usize)],
    told: &'a [&'a Identity],
    behaviour: &'a Behaviour,
    declared: Option<&'a (AssetId, &'static str)>,
}

impl<'a> View<'a> {
    fn nodes(&self) -> impl Iterator<Item = (usize, &'a Node<'a>)> + use<'a> {
        let devices = self.devices;
        self.nodes.iter().filter_map(|(_, n)| Some((*n, devices.nodes.list.get(*n)?)))
    }

    /// Strongest first: serial, MAC, network and address.
    fn identify(&self, device: usize, identifiers: &mut Identifiers) {
        let serial = best(self.told, Attribute::Serial).filter(|i| i.confidence == Confidence::High);
        if let Some(serial) = serial.map(|i| i.value.raw()).filter(|s| is_serial(s)) {
            identifiers.add_serial(device, serial);
        }
        let mut macs: Vec<(bool, FrameRef, Mac)> = Vec::new();
        let mut addresses: Vec<Addressed<'_>> = Vec::new();
        let mut stations: Vec<Stationed<'_>> = Vec::new();
        for (_, node) in self.nodes() {
            match node.address {
                Address::Mac(mac) => macs.push((!is_assigned(mac), node.first, mac)),
                Address::Ip(ip) => addresses.push((is_link_local(ip), node.first, node.network, ip)),
                Address::Station(number) => stations.push((node.first, node.network, number)),
            }
        }
        identifiers.add_macs(device, &mut macs);
        identifiers.add_addresses(device, &mut addresses);
        identifiers.add_stations(device, &mut stations);
    }

    fn asset(&self, (id, aliases): (AssetId, Vec<AssetId>)) -> ObservedAsset {
        let on_bus = self.nodes().all(|(_, node)| matches!(node.address, Address::Station(_)));
        let clues = Clues { behaviour: self.behaviour, told: self.told, forwards: self.forwards(), on_bus };
        let role = Role::of(&clues);
        let value = |attribute| best(self.told, attribute).map(|i| i.value.clone());
        ObservedAsset {
            id,
            aliases,
            declared: self.declared.map(|(id, _)| id.clone()),
            matched_by: self.declared.map(|(_, way)| Cow::Borrowed(*way)),
            interfaces: self.interfaces(),
            vendor: value(Attribute::Vendor).or_else(|| self.likely_vendor().map(Foreign::from)),
            model: value(Attribute::Model)
                .or_else(|| order_numbers::of(self.told).map(|(_, family)| Foreign::from(family))),
            firmware: value(Attribute::Firmware),
            serial: value(Attribute::Serial),
            order_number: value(Attribute::OrderNumber),
            hostname: value(Attribute::Hostname),
            role: role.as_ref().map(|(role, _)| Cow::Borrowed(role.word)),
            level: role.as_ref().and_then(|(role, _)| role.level).map(Cow::Borrowed),
            component_types: role.as_ref().map(|(role, _)| role.component).into_iter().collect(),
            protocols: self.behaviour.protocols.clone(),
            evidence: self.evidence(role),
        }
    }

    /// Forwarding of all its MAC addresses together.
    fn forwards(&self) -> Option<Forwards> {
        let each = self.nodes.iter().filter_map(|(_, n)| self.devices.forwarders.get(n));
        each.copied().reduce(|a, b| Forwards {
            addresses: a.addresses.saturating_add(b.addresses),
            lowered: a.lowered.saturating_add(b.lowered),
            // The frame is one with a lowered count, where there is any.
            at: match (a.lowered > 0, b.lowered > 0) {
                (true, false) => a.at,
                (false, true) => b.at,
                _ => a.at.min(b.at),
            },
            sure: true,
        })
    }

    /// One interface a MAC address, with the IP addresses joined to it; the others by network.
    fn interfaces(&self) -> Vec<ObservedInterface> {
        // Where devices were joined later (a serial number), the owner may be on another network: then by network alone.
        let home = |n: usize| self.devices.nodes.list.get(n).map(|node| node.network);
        let owner = |ip: usize| self.devices.owner(ip).map(|o| o.mac).filter(|mac| home(*mac) == home(ip));
        let mut interfaces: BTreeMap<(Option<usize>, &NetworkId), ObservedInterface> = BTreeMap::new();
        for (n, node) in self.nodes() {
            let (key, mac) = match node.address {
                Address::Mac(mac) => (Some(n), Some(mac)),
                Address::Ip(_) => (owner(n), None),
                Address::Station(_) => (Some(n), None),
            };
            let entry = interfaces.entry((key, node.network)).or_insert_with(|| ObservedInterface {
                mac: None,
                ips: Vec::new(),
                network: node.network.clone(),
                vlans: node.vlans.to_vec(),
                station: None,
            });
            entry.mac = entry.mac.or(mac);
            match node.address {
                Address::Ip(ip) => entry.ips.push(ip),
                Address::Station(number) => entry.station = Some(number),
                Address::Mac(_) => {}
            }
        }
        let mut interfaces: Vec<ObservedInterface> = interfaces.into_values().collect();
        interfaces.iter_mut().for_each(|i| i.ips.sort());
        interfaces.sort();
        interfaces
    }

    /// The maker of its first MAC address that has one.
    fn maker(&self) -> Option<(FrameRef, &'static str)> {
        let macs = self.nodes().filter_map(|(_, node)| match node.address {
            Address::Mac(mac) => Some((node.first, makers::of(mac)?)),
            Address::Ip(_) | Address::Station(_) => None,
        });
        macs.min()
    }

    /// Whose order number it has, or else whose MAC address.
    fn likely_vendor(&self) -> Option<&'static str> {
        order_numbers::of(self.told).map(|_| order_numbers::MAKER).or_else(|| self.maker().map(|(_, name)| name))
    }

    fn evidence(&self, role: Option<(&'static Role, Reason)>) -> Vec<AttributeEvidence> {
        let mut evidence: Vec<AttributeEvidence> = self.told.iter().map(|i| told(i)).collect();
        evidence.extend(self.macs());
        evidence.extend(self.addresses());
        if let Some((at, name)) = self.maker() {
            let reason = "the first bytes of its MAC address were assigned to this maker";
            evidence.push(inferred("vendor", name, "mac-prefix", (at, Confidence::Low), reason.to_owned()));
        }
        if let Some((at, family)) = order_numbers::of(self.told) {
            let (by, how, reason) = ("order-number", (at, Confidence::Low), "its order number begins as theirs do");
            evidence.push(inferred("model", family, by, how, reason.to_owned()));
            evidence.push(inferred("vendor", order_numbers::MAKER, by, how, reason.to_owned()));
        }
        if let Some((role, reason)) = role {
            let how = (reason.at, reason.confidence);
            let why = reason.text.clone();
            evidence.push(inferred("role", role.word, reason.protocol.clone(), how, why));
            let (at, by) = (reason.at, "role");
            let kind = format!("a {} is usually this type of component", role.word);
            evidence.push(inferred("component-type", role.component.word(), by, (at, Confidence::Low), kind));
            if let Some(level) = role.level {
                let usual = format!("a {} usually belongs to this Purdue level", role.word);
                evidence.push(inferred("level", level, by, (at, Confidence::Low), usual));
            }
        }
        evidence.sort_by(|a, b| {
            (&a.attribute, a.at, &a.value, &a.protocol).cmp(&(&b.attribute, b.at, &b.value, &b.protocol))
        });
        evidence
    }

    /// MAC addresses, with what each rests on: what its owner said of an IP address, or frames alone.
    fn macs(&self) -> impl Iterator<Item = AttributeEvidence> + '_ {
        self.nodes().filter_map(|(n, node)| {
            let Address::Mac(mac) = node.address else { return None };
            let best = self.devices.rests_on(n);
            let (by, at, confidence) = match best {
                Some(o) if o.by == BindingBy::Resolution => ("resolution", o.at, Confidence::High),
                Some(o) if o.by == BindingBy::Lease => ("lease", o.at, Confidence::High),
                Some(o) => ("frames", o.at, Confidence::Low),
                None => match self.devices.named.get(&n) {
                    Some(at) => ("frames", *at, Confidence::Medium),
                    None => ("frames", node.first, Confidence::High),
                },
            };
            let reason = match best {
                Some(o) if o.by == BindingBy::Frame => Some(self.by_frames(o)),
                None if self.devices.named.contains_key(&n) => Some(BY_PORT.to_owned()),
                _ => None,
            };
            let value = Foreign::from(mac.to_string());
            Some(AttributeEvidence { attribute: "mac".into(), value, protocol: by.into(), at, confidence, reason })
        })
    }

    /// IP addresses that no MAC address stands for, and stations, each with the first frame that shows it.
    fn addresses(&self) -> impl Iterator<Item = AttributeEvidence> + '_ {
        let alone = self.nodes().filter(|(n, _)| self.devices.owner(*n).is_none());
        alone.filter_map(|(_, node)| {
            let (attribute, value) = match node.address {
                Address::Ip(ip) => ("ip", ip.to_string()),
                Address::Station(number) => ("station", number.to_string()),
                Address::Mac(_) => return None,
            };
            let (value, at, confidence) = (Foreign::from(value), node.first, Confidence::High);
            let (attribute, protocol) = (attribute.into(), "frames".into());
            Some(AttributeEvidence { attribute, value, protocol, at, confidence, reason: None })
        })
    }

    fn by_frames(&self, owned: &Owned) -> String {
        let address: Option<IpAddr> = self.devices.nodes.list.get(owned.ip).and_then(|n| match n.address {
            Address::Ip(ip) => Some(ip),
            Address::Mac(_) | Address::Station(_) => None,
        });
        let shown = address.map(|a| a.to_string()).unwrap_or_default();
        if self.devices.keeps(owned) {
            return format!("its frames carried {shown}, and who claims it sent from other addresses only");
        }
        let captures = self.reading.captures.len();
        format!("its frames carried {shown} and no other such address in {captures} capture(s)")
    }
}

/// Why an address that sends nothing belongs to a device.
const BY_PORT: &str = "a port whose address is of the same block named it as its device in its own frame";

fn told(identity: &Identity) -> AttributeEvidence {
    AttributeEvidence {
        attribute: identity.attribute.into(),
        value: identity.value.clone(),
        protocol: identity.protocol.clone(),
        at: identity.at,
        confidence: identity.confidence,
        reason: None,
    }
}

fn inferred(
    attribute: &'static str,
    value: &str,
    by: impl Into<Cow<'static, str>>,
    (at, confidence): (FrameRef, Confidence),
    reason: String,
) -> AttributeEvidence {
    let (attribute, value) = (Cow::Borrowed(attribute), Foreign::from(value));
    AttributeEvidence { attribute, value, protocol: by.into(), at, confidence, reason: Some(reason) }
}
