//! Which devices stand on which networks, and where each sends packets on, as far as the plant and the configurations tell.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ringwall_model::{Addresses, AssetId, Foreign, NetworkId, Plant, Prefix, Route, Ruleset, Whereabouts, ZoneId};

use crate::{Firewall, permitted::addresses::ZoneAddresses};

/// A network, or a link between devices that nobody declared.
#[derive(Debug)]
pub(super) struct Segment {
    network: Option<NetworkId>,
    /// What it is called.
    pub(super) name: String,
    /// Addresses on it.
    pub(super) addresses: Addresses,
}

/// An interface of a device on a segment.
#[derive(Debug)]
pub(super) struct Port {
    /// The name rules use; none where nobody says which of the device's interfaces it is.
    pub(super) name: Option<String>,
    pub(super) segment: usize,
    /// The device's own addresses there.
    pub(super) own: Addresses,
    pub(super) connected: Vec<Prefix>,
}

/// A device that may send packets on.
#[derive(Debug)]
pub(super) struct Device<'a> {
    pub(super) asset: Option<&'a AssetId>,
    /// What it lets through; none where its configuration is not given.
    pub(super) ruleset: Option<&'a Ruleset>,
    pub(super) ports: Vec<Port>,
    pub(super) routes: Vec<&'a Route>,
}

/// Where a device sends packets to some destinations.
#[derive(Debug)]
pub(super) enum Onward {
    /// They are its own.
    Own,
    /// They stand on the segment of this port.
    Direct(usize),
    /// To the next device on the segment of this port.
    Via(usize, IpAddr),
    /// It cannot be told.
    Unknown(String),
}

/// Segments and devices.
#[derive(Debug)]
pub(super) struct Topology<'a> {
    pub(super) segments: Vec<Segment>,
    pub(super) devices: Vec<Device<'a>>,
    /// Addresses on a segment that stand for others in a network behind some device.
    translated: Vec<(usize, Addresses, &'a NetworkId)>,
}

