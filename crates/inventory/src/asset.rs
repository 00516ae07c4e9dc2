//! Devices written out as assets: identifiers, interfaces, values and where each comes from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ringwall_model::{
    Address, AssetId, Attribute, AttributeEvidence, BindingBy, Confidence, Foreign, FrameRef, Identity, Mac, NetworkId,
    ObservedAsset, ObservedInterface, Reading,
};

use crate::attributes::{Told, best};
use crate::behaviour::Behaviour;
use crate::claims::Forwards;
use crate::devices::{Devices, is_assigned, is_serial};
use crate::makers;
use crate::nodes::Node;
use crate::roles::{Clues, Reason, Role};

/// Writes out every device.
pub(crate) fn assemble(
    reading: &Reading,
    devices: &Devices<'_>,
    behaviours: &BTreeMap<usize, Behaviour>,
    told: &Told<'_>,
    declared: &BTreeMap<usize, (AssetId, &'static str)>,
) -> Vec<ObservedAsset> {
    let none = Behaviour::default();
    let members = devices.members();
    let views: Vec<View<'_>> = members
        .iter()
        .map(|(device, nodes)| View {
            reading,
            devices,
            nodes: nodes.iter().filter_map(|n| Some((*n, devices.nodes.list.get(*n)?))).collect(),
            told: told.get(device).map_or(&[], Vec::as_slice),
            behaviour: behaviours.get(device).unwrap_or(&none),
            declared: declared.get(device),
        })
        .collect();
    let identifiers: Vec<Vec<String>> = views.iter().map(View::identifiers).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for identifier in identifiers.iter().flatten() {
        let count = uses.entry(identifier).or_default();
        *count = count.saturating_add(1);
    }
    let unique = |list: &Vec<String>| -> Vec<AssetId> {
        list.iter().filter(|i| uses.get(i.as_str()) == Some(&1)).map(|i| AssetId::from_foreign(i)).collect()
    };
    views.iter().zip(&identifiers).map(|(view, list)| view.asset(unique(list))).collect()
}

/// One device with all that is known of it.
struct View<'a> {
    reading: &'a Reading,
    devices: &'a Devices<'a>,
    nodes: Vec<(usize, &'a Node)>,
    told: &'a [&'a Identity],
    behaviour: &'a Behaviour,
    declared: Option<&'a (AssetId, &'static str)>,
}

