//! One rule of the filter.

use std::collections::BTreeMap;

use ringwall_model::{Addresses, FirewallInterface, NamePattern, Names, PacketMatch, Ranges};

use super::alias::Aliases;
use crate::{words, xml::Element};

/// What rules refer to.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) aliases: &'a Aliases,
    pub(super) interfaces: &'a [FirewallInterface],
    /// Members of interface groups.
    pub(super) groups: &'a BTreeMap<String, Vec<String>>,
}

/// A rule as far as it is read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Packets coming in.
    pub(super) matches: Vec<PacketMatch>,
    /// Conditions that are not decided.
    pub(super) undecided: Vec<String>,
    /// Ports said in a way the product does not know: taken as meant, but other ports may be meant too.
    pub(super) doubtful_ports: Option<Ranges>,
}

/// Elements that do not change what a rule is about.
const REMARKS: [&str; 32] = [
    "type",
    "interface",
    "ipprotocol",
    "protocol",
    "source",
    "destination",
    "descr",
    "disabled",
    "log",
    "floating",
    "quick",
    "direction",
    "created",
    "updated",
    "tracker",
    "id",
    "category",
    "statetype",
    "statetimeout",
    "max",
    "max-src-nodes",
    "max-src-conn",
    "max-src-states",
    "max-src-conn-rate",
    "max-src-conn-rates",
    "icmptype",
    "gateway",
    "reply-to",
    "allowopts",
    "associated-rule-id",
    "set-prio",
    "tag",
];

/// Elements that narrow a rule by what is not in our packets.
pub(super) fn draft(rule: &Element, world: &World<'_>) -> Draft {
    let mut draft = Draft::default();
    let mut packets = PacketMatch { incoming: interfaces(rule, world), ..PacketMatch::any() };
    for child in &rule.children {
        let is_known = REMARKS.contains(&child.name.as_str()) || matches!(child.name.as_str(), "dstport" | "srcport");
        if !is_known && !child.text.is_empty() {
            draft.undecided.push(child.name.clone());
        }
    }
    match rule.text_of("ipprotocol") {
        "" | "inet" => packets.source = Some(Addresses::all_v4()),
        "inet6" => packets.source = Some(Addresses::all_v6()),
        "inet46" => {}
        other => draft.undecided.push(format!("ipprotocol {other}")),
    }
    protocol(rule, &mut packets, &mut draft);
    side(rule.child("source"), world, &mut packets, &mut draft, true);
    side(rule.child("destination"), world, &mut packets, &mut draft, false);
    if let Some(ports) = rule.child("dstport").filter(|p| !p.text.is_empty() && p.text != "any") {
        match world.aliases.ports(&ports.text) {
            Some(ports) => draft.doubtful_ports = Some(ports),
            None => draft.undecided.push(format!("dstport {}", ports.text)),
        }
    }
    // Each family has an ICMP of its own.
    let of = |number: u8, family: Addresses| {
        let source = packets.source.as_ref().map_or_else(|| family.clone(), |set| set.intersection(&family));
        PacketMatch { protocol: Some(Ranges::one(number)), source: Some(source), ..packets.clone() }
    };
    draft.matches = match packets.protocol.as_ref() {
        Some(set) if *set == Ranges::of([(1, 1), (58, 58)]) => {
            vec![of(1, Addresses::all_v4()), of(58, Addresses::all_v6())]
        }
        _ => vec![packets],
    };
    draft
}

/// Interfaces, groups written out; none where it is about any.
fn interfaces(rule: &Element, world: &World<'_>) -> Option<Names> {
    let listed = rule.text_of("interface").split(',').map(str::trim).filter(|name| !name.is_empty() && *name != "any");
    let names = listed.flat_map(|name| match world.groups.get(name) {
        Some(members) => members.clone(),
        None => vec![name.to_owned()],
    });
    let patterns: Vec<NamePattern> = names.map(|name| NamePattern::exact(&name)).collect();
    (!patterns.is_empty()).then_some(Names { patterns, negated: false })
}

