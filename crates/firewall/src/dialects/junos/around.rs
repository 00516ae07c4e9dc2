//! Interfaces, zones, what the device answers, and what is not followed.

use std::net::IpAddr;

use ringwall_model::{Action, Addresses, FirewallInterface, Foreign, Names, PacketMatch, Ranges, Rule, Way};

use super::{books::Books, policies::HOST, term};
use crate::{
    Account,
    policy::{by_default, named, of_icmp, to_addresses, to_ports},
    tree::Tree,
};

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
fn unit_of(name: &str) -> String {
    if name.contains('.') || name == "all" { name.to_owned() } else { format!("{name}.0") }
}

/// Services of the device that are known by port.
const SERVICES: [(&str, u8, u16); 8] = [
    ("ssh", 6, 22),
    ("telnet", 6, 23),
    ("http", 6, 80),
    ("https", 6, 443),
    ("netconf", 6, 830),
    ("snmp", 17, 161),
    ("ntp", 17, 123),
    ("tftp", 17, 69),
];

/// What the device answers: what its zones and their interfaces open.
pub(super) fn host_inbound(tree: &Tree, zones: &Zones, account: &Account<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for zone in tree.find(0, &["security", "zones", "security-zone"]).map_or_else(Vec::new, |at| tree.children(at)) {
        let path = ["host-inbound-traffic", "system-services"];
        let members = tree.find(zone, &["interfaces"]).map_or_else(Vec::new, |at| tree.children(at));
        for member in members {
            // What an interface opens stands in place of what its zone opens.
            let own = tree.find(member, &["host-inbound-traffic"]).and_then(|_| tree.find(member, &path));
            let at = if tree.has(member, &["host-inbound-traffic"]) { own } else { tree.find(zone, &path) };
            let at_interface = Some(named([unit_of(tree.name(member)).as_str()]));
            rules.extend(at.into_iter().flat_map(|at| services(tree, at, at_interface.as_ref(), account)));
        }
    }
    let closed = to_ports(6, Ranges::of([(22, 23)]));
    let packets = PacketMatch { incoming: Some(zones.known()), ..closed };
    rules.push(by_default(&account.place(1), "host-inbound", Action::Deny, packets, true));
    rules
}

fn services(tree: &Tree, at: usize, incoming: Option<&Names>, account: &Account<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for one in tree.children(at).into_iter().filter(|one| !tree.has(*one, &["except"])) {
        let name = tree.name(one);
        let known = SERVICES.iter().find(|(service, ..)| *service == name);
        let (packets, action) = match (name, known) {
            (_, Some((_, protocol, port))) => (to_ports(*protocol, Ranges::one(*port)), Action::Permit),
            ("ping", None) => (of_icmp(false, Some(Ranges::between(8_u16 << 8, 8_u16 << 8 | 0xff))), Action::Permit),
            ("all" | "any-service", None) => (PacketMatch::any(), Action::Unknown),
            _ => continue,
        };
        let packets = PacketMatch { incoming: incoming.cloned(), ..packets };
        rules.push(Rule {
            by_default: None,
            ..by_default(&account.place(tree.line(one)), "host-inbound", action, packets, true)
        });
    }
    rules
}

/// Something that is not followed: line, reason, and the packets it could affect.
#[derive(Debug)]
pub(super) struct NotFollowed {
    pub(super) line: u32,
    /// Further lines of it.
    pub(super) lines: Vec<u32>,
    pub(super) why: &'static str,
    pub(super) ways: Vec<Way>,
    pub(super) packets: PacketMatch,
}