impl View<'_> {
    /// Strongest first: serial, MAC, network and address. Already in the characters of an id.
    fn identifiers(&self) -> Vec<String> {
        let serial = best(self.told, Attribute::Serial).filter(|i| i.confidence == Confidence::High);
        let serial = serial.map(|i| i.value.raw()).filter(|s| is_serial(s)).map(|s| format!("serial:{s}"));
        let mut macs: Vec<(bool, FrameRef, Mac)> = Vec::new();
        let mut addresses: Vec<(bool, FrameRef, String)> = Vec::new();
        for (_, node) in &self.nodes {
            match node.address {
                Address::Mac(mac) => macs.push((!is_assigned(mac), node.first, mac)),
                Address::Ip(ip) => {
                    let local = crate::home::is_link_local(ip);
                    addresses.push((local, node.first, format!("{}:{ip}", node.network)));
                }
            }
        }
        macs.sort();
        addresses.sort();
        let macs = macs.into_iter().map(|(_, _, mac)| format!("mac:{mac}"));
        let addresses = addresses.into_iter().map(|(_, _, text)| text);
        let mut seen = BTreeSet::new();
        let all =
            serial.into_iter().chain(macs).chain(addresses).map(|i| AssetId::from_foreign(&i).as_str().to_owned());
        all.filter(|i| seen.insert(i.clone())).collect()
    }

    fn asset(&self, identifiers: Vec<AssetId>) -> ObservedAsset {
        let mut identifiers = identifiers.into_iter();
        let id = identifiers.next().unwrap_or_else(|| self.numbered());
        let mut aliases: Vec<AssetId> = identifiers.collect();
        aliases.sort();
        let clues = Clues { behaviour: self.behaviour, told: self.told, forwards: self.forwards() };
        let role = Role::of(&clues);
        let value = |attribute| best(self.told, attribute).map(|i| i.value.clone());
        ObservedAsset {
            id,
            aliases,
            declared: self.declared.map(|(id, _)| id.clone()),
            matched_by: self.declared.map(|(_, way)| Cow::Borrowed(*way)),
            interfaces: self.interfaces(),
            vendor: value(Attribute::Vendor).or_else(|| self.maker().map(|(_, name)| Foreign::from(name))),
            model: value(Attribute::Model),
            firmware: value(Attribute::Firmware),
            serial: value(Attribute::Serial),
            order_number: value(Attribute::OrderNumber),
            hostname: value(Attribute::Hostname),
            role: role.as_ref().map(|(role, _)| Cow::Borrowed(role.word)),
            level: role.as_ref().and_then(|(role, _)| role.level).map(Cow::Borrowed),
            component_types: role.as_ref().map(|(role, _)| role.component).into_iter().collect(),
            protocols: self.behaviour.protocols.iter().cloned().collect(),
            evidence: self.evidence(role),
        }
    }

    /// No identifier is its own: two devices share all of them. Its place among the nodes still tells them apart.
    fn numbered(&self) -> AssetId {
        AssetId::from_foreign(&format!("device:{}", self.nodes.first().map_or(0, |(n, _)| *n)))
    }

    /// Forwarding of all its MAC addresses together.
    fn forwards(&self) -> Option<Forwards> {
        let each = self.nodes.iter().filter_map(|(n, _)| self.devices.forwarders.get(n));
        each.copied().reduce(|a, b| Forwards {
            addresses: a.addresses.saturating_add(b.addresses),
            at: a.at.min(b.at),
            sure: true,
        })
    }

    /// One interface a MAC address, with the IP addresses joined to it; the others by network.
    fn interfaces(&self) -> Vec<ObservedInterface> {
        // Where devices were joined later (a serial number), the owner may be on another network: then by network alone.
        let home = |n: usize| self.devices.nodes.list.get(n).map(|node| &node.network);
        let owner = |ip: usize| self.devices.owned.get(&ip).map(|o| o.mac).filter(|mac| home(*mac) == home(ip));
        let mut interfaces: BTreeMap<(Option<usize>, &NetworkId), ObservedInterface> = BTreeMap::new();
        for (n, node) in &self.nodes {
            let (key, mac) = match node.address {
                Address::Mac(mac) => (Some(*n), Some(mac)),
                Address::Ip(_) => (owner(*n), None),
            };
            let entry = interfaces.entry((key, &node.network)).or_insert_with(|| ObservedInterface {
                mac: None,
                ips: Vec::new(),
                network: node.network.clone(),
                vlans: node.vlans.clone(),
            });
            entry.mac = entry.mac.or(mac);
            if let Address::Ip(ip) = node.address {
                entry.ips.push(ip);
            }
        }
        let mut interfaces: Vec<ObservedInterface> = interfaces.into_values().collect();
        interfaces.iter_mut().for_each(|i| i.ips.sort());
        interfaces.sort();
        interfaces
    }

    /// The maker of its first MAC address that has one.
    fn maker(&self) -> Option<(FrameRef, &'static str)> {
        let macs = self.nodes.iter().filter_map(|(_, node)| match node.address {
            Address::Mac(mac) => Some((node.first, makers::of(mac)?)),
            Address::Ip(_) => None,
        });
        macs.min()
    }

    fn evidence(&self, role: Option<(&'static Role, Reason)>) -> Vec<AttributeEvidence> {
        let mut evidence: Vec<AttributeEvidence> = self.told.iter().map(|i| told(i)).collect();
        evidence.extend(self.macs());
        if let Some((at, name)) = self.maker() {
            let reason = "the first bytes of its MAC address were assigned to this maker";
            evidence.push(inferred("vendor", name, "mac-prefix", (at, Confidence::Low), reason.to_owned()));
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
        self.nodes.iter().filter_map(|(n, node)| {
            let Address::Mac(mac) = node.address else { return None };
            let best = self.devices.rests_on.get(n);
            let (by, at, confidence) = match best {
                Some(o) if o.by == BindingBy::Resolution => ("resolution", o.at, Confidence::High),
                Some(o) if o.by == BindingBy::Lease => ("lease", o.at, Confidence::High),
                Some(o) => ("frames", o.at, Confidence::Low),
                None => match self.devices.named.get(n) {
                    Some(at) => ("frames", *at, Confidence::Medium),
                    None => ("frames", node.first, Confidence::High),
                },
            };
            let reason = match best {
                Some(o) if o.by == BindingBy::Frame => Some(self.by_frames(o.ip)),
                None if self.devices.named.contains_key(n) => Some(BY_PORT.to_owned()),
                _ => None,
            };
            let value = Foreign::from(mac.to_string());
            Some(AttributeEvidence { attribute: "mac".into(), value, protocol: by.into(), at, confidence, reason })
        })
    }

    fn by_frames(&self, ip: usize) -> String {
        let address: Option<IpAddr> = self.devices.nodes.list.get(ip).and_then(|n| match n.address {
            Address::Ip(ip) => Some(ip),
            Address::Mac(_) => None,
        });
        let shown = address.map(|a| a.to_string()).unwrap_or_default();
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