fn protocol(rule: &Element, packets: &mut PacketMatch, draft: &mut Draft) {
    let word = rule.text_of("protocol").to_ascii_lowercase();
    let set = match word.as_str() {
        "" | "any" => None,
        "tcp/udp" => Some(Ranges::of([(6, 6), (17, 17)])),
        // Of IPv6 its own is meant, and of both families that of each.
        "icmp" if rule.text_of("ipprotocol") == "inet6" => Some(Ranges::one(58_u8)),
        "icmp" if rule.text_of("ipprotocol") == "inet46" => Some(Ranges::of([(1, 1), (58, 58)])),
        word => match words::protocol_number(word) {
            Some(number) => Some(Ranges::one(number)),
            None => return draft.undecided.push(format!("protocol {word}")),
        },
    };
    packets.protocol = set;
    let types = rule.text_of("icmptype");
    if types.is_empty() || types == "any" || !word.starts_with("icmp") {
        return;
    }
    match icmp_types(types, rule.text_of("ipprotocol")) {
        Some(set) => packets.icmp = Some(set),
        None => draft.undecided.push(format!("icmptype {types}")),
    }
}

/// Types of one family, with commas between them.
fn icmp_types(types: &str, family: &str) -> Option<Ranges> {
    let names: &[(&str, u16)] = match family {
        "" | "inet" => &ICMP_TYPES,
        "inet6" => &ICMPV6_TYPES,
        _ => return None,
    };
    types.split(',').map(str::trim).filter(|name| !name.is_empty()).try_fold(Ranges::none(), |all, name| {
        let (_, kind) = names.iter().find(|(known, _)| *known == name)?;
        Some(all.union(&Ranges::between(kind << 8, kind << 8 | 0xff)))
    })
}

/// Names of ICMP types as pf.conf(5) and its tools have them.
const ICMP_TYPES: [(&str, u16); 15] = [
    ("echorep", 0),
    ("unreach", 3),
    ("squench", 4),
    ("redir", 5),
    ("althost", 6),
    ("echoreq", 8),
    ("routeradv", 9),
    ("routersol", 10),
    ("timex", 11),
    ("paramprob", 12),
    ("timereq", 13),
    ("timerep", 14),
    ("maskreq", 17),
    ("maskrep", 18),
    ("trace", 30),
];
const ICMPV6_TYPES: [(&str, u16); 10] = [
    ("unreach", 1),
    ("toobig", 2),
    ("timex", 3),
    ("paramprob", 4),
    ("echoreq", 128),
    ("echorep", 129),
    ("routersol", 133),
    ("routeradv", 134),
    ("neighbrsol", 135),
    ("neighbradv", 136),
];

fn side(element: Option<&Element>, world: &World<'_>, packets: &mut PacketMatch, draft: &mut Draft, is_source: bool) {
    let Some(element) = element else { return };
    let negated = element.child("not").is_some_and(|not| not.text != "0");
    let name = [element.text_of("address"), element.text_of("network")].into_iter().find(|text| !text.is_empty());
    if let Some(name) = name.filter(|_| element.child("any").is_none()) {
        match addresses(name, world) {
            Some(set) => {
                let set = if negated { set.complement() } else { set };
                let field = if is_source { &mut packets.source } else { &mut packets.destination };
                *field = Some(field.as_ref().map_or_else(|| set.clone(), |known| known.intersection(&set)));
            }
            // What is for the device itself leaves by no interface.
            None if name == "(self)" && !is_source => {
                packets.outgoing = Some(Names { patterns: vec![NamePattern::exact("")], negated });
            }
            None => draft.undecided.push(format!("{} {name}", element.name)),
        }
    }
    let port = element.text_of("port");
    if port.is_empty() || port == "any" {
        return;
    }
    match world.aliases.ports(port) {
        Some(ports) if is_source => packets.source_port = Some(ports),
        Some(ports) => packets.destination_port = Some(ports),
        None => draft.undecided.push(format!("{} port {port}", element.name)),
    }
}

/// `lan`, `lanip`, `(self)`, an alias, an address. None where the device gets the address elsewhere.
fn addresses(name: &str, world: &World<'_>) -> Option<Addresses> {
    let interface = |key: &str| world.interfaces.iter().find(|i| i.name.raw() == key && !i.addresses.is_empty());
    let own = |i: &FirewallInterface| {
        i.addresses.iter().fold(Addresses::none(), |all, (a, _)| all.union(&Addresses::one(*a)))
    };
    if name == "(self)" {
        let known = world.interfaces.iter().all(|i| !i.addresses.is_empty());
        return known.then(|| world.interfaces.iter().fold(Addresses::none(), |all, i| all.union(&own(i))));
    }
    if let Some(found) = interface(name) {
        return Some(found.prefixes().fold(Addresses::none(), |all, p| all.union(&Addresses::from(p))));
    }
    if let Some(found) = name.strip_suffix("ip").and_then(interface) {
        return Some(own(found));
    }
    world.aliases.addresses(name)
}