/// Everything that may decide about packets and is not followed.
pub(super) fn not_followed(tree: &Tree, books: &Books) -> Vec<NotFollowed> {
    let mut found: Vec<NotFollowed> = whole(tree)
        .into_iter()
        .map(|(at, why)| {
            let (line, lines) = (tree.line(at), tree.lines(at));
            NotFollowed { line, lines, why, ways: Way::ALL.to_vec(), packets: PacketMatch::any() }
        })
        .collect();
    for unit in units(tree) {
        let name = unit.name(tree);
        for (at, why) in at_unit(tree, unit.unit) {
            let sides = [(Some(named([name.as_str()])), None), (None, Some(named([name.as_str()])))];
            for (incoming, outgoing) in sides {
                let packets = PacketMatch { incoming, outgoing, ..PacketMatch::any() };
                found.push(NotFollowed {
                    line: tree.line(at),
                    lines: Vec::new(),
                    why,
                    ways: Way::ALL.to_vec(),
                    packets,
                });
            }
        }
    }
    found.extend(translations(tree, books));
    for (path, ways) in [(["from-zone", HOST], Way::FromDevice), (["to-zone", HOST], Way::ToDevice)] {
        let policies = tree.find(0, &["security", "policies"]);
        let froms = policies.and_then(|at| tree.find(at, &["from-zone"])).map_or_else(Vec::new, |at| tree.children(at));
        let at = match ways {
            Way::FromDevice => policies.and_then(|at| tree.find(at, &path)),
            _ => froms.into_iter().find_map(|from| tree.find(from, &path)),
        };
        if let Some(at) = at {
            let why = "policies of what the device itself sends and gets are not followed";
            found.push(NotFollowed {
                line: tree.line(at),
                lines: Vec::new(),
                why,
                ways: vec![ways],
                packets: PacketMatch::any(),
            });
        }
    }
    found
}

/// Blocks that may decide about any packet.
fn whole(tree: &Tree) -> Vec<(usize, &'static str)> {
    const PATHS: [(&[&str], &str); 9] = [
        (&["logical-systems"], "logical systems are not followed"),
        (&["tenants"], "tenant systems are not followed"),
        (&["services", "service-set"], "service sets are not followed"),
        (&["forwarding-options", "family", "inet", "filter"], "filters of the forwarding table are not followed"),
        (&["forwarding-options", "family", "inet6", "filter"], "filters of the forwarding table are not followed"),
        (
            &["security", "forwarding-options", "family", "mpls", "mode", "packet-based"],
            "packets pass without sessions",
        ),
        (
            &["security", "forwarding-options", "family", "inet6", "mode", "packet-based"],
            "packets pass without sessions",
        ),
        (&["security", "policies", "unified-policy"], "unified policies are not followed"),
        (&["interfaces", "interface-range"], "ranges of interfaces are not followed"),
    ];
    let mut found: Vec<(usize, &str)> =
        PATHS.iter().filter_map(|(path, why)| Some((tree.find(0, path)?, *why))).collect();
    found.extend(strange(tree).map(|at| (at, "the block is not followed")));
    found.extend(groups(tree).map(|at| (at, "a group that is applied is not followed")));
    let zones = tree.find(0, &["security", "zones", "security-zone"]).map_or_else(Vec::new, |at| tree.children(at));
    let all = zones.into_iter().find_map(|zone| tree.find(zone, &["interfaces", "all"]));
    found.extend(all.map(|at| (at, "a zone of all interfaces is not followed")));
    found
}

/// Blocks beside filters and policies that decide about no packet that opens a connection.
const ASIDE: [(&str, &[&str]); 2] = [
    (
        "firewall",
        &[
            "family",
            "filter",
            "policer",
            "interface-set",
            "three-color-policer",
            "hierarchical-policer",
            "load-balance-group",
            "flexible-match",
            "atm-policer",
        ],
    ),
    (
        "security",
        &[
            "policies",
            "zones",
            "address-book",
            "nat",
            "flow",
            "ike",
            "ipsec",
            "screen",
            "alg",
            "log",
            "idp",
            "utm",
            "pki",
            "certificates",
            "ssh-known-hosts",
            "application-tracking",
            "forwarding-options",
            "key-chain",
            "key-protection",
            "authentication-key-chains",
            "dynamic-address",
            "user-identification",
            "forwarding-process",
            "traceoptions",
            "ssh",
            "macsec",
            "analysis",
            "resource-manager",
            "ipsec-policy",
            "ipsec-vpn",
            "remote-access",
        ],
    ),
];

/// Blocks among them that are not known.
fn strange(tree: &Tree) -> impl Iterator<Item = usize> + '_ {
    let outer = tree.children(0).into_iter().filter(|at| !OUTER.contains(&tree.name(*at)));
    outer.chain(ASIDE.iter().flat_map(move |(block, known)| {
        let children = tree.find(0, &[block]).map_or_else(Vec::new, |at| tree.children(at));
        children.into_iter().filter(|at| !known.contains(&tree.name(*at)) && tree.name(*at) != "apply-groups")
    }))
}