impl<'a> Topology<'a> {
    pub(super) fn new(plant: &'a Plant, firewalls: &[Firewall<'a>]) -> Self {
        let mut this = Self { segments: Vec::new(), devices: Vec::new(), translated: Vec::new() };
        for (id, network) in &plant.networks {
            let declared = network.prefixes.iter().fold(Addresses::none(), |all, p| all.union(&Addresses::from(*p)));
            let name = format!("network {id}");
            this.segments.push(Segment { network: Some(id.clone()), name, addresses: declared });
        }
        for interface in plant.assets.values().flat_map(|asset| &asset.interfaces) {
            let segment = this.segments.iter_mut().find(|s| s.network.as_ref() == Some(&interface.network));
            if let Some(segment) = segment {
                let own = interface.ips.iter().map(|ip| Addresses::one(*ip));
                segment.addresses = own.fold(segment.addresses.clone(), |all, one| all.union(&one));
            }
        }
        this.translated = this.translations(plant);
        let mut known = BTreeSet::new();
        for firewall in firewalls {
            known.extend(firewall.asset);
            let device = this.device(plant, Some(firewall.ruleset), firewall.asset);
            this.devices.push(device);
        }
        let conduits = plant.conduits.values();
        let others: BTreeSet<&AssetId> =
            conduits.flat_map(|conduit| conduit.assets.iter().chain(&conduit.enforcement_points)).collect();
        for asset in others.difference(&known) {
            let device = this.device(plant, None, Some(asset));
            // What stands on one network sends nothing on.
            if device.ports.iter().any(|port| device.ports.first().is_some_and(|first| first.segment != port.segment)) {
                this.devices.push(device);
            }
        }
        this
    }

    fn device(&mut self, plant: &'a Plant, ruleset: Option<&'a Ruleset>, asset: Option<&'a AssetId>) -> Device<'a> {
        let source = asset.and_then(|asset| plant.firewalls.get(asset));
        let declared = source.map_or(&[][..], |source| &source.interfaces);
        let own = asset.and_then(|asset| plant.assets.get(asset)).map_or(&[][..], |asset| &asset.interfaces);
        let mut ports: Vec<Port> = Vec::new();
        for interface in ruleset.map_or(&[][..], |ruleset| &ruleset.interfaces) {
            if declared.iter().any(|(name, _)| *name == interface.name) {
                continue;
            }
            for (address, length) in &interface.addresses {
                let Some(prefix) = Addresses::prefix(*address, *length).and_then(|s| s.prefixes().first().copied())
                else {
                    continue;
                };
                let named = own.iter().find(|own| own.ips.contains(address)).map(|own| &own.network);
                let Some(segment) = named.and_then(|id| self.of_network(id)).or_else(|| self.holding(*address, prefix))
                else {
                    continue;
                };
                let name = Some(interface.name.raw().to_owned());
                ports.push(Port { name, segment, own: Addresses::one(*address), connected: vec![prefix] });
            }
        }
        let on = |network: &NetworkId| {
            let ips = own.iter().filter(|own| own.network == *network).flat_map(|own| &own.ips);
            ips.fold(Addresses::none(), |all, ip| all.union(&Addresses::one(*ip)))
        };
        let prefixes = |network: &NetworkId| plant.networks.get(network).map_or(&[][..], |n| &n.prefixes).to_vec();
        for (name, network) in declared {
            let Some(segment) = self.of_network(network) else { continue };
            let name = Some(name.raw().to_owned());
            ports.push(Port { name, segment, own: on(network), connected: prefixes(network) });
        }
        for interface in own {
            let network = &interface.network;
            let Some(segment) = self.of_network(network).filter(|at| !ports.iter().any(|port| port.segment == *at))
            else {
                continue;
            };
            ports.push(Port { name: None, segment, own: on(network), connected: prefixes(network) });
        }
        let stated = ruleset.and_then(|ruleset| ruleset.forwarding.as_ref()).map_or(&[][..], |f| &f.routes);
        let routes = stated.iter().chain(source.map_or(&[][..], |source| &source.routes)).collect();
        Device { asset, ruleset, ports, routes }
    }

    fn translations(&self, plant: &'a Plant) -> Vec<(usize, Addresses, &'a NetworkId)> {
        let mut found: BTreeMap<(usize, &NetworkId), Addresses> = BTreeMap::new();
        for (inside, mapping) in plant.networks.iter().flat_map(|(id, n)| n.nat.iter().map(move |m| (id, m))) {
            if let Some(segment) = self.of_network(&mapping.network) {
                let outside = found.entry((segment, inside)).or_default();
                *outside = outside.union(&Addresses::one(mapping.outside));
            }
        }
        found.into_iter().map(|((segment, inside), outside)| (segment, outside, inside)).collect()
    }

    /// Addresses on a segment that stand for others, with the network these are in.
    pub(super) fn translated(&self, segment: usize) -> impl Iterator<Item = (&Addresses, &'a NetworkId)> {
        self.translated.iter().filter(move |(at, ..)| *at == segment).map(|(_, outside, inside)| (outside, *inside))
    }

    fn of_network(&self, id: &NetworkId) -> Option<usize> {
        self.segments.iter().position(|segment| segment.network.as_ref() == Some(id))
    }

    /// The one declared network that holds an address; a link of its own where none does, nothing where several do.
    fn holding(&mut self, address: IpAddr, prefix: Prefix) -> Option<usize> {
        let holding = (0..self.segments.len()).filter(|at| {
            let segment = self.segments.get(*at);
            segment.is_some_and(|segment| segment.network.is_some() && segment.addresses.contains(address))
        });
        let holding: Vec<usize> = holding.collect();
        match holding.as_slice() {
            [one] => Some(*one),
            [] => {
                let name = format!("link {prefix}");
                if let Some(at) = self.segments.iter().position(|segment| segment.name == name) {
                    return Some(at);
                }
                self.segments.push(Segment { network: None, name, addresses: Addresses::from(prefix) });
                Some(self.segments.len().saturating_sub(1))
            }
            _ => None,
        }
    }

    /// Segments on which zones have addresses, with these.
    pub(super) fn of_zones(&self, plant: &Plant, zones: &ZoneAddresses) -> BTreeMap<ZoneId, Vec<(usize, Addresses)>> {
        let whereabouts = Whereabouts::new(plant, None);
        let places: BTreeMap<&NetworkId, usize> = self
            .segments
            .iter()
            .enumerate()
            .filter_map(|(at, segment)| Some((segment.network.as_ref()?, at)))
            .collect();
        let mut stands: BTreeSet<(&ZoneId, usize)> = BTreeSet::new();
        for asset in plant.assets.values() {
            let on = asset.interfaces.iter().filter_map(|interface| places.get(&interface.network));
            on.for_each(|at| stands.extend(asset.zones.iter().map(|zone| (zone, *at))));
        }
        for (network, at) in &places {
            stands.extend(whereabouts.zone_of_network(network).map(|zone| (zone, *at)));
        }
        let mut found: BTreeMap<ZoneId, Vec<(usize, Addresses)>> = BTreeMap::new();
        for (zone, at) in stands {
            let Some(segment) = self.segments.get(at) else { continue };
            let addresses = segment.addresses.intersection(&zones.of(zone));
            if !addresses.is_empty() {
                found.entry(zone.clone()).or_default().push((at, addresses));
            }
        }
        found
    }

    /// The ports on a segment, as places of devices and of ports in them.
    pub(super) fn on(&self, segment: usize) -> impl Iterator<Item = (usize, usize)> {
        let devices = self.devices.iter().enumerate();
        let ports =
            devices.flat_map(|(at, device)| device.ports.iter().enumerate().map(move |(n, port)| (at, n, port)));
        ports.filter(move |(_, _, port)| port.segment == segment).map(|(at, n, _)| (at, n))
    }
}

