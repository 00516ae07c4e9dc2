//! What may decide about packets and is not followed.

use ringwall_model::{Addresses, PacketMatch, Way};

use super::{books::Books, groups, policies::HOST, prefixes, zones::units};
use crate::{
    policy::{named, to_addresses},
    tree::Tree,
};

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
    found.extend(groups::applied(tree).map(|at| (at, "a group that is applied is not followed")));
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
            let literal = tree.values(rule, &["match", "destination-address"]).into_iter().map(prefixes::prefix);
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