/// Blocks on the outermost level: read, refused elsewhere, or deciding about no packet.
const OUTER: [&str; 48] = [
    "access",
    "access-profile",
    "accounting-options",
    "applications",
    "apply-groups",
    "bridge-domains",
    "chassis",
    "class-of-service",
    "diameter",
    "dynamic-profiles",
    "ethernet-switching-options",
    "event-options",
    "fabric",
    "firewall",
    "forwarding-options",
    "groups",
    "interfaces",
    "jsrc",
    "logical-systems",
    "multi-chassis",
    "multicast-snooping-options",
    "policy-options",
    "poe",
    "protocols",
    "redundant-power-system",
    "routing-instances",
    "routing-options",
    "satellite-management",
    "schedulers",
    "security",
    "services",
    "session-limit-group",
    "smtp",
    "snmp",
    "switch-options",
    "system",
    "tenants",
    "unified-edge",
    "vcpu",
    "version",
    "virtual-chassis",
    "vlans",
    "vmhost",
    "wlan",
    "ancp",
    "extensions",
    "monitor",
    "subscriber-management",
];

/// Blocks in which rules about packets stand.
const DECIDING: [&str; 6] =
    ["security", "firewall", "interfaces", "applications", "policy-options", "forwarding-options"];

/// Where a group is applied that could change what decides about packets.
fn groups(tree: &Tree) -> impl Iterator<Item = usize> + '_ {
    let is_harmless = |name: &str| {
        let group = tree.find(0, &["groups", name]);
        group.is_some_and(|group| !DECIDING.iter().any(|block| tree.has(group, &[block])))
    };
    let outer = tree.find(0, &["apply-groups"]).map_or_else(Vec::new, |at| tree.children(at));
    let outer = outer.into_iter().filter(move |at| !is_harmless(tree.name(*at)));
    let blocks = DECIDING.iter().filter_map(|block| tree.find(0, &[block]));
    outer.chain(blocks.flat_map(|block| inner(tree, block)))
}

/// Every `apply-groups` and `apply-path` below a node.
fn inner(tree: &Tree, at: usize) -> Vec<usize> {
    let (mut found, mut open) = (Vec::new(), vec![at]);
    while let Some(node) = open.pop() {
        if tree.name(node) == "apply-groups" {
            found.push(node);
        }
        open.extend(tree.children(node));
    }
    found
}

/// What is bound to a unit and is not followed.
fn at_unit(tree: &Tree, unit: usize) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for family in tree.find(unit, &["family"]).map_or_else(Vec::new, |at| tree.children(at)) {
        let is_ip = matches!(tree.name(family), "inet" | "inet6");
        let filter = tree.find(family, &["filter"]).filter(|_| !is_ip);
        found.extend(filter.map(|at| (at, "filters of frames are not followed")));
        for (key, why) in [
            ("rpf-check", "sources without a way back are dropped, and ways are not followed"),
            ("service", "services of an interface are not followed"),
            ("simple-filter", "simple filters are not followed"),
        ] {
            found.extend(tree.find(family, &[key]).map(|at| (at, why)));
        }
    }
    found.extend(tree.find(unit, &["filter"]).map(|at| (at, "filters of frames are not followed")));
    found
}

/// Translated destinations: policies are asked for the new ones.
fn translations(tree: &Tree, books: &Books) -> Vec<NotFollowed> {
    let mut found = Vec::new();
    for kind in ["destination", "static"] {
        let sets = tree.find(0, &["security", "nat", kind, "rule-set"]).map_or_else(Vec::new, |at| tree.children(at));
        for rule in sets.into_iter().filter_map(|set| tree.find(set, &["rule"])).flat_map(|at| tree.children(at)) {
            let literal = tree.values(rule, &["match", "destination-address"]).into_iter().map(term::prefix);
            let named =
                tree.values(rule, &["match", "destination-address-name"]).into_iter().map(|n| books.find(n, None));
            let all: Option<Vec<Addresses>> = literal.chain(named).collect();
            let set = all.filter(|all| !all.is_empty());
            let set = set.map(|all| all.iter().fold(Addresses::none(), |sum, one| sum.union(one)));
            let why = "a destination that is translated is not followed";
            let ways = vec![Way::Through, Way::ToDevice];
            found.push(NotFollowed {
                line: tree.line(rule),
                lines: tree.lines(rule),
                why,
                ways,
                packets: to_addresses(set),
            });
        }
    }
    found
}
