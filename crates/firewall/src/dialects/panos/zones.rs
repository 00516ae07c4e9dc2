//! Zones of a virtual system.

use std::net::IpAddr;

use ringwall_model::{FirewallInterface, Foreign, Names};

use crate::{
    Account,
    policy::{but, named},
    tree::Tree,
};

/// A zone with its interfaces.
#[derive(Debug)]
pub(super) struct Zone {
    pub(super) name: String,
    pub(super) members: Vec<String>,
}

/// The zones of one virtual system.
#[derive(Debug, Default)]
pub(super) struct Zones {
    pub(super) all: Vec<Zone>,
}

impl Zones {
    /// Those a system declares, and those its rules name beside.
    pub(super) fn new(tree: &Tree, place: usize, named_by_rules: Vec<String>) -> Self {
        const KINDS: [&str; 6] = ["layer3", "layer2", "virtual-wire", "tap", "tunnel", "external"];
        let mut zones = Self::default();
        for at in tree.find(place, &["zone"]).map_or_else(Vec::new, |at| tree.children(at)) {
            let of = |kind: &str| tree.values(at, &["network", kind]).into_iter().map(str::to_owned);
            // Members of a zone to another system are systems.
            let members = KINDS.into_iter().filter(|kind| *kind != "external").flat_map(of).collect();
            zones.all.push(Zone { name: tree.name(at).to_owned(), members });
        }
        for name in named_by_rules {
            if !zones.all.iter().any(|zone| zone.name == name) {
                zones.all.push(Zone { name, members: Vec::new() });
            }
        }
        zones
    }

    fn words(&self, name: &str) -> Vec<&str> {
        let zone = self.all.iter().find(|zone| zone.name == name);
        zone.map_or_else(Vec::new, |zone| {
            std::iter::once(&zone.name).chain(&zone.members).map(String::as_str).collect()
        })
    }

    /// What is in these zones: their interfaces, and the zones by name.
    pub(super) fn names(&self, zones: &[&str]) -> Names {
        named(zones.iter().flat_map(|zone| self.words(zone)))
    }

    /// What is in these zones and not in this one.
    pub(super) fn others(&self, zones: Option<&[&str]>, but_in: &str) -> Names {
        match zones {
            Some(zones) => named(zones.iter().filter(|zone| **zone != but_in).flat_map(|zone| self.words(zone))),
            None => but(self.words(but_in)),
        }
    }

    /// What is in no zone.
    pub(super) fn outside(&self) -> Names {
        but(self.all.iter().flat_map(|zone| self.words(&zone.name)))
    }
}

/// Interfaces with their addresses; their label is the zone.
pub(super) fn interfaces(tree: &Tree, zones: &[Zones], account: &Account<'_>) -> Vec<FirewallInterface> {
    let mut found: Vec<FirewallInterface> = Vec::new();
    let label = |name: &str| {
        let mut all = zones.iter().flat_map(|zones| &zones.all);
        all.find(|zone| zone.members.iter().any(|member| member == name)).map_or("", |zone| zone.name.as_str())
    };
    for kind in tree.find(0, &["network", "interface"]).map_or_else(Vec::new, |at| tree.children(at)) {
        for at in tree.children(kind) {
            let units = ["units", "layer3"].into_iter().find_map(|key| match key {
                "layer3" => tree.find(at, &["layer3", "units"]),
                key => tree.find(at, &[key]),
            });
            for one in std::iter::once(at).chain(units.into_iter().flat_map(|units| tree.children(units))) {
                let addresses = addresses(tree, one);
                let name = tree.name(one);
                if !addresses.is_empty() || !label(name).is_empty() {
                    let (place, label) = (account.place(tree.line(one)), Foreign::from(label(name)));
                    found.push(FirewallInterface { place, name: Foreign::from(name), label, addresses });
                }
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn addresses(tree: &Tree, at: usize) -> Vec<(IpAddr, u8)> {
    let four = [tree.values(at, &["layer3", "ip"]), tree.values(at, &["ip"])].concat();
    let six = [tree.values(at, &["layer3", "ipv6", "address"]), tree.values(at, &["ipv6", "address"])].concat();
    let read = |text: &&str| {
        let (address, length) = text.split_once('/')?;
        Some((address.parse().ok()?, length.parse().ok()?))
    };
    four.iter().chain(&six).filter_map(read).collect()
}
