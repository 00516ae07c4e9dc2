//! Interfaces and zones.

use std::net::IpAddr;

use ringwall_model::{FirewallInterface, Foreign, Names};

use super::policies::HOST;
use crate::{Account, policy::named, tree::Tree};

/// A unit of an interface.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// The interface and the unit in the tree.
    pub(super) interface: usize,
    pub(super) unit: usize,
}

impl Unit {
    /// `ge-0/0/0.0`.
    pub(super) fn name(self, tree: &Tree) -> String {
        format!("{}.{}", tree.name(self.interface), tree.name(self.unit))
    }
}

/// Every unit of every interface.
pub(super) fn units(tree: &Tree) -> Vec<Unit> {
    let interfaces = tree.find(0, &["interfaces"]).map_or_else(Vec::new, |at| tree.children(at));
    let of = |interface: usize| {
        let units = tree.find(interface, &["unit"]).map_or_else(Vec::new, |at| tree.children(at));
        units.into_iter().map(move |unit| Unit { interface, unit })
    };
    interfaces.into_iter().flat_map(of).collect()
}

/// An interface with its addresses; its label is the zone it is in.
pub(super) fn interface(tree: &Tree, unit: Unit, zones: &Zones, account: &Account<'_>) -> FirewallInterface {
    let name = unit.name(tree);
    let addresses =
        ["inet", "inet6"].into_iter().flat_map(|family| tree.values(unit.unit, &["family", family, "address"]));
    let with_length = |text: &str| {
        let (address, length) = text.split_once('/')?;
        Some((address.parse::<IpAddr>().ok()?, length.parse().ok()?))
    };
    let zone = zones.all.iter().find(|(_, members)| members.contains(&name)).map(|(zone, _)| zone.as_str());
    FirewallInterface {
        place: account.place(tree.line(unit.unit)),
        label: Foreign::from(zone.unwrap_or_default()),
        name: Foreign::from(name),
        addresses: addresses.filter_map(with_length).collect(),
    }
}

/// Zones with their interfaces.
#[derive(Debug)]
pub(super) struct Zones {
    pub(super) all: Vec<(String, Vec<String>)>,
    /// Interfaces that filters are bound to: packets there are told apart by the interface.
    filtered: Vec<String>,
}

impl Zones {
    /// Those that are declared, and those that policies name beside.
    pub(super) fn new(tree: &Tree, filtered: Vec<String>) -> Self {
        let listed = |at: Option<usize>| at.map_or_else(Vec::new, |at| tree.children(at));
        let members = |at| tree.values(at, &["interfaces"]).into_iter().map(unit_of).collect();
        let declared = listed(tree.find(0, &["security", "zones", "security-zone"])).into_iter();
        let mut all: Vec<(String, Vec<String>)> = declared.map(|at| (tree.name(at).to_owned(), members(at))).collect();
        let mut add = |name: &str| {
            if name != HOST && !all.iter().any(|(known, _)| known == name) {
                all.push((name.to_owned(), Vec::new()));
            }
        };
        for from in listed(tree.find(0, &["security", "policies", "from-zone"])) {
            add(tree.name(from));
            tree.values(from, &["to-zone"]).into_iter().for_each(&mut add);
        }
        Self { all, filtered }
    }

    /// The interfaces of zones, and the zones themselves where no filter tells their interfaces apart.
    pub(super) fn names(&self, zones: &[&str]) -> Names {
        let mut all = Vec::new();
        for zone in zones {
            let members = self.all.iter().find(|(name, _)| name == zone).map_or(&[][..], |(_, members)| members);
            all.extend(members.iter().map(String::as_str));
            if !members.iter().any(|member| self.filtered.contains(member)) {
                all.push(zone);
            }
        }
        named(all)
    }

    /// All interfaces and zones that policies know.
    pub(super) fn known(&self) -> Names {
        let zones: Vec<&str> = self.all.iter().map(|(zone, _)| zone.as_str()).collect();
        self.names(&zones)
    }
}

/// An interface without a unit means the first.
pub(super) fn unit_of(name: &str) -> String {
    if name.contains('.') || name == "all" { name.to_owned() } else { format!("{name}.0") }
}
