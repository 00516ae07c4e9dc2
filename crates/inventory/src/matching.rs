//! Declared assets found among the observed devices.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ringwall_model::{
    Address, Asset, AssetId, Attribute, Confidence, Diagnostic, Foreign, Mac, NetworkId, ObservedAsset, Plant, Reading,
    Severity,
};

use crate::claims::place;
use crate::devices::{Devices, is_serial};

/// What was matched.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// Declared asset of a device, and by what.
    pub(crate) declared: BTreeMap<usize, (AssetId, &'static str)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Declared assets by whatever may identify them.
struct Declared<'p> {
    plant: &'p Plant,
    by_mac: BTreeMap<Mac, BTreeSet<&'p AssetId>>,
    by_address: BTreeMap<(&'p NetworkId, IpAddr), BTreeSet<&'p AssetId>>,
    by_station: BTreeMap<(&'p NetworkId, u8), BTreeSet<&'p AssetId>>,
    anywhere: BTreeMap<IpAddr, BTreeSet<&'p AssetId>>,
    by_serial: BTreeMap<&'p str, BTreeSet<&'p AssetId>>,
    by_name: BTreeMap<String, BTreeSet<&'p AssetId>>,
}

/// Ways to match, strongest first. A weaker one is tried only for a device that no stronger one matched.
const WAYS: [&str; 5] = ["mac", "address", "unique-address", "serial", "hostname"];

/// Matches devices, and makes one device of those that are the same declared asset.
pub(crate) fn match_declared(devices: &mut Devices<'_>, reading: &Reading, plant: &Plant) -> Matches {
    let declared = Declared::new(plant);
    let told = told(devices, reading);
    let mut matched: BTreeMap<usize, (AssetId, &'static str)> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    let members = devices.members();
    for way in WAYS {
        let taken: BTreeSet<AssetId> = matched.values().map(|(id, _)| id.clone()).collect();
        for nodes in members.chunk_by(|a, b| a.0 == b.0) {
            let Some((device, _)) = nodes.first().copied().filter(|(device, _)| !matched.contains_key(device)) else {
                continue;
            };
            let Some(id) = declared.find(way, devices, nodes, told.get(&device)) else { continue };
            match contradiction(devices, reading, plant, nodes, (way, id), taken.contains(id)) {
                Verdict::Match(remark) => {
                    diagnostics.extend(remark);
                    matched.insert(device, (id.clone(), way));
                }
                Verdict::Refuse(remark) => diagnostics.extend(remark),
            }
        }
    }
    unite(devices, &mut matched);
    Matches { declared: matched, diagnostics }
}

/// Devices of one declared asset become one; the strongest way stands.
fn unite(devices: &mut Devices<'_>, matched: &mut BTreeMap<usize, (AssetId, &'static str)>) {
    let mut first: BTreeMap<AssetId, usize> = BTreeMap::new();
    for (device, (id, _)) in matched.iter() {
        let one = *first.entry(id.clone()).or_insert(*device);
        devices.merge(one, *device);
    }
    devices.settle();
    let rank = |way: &str| WAYS.iter().position(|w| *w == way);
    let mut united: BTreeMap<usize, (AssetId, &'static str)> = BTreeMap::new();
    for (device, (id, way)) in std::mem::take(matched) {
        let entry = united.entry(devices.device(device)).or_insert((id, way));
        if rank(way) < rank(entry.1) {
            entry.1 = way;
        }
    }
    *matched = united;
}

impl<'p> Declared<'p> {
    fn new(plant: &'p Plant) -> Self {
        let mut this = Self {
            plant,
            by_mac: BTreeMap::new(),
            by_address: BTreeMap::new(),
            by_station: BTreeMap::new(),
            anywhere: BTreeMap::new(),
            by_serial: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        for (id, asset) in &plant.assets {
            for interface in &asset.interfaces {
                interface.mac.into_iter().for_each(|mac| this.add_mac(mac, id));
                if let Some(number) = interface.station {
                    this.by_station.entry((&interface.network, number)).or_default().insert(id);
                }
                for ip in &interface.ips {
                    this.by_address.entry((&interface.network, *ip)).or_default().insert(id);
                    this.anywhere.entry(*ip).or_default().insert(id);
                }
            }
            if let Some(serial) = asset.serial.as_ref().filter(|s| is_serial(s.raw())) {
                this.by_serial.entry(serial.raw()).or_default().insert(id);
            }
            for name in [id.as_str(), asset.name.raw()] {
                this.by_name.entry(name.to_lowercase()).or_default().insert(id);
            }
        }
        this
    }

    fn add_mac(&mut self, mac: Mac, id: &'p AssetId) {
        self.by_mac.entry(mac).or_default().insert(id);
    }

    /// The one declared asset that any node of a device points to in this way.
    fn find(
        &self,
        way: &str,
        devices: &Devices<'_>,
        nodes: &[(usize, usize)],
        told: Option<&Names>,
    ) -> Option<&'p AssetId> {
        let mut found: BTreeSet<&AssetId> = BTreeSet::new();
        for node in nodes.iter().filter_map(|(_, n)| devices.nodes.list.get(*n)) {
            let ids = match (way, node.address) {
                ("mac", Address::Mac(mac)) => self.by_mac.get(&mac),
                ("address", Address::Ip(ip)) => self.by_address.get(&(node.network, ip)),
                ("address", Address::Station(number)) => self.by_station.get(&(node.network, number)),
                ("unique-address", Address::Ip(ip)) if !self.is_own(node.network, ip) => self.anywhere.get(&ip),
                _ => None,
            };
            found.extend(ids.into_iter().flatten());
        }
        match way {
            "serial" => found.extend(
                told.into_iter().flat_map(|t| &t.serials).filter_map(|s| self.by_serial.get(s.as_str())).flatten(),
            ),
            "hostname" => {
                found.extend(told.into_iter().flat_map(|t| &t.names).filter_map(|n| self.by_name.get(n)).flatten())
            }
            _ => {}
        }
        let mut ids = found.into_iter();
        ids.next().filter(|_| ids.next().is_none())
    }

    /// The network has prefixes of its own that hold the address: a device declared elsewhere with it is another one.
    fn is_own(&self, network: &NetworkId, ip: IpAddr) -> bool {
        self.plant.networks.get(network).is_some_and(|n| n.prefixes.iter().any(|p| p.contains(ip)))
    }
}

/// What a device said that may name it.
#[derive(Debug, Default)]
struct Names {
    serials: BTreeSet<String>,
    names: BTreeSet<String>,
}

fn told(devices: &Devices<'_>, reading: &Reading) -> BTreeMap<usize, Names> {
    let mut all: BTreeMap<usize, Names> = BTreeMap::new();
    for identity in reading.identities.iter().filter(|i| i.confidence > Confidence::Low) {
        let Some(device) = devices.find(&identity.network, identity.subject) else { continue };
        let names = all.entry(device).or_default();
        match identity.attribute {
            Attribute::Serial => names.serials.insert(identity.value.raw().to_owned()),
            Attribute::Hostname => names.names.insert(identity.value.raw().to_lowercase()),
            _ => false,
        };
    }
    all
}

enum Verdict {
    Match(Option<Diagnostic>),
    Refuse(Option<Diagnostic>),
}

/// An address is declared for a MAC address, and another one has it: a replaced device where the declared one is gone, a
/// stranger where it is there.
fn contradiction(
    devices: &Devices<'_>,
    reading: &Reading,
    plant: &Plant,
    nodes: &[(usize, usize)],
    (way, id): (&'static str, &AssetId),
    is_taken: bool,
) -> Verdict {
    let observed = nodes.iter().filter_map(|(_, n)| devices.nodes.list.get(*n));
    let mac =
        observed.clone().find_map(|n| if let Address::Mac(mac) = n.address { Some((mac, n.first)) } else { None });
    let ip = observed.clone().find_map(|n| if let Address::Ip(ip) = n.address { Some((ip, n.network)) } else { None });
    let (Some((mac, at)), Some((ip, network)), Some(asset)) = (mac, ip, plant.assets.get(id)) else {
        return Verdict::Match(None);
    };
    let declared = declared_mac(asset, network, ip);
    match declared.filter(|d| *d != mac && matches!(way, "address" | "unique-address")) {
        None => Verdict::Match(None),
        Some(declared) if is_taken => {
            let text =
                format!("{ip} of `{id}` is used by {mac}, while {declared}, which is declared for it, is there too");
            let help = "find out which device that is; until then it counts as undeclared";
            Verdict::Refuse(Some(warning("address-of-another", reading, at, text).help(help)))
        }
        Some(declared) => {
            let text = format!("`{id}` is declared with {declared}, but {mac} answers at {ip}");
            let help = "correct the declaration if the device was replaced";
            Verdict::Match(Some(warning("mac-differs", reading, at, text).help(help)))
        }
    }
}

fn declared_mac(asset: &Asset, network: &NetworkId, ip: IpAddr) -> Option<Mac> {
    let with = asset.interfaces.iter().filter(|i| i.ips.contains(&ip));
    with.clone().find(|i| i.network == *network).or_else(|| with.clone().next())?.mac
}

fn warning(code: &'static str, reading: &Reading, at: ringwall_model::FrameRef, text: String) -> Diagnostic {
    Diagnostic::new(code, Severity::Warning, place(reading, at), text)
}

/// What matched assets tell of themselves against what is declared of them. Inferred values do not count.
pub(crate) fn disagreements(assets: &[ObservedAsset], reading: &Reading, plant: &Plant) -> Vec<Diagnostic> {
    let mut remarks = Vec::new();
    for asset in assets {
        let Some((id, declared)) = asset.declared.as_ref().and_then(|id| Some((id, plant.assets.get(id)?))) else {
            continue;
        };
        let product = declared.product.as_ref().and_then(|p| plant.products.get(p));
        let pairs = [
            ("serial-differs", Attribute::Serial, declared.serial.as_ref(), same as fn(&str, &str) -> bool),
            ("firmware-differs", Attribute::Firmware, declared.firmware.as_ref(), same),
            ("vendor-differs", Attribute::Vendor, product.map(|p| &p.vendor), akin),
        ];
        for (code, attribute, said, agree) in pairs {
            let Some(said) = said.filter(|s| !s.is_empty()) else { continue };
            remarks.extend(disagreement(asset, id, attribute, (code, said), agree, reading));
        }
        if !declared.safety {
            remarks.extend(unsaid_safety(asset, id, reading));
        }
    }
    remarks
}

/// An asset that speaks of safety and is not declared to have to do with it.
fn unsaid_safety(asset: &ObservedAsset, id: &AssetId, reading: &Reading) -> Option<Diagnostic> {
    let word: Cow<'static, str> = Attribute::Capability.into();
    let said = asset.evidence.iter().find(|e| e.attribute == word && e.value.raw() == "safety")?;
    let text = format!("`{id}` takes part in a safety function, but is not declared a safety asset");
    Some(warning("safety-undeclared", reading, said.at, text).help("declare `safety = true`, or find out what changed"))
}

fn disagreement(
    asset: &ObservedAsset,
    id: &AssetId,
    attribute: Attribute,
    (code, said): (&'static str, &Foreign),
    agree: fn(&str, &str) -> bool,
    reading: &Reading,
) -> Option<Diagnostic> {
    let word: Cow<'static, str> = attribute.into();
    let mut shown = asset.evidence.iter().filter(|e| e.attribute == word && e.confidence > Confidence::Low).peekable();
    let first = shown.peek().copied()?;
    if shown.any(|e| agree(e.value.raw(), said.raw())) {
        return None;
    }
    let text = format!("`{id}` is declared with {word} {}, but says {}", said.terminal(), first.value.terminal());
    Some(warning(code, reading, first.at, text).help("correct the declaration, or find out what changed"))
}

fn same(observed: &str, declared: &str) -> bool {
    normal(observed) == normal(declared)
}

/// One name holds the other: `Siemens` and `Siemens AG`.
fn akin(observed: &str, declared: &str) -> bool {
    let (observed, declared) = (normal(observed), normal(declared));
    observed.contains(&declared) || declared.contains(&observed)
}

/// Letters and digits in lower case; a leading `v` before a digit goes.
fn normal(text: &str) -> String {
    let plain: String =
        text.chars().filter(|c| c.is_alphanumeric() || *c == '.').flat_map(char::to_lowercase).collect();
    match plain.strip_prefix('v') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.to_owned(),
        _ => plain,
    }
}