impl Device<'_> {
    /// What it is called: by its asset, else by its file.
    pub(super) fn name(&self) -> String {
        match (self.asset, self.ruleset) {
            (Some(asset), _) => asset.to_string(),
            (None, Some(ruleset)) => ruleset.file.terminal().to_string(),
            (None, None) => String::new(),
        }
    }

    /// Why nothing is known of what it lets pass, where it has no configuration.
    pub(super) fn not_given(&self) -> String {
        format!("the configuration of {} is not given; an export of it in firewalls/ would tell", self.name())
    }

    /// The file of its configuration, or the asset.
    pub(super) fn file(&self) -> Foreign {
        self.ruleset.map_or_else(|| Foreign::from(self.name()), |ruleset| ruleset.file.clone())
    }

    /// The names of its interfaces, where they are told.
    pub(super) fn names(&self) -> Vec<String> {
        self.ports.iter().filter_map(|port| port.name.clone()).collect()
    }

    /// All its addresses.
    pub(super) fn own(&self) -> Addresses {
        self.ports.iter().fold(Addresses::none(), |all, port| all.union(&port.own))
    }

    /// Where it sends packets to these destinations: by the longest prefix first.
    pub(super) fn onward(&self, destinations: &Addresses) -> Vec<(Addresses, Onward)> {
        let mut found = Vec::new();
        let mut rest = destinations.clone();
        let mut take = |set: &Addresses, onward: Onward, rest: &mut Addresses| {
            let part = rest.intersection(set);
            if !part.is_empty() {
                *rest = rest.without(&part);
                found.push((part, onward));
            }
        };
        take(&self.own(), Onward::Own, &mut rest);
        let mut lengths: Vec<(Prefix, bool)> = self.routes.iter().map(|route| (route.to, false)).collect();
        lengths.extend(self.ports.iter().flat_map(|port| &port.connected).map(|prefix| (*prefix, true)));
        // What it is connected to goes before a route as long.
        lengths.sort_by_key(|(prefix, connected)| (std::cmp::Reverse(prefix.length), !connected, prefix.address));
        lengths.dedup();
        let further = self.ruleset.and_then(|r| r.forwarding.as_ref()).and_then(|f| f.further.first());
        for (prefix, connected) in lengths {
            let onward = match (connected, further) {
                (true, _) => self.connected(prefix),
                (false, Some(line)) => Onward::Unknown(format!(
                    "{} may send packets ways that its configuration does not hold (line {})",
                    self.name(),
                    line.line
                )),
                (false, None) => self.routed(prefix),
            };
            take(&Addresses::from(prefix), onward, &mut rest);
        }
        if !rest.is_empty() {
            let to = rest.prefixes().first().map(ToString::to_string).unwrap_or_default();
            let why = match self.ruleset {
                Some(_) => format!("{} has no route to {to} that is told; firewalls.toml can tell it", self.name()),
                None => self.not_given(),
            };
            found.push((rest, Onward::Unknown(why)));
        }
        found
    }

    fn connected(&self, prefix: Prefix) -> Onward {
        let mut ports = self.ports.iter().enumerate().filter(|(_, port)| port.connected.contains(&prefix));
        match (ports.next(), ports.next()) {
            (Some((at, _)), None) => Onward::Direct(at),
            _ => Onward::Unknown(format!("several interfaces of {} are connected to {prefix}", self.name())),
        }
    }

    fn routed(&self, prefix: Prefix) -> Onward {
        let routes: Vec<&Route> = self.routes.iter().copied().filter(|route| route.to == prefix).collect();
        let [route] = routes.as_slice() else {
            return Onward::Unknown(format!("{} has several routes to {prefix}", self.name()));
        };
        let line = route.place.line;
        let Some(via) = route.via else {
            return Onward::Unknown(format!("{} names no next device for {prefix} (line {line})", self.name()));
        };
        let fits = |port: &Port| {
            let named =
                route.interface.as_ref().is_none_or(|name| port.name.as_deref().is_none_or(|own| own == name.raw()));
            named && port.connected.iter().any(|prefix| prefix.contains(via))
        };
        let mut ports = self.ports.iter().enumerate().filter(|(_, port)| fits(port));
        match (ports.next(), ports.next()) {
            (Some((at, _)), None) => Onward::Via(at, via),
            _ => Onward::Unknown(format!("on which network {via} stands is not told by {} (line {line})", self.name())),
        }
    }
}
