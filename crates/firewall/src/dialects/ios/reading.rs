//! Lists, interfaces, and what is bound where.

use std::collections::BTreeMap;

use ringwall_model::{
    Action, Addresses, ChainEnd, FirewallInterface, Foreign, Names, PacketMatch, Point, Ranges, Rule, Ruleset, Unread,
    Way,
};

use super::zones::{Pair, Zones};
use crate::{
    Account,
    chains::Chains,
    cisco::{Entry, Masks, Objects, Service, entry, masked, port, protocol, source_only},
    unread, words,
};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    let mut reading = Reading {
        account,
        objects: Objects::default(),
        chains: Chains::default(),
        entries: Vec::new(),
        interfaces: Vec::new(),
        bound: Vec::new(),
        block: Block::None,
        unread: Vec::new(),
        kinds: BTreeMap::new(),
        sources: None,
        zones: Zones::default(),
    };
    lines.iter().for_each(|(number, line)| reading.line(*number, line));
    reading.finish()
}

/// What indented lines belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    None,
    List {
        name: String,
        kind: Kind,
    },
    Interface,
    NetworkGroup(String),
    ServiceGroup(String),
    /// A class of a zone's policy.
    Class(String),
    /// A policy between zones.
    Policy(String),
    /// A pair of zones.
    Pair,
    /// Something that filters nothing.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Standard,
    Extended,
    V6,
}

struct Binding {
    interface: String,
    list: String,
    v6: bool,
    incoming: bool,
}

struct Pending {
    line: u32,
    list: String,
    kind: Kind,
    words: Vec<String>,
}

struct Reading<'a, 'b> {
    account: &'a mut Account<'b>,
    objects: Objects,
    chains: Chains,
    entries: Vec<Pending>,
    interfaces: Vec<FirewallInterface>,
    bound: Vec<Binding>,
    block: Block,
    unread: Vec<Unread>,
    kinds: BTreeMap<String, Kind>,
    /// The line of a translation of sources.
    sources: Option<u32>,
    zones: Zones,
}

/// First words of lines and blocks that decide about no packet.
const OTHER: [&str; 84] = [
    "!",
    "aaa",
    "alias",
    "archive",
    "arp",
    "banner",
    "boot",
    "boot-end-marker",
    "boot-start-marker",
    "building",
    "buffers",
    "cdp",
    "clock",
    "config-register",
    "control-plane",
    "controller",
    "current",
    "cns",
    "default",
    "diagnostic",
    "dot1x",
    "enable",
    "end",
    "errdisable",
    "event",
    "exception",
    "exit",
    "feature",
    "file",
    "flow",
    "frame-relay",
    "hostname",
    "hw-module",
    "key",
    "kron",
    "l2vpn",
    "lacp",
    "license",
    "line",
    "lldp",
    "logging",
    "login",
    "mac",
    "macro",
    "memory-size",
    "mls",
    "module",
    "monitor",
    "mmi",
    "mpls",
    "multilink",
    "network-clock-participate",
    "ntp",
    "parser",
    "platform",
    "port-channel",
    "power",
    "privilege",
    "process",
    "prompt",
    "queue-monitor",
    "radius",
    "radius-server",
    "redundancy",
    "rmon",
    "route-map",
    "router",
    "scheduler",
    "sdm",
    "security",
    "service",
    "snmp-server",
    "spanning-tree",
    "ssh",
    "switch",
    "tacacs",
    "tacacs-server",
    "template",
    "time-range",
    "track",
    "transceiver",
    "udld",
    "username",
    "version",
];

/// Second words after `ip` and `ipv6` of lines that decide about no packet.
const OTHER_IP: [&str; 42] = [
    "address-list",
    "arp",
    "as-path",
    "bgp-community",
    "bootp",
    "cef",
    "classless",
    "community-list",
    "default-gateway",
    "default-network",
    "dhcp",
    "domain",
    "domain-lookup",
    "domain-name",
    "explicit-path",
    "extcommunity-list",
    "finger",
    "flow",
    "flow-export",
    "forward-protocol",
    "ftp",
    "host",
    "http",
    "icmp",
    "igmp",
    "multicast",
    "multicast-routing",
    "name-server",
    "pim",
    "prefix-list",
    "radius",
    "route",
    "routing",
    "scp",
    "sla",
    "source-route",
    "ssh",
    "subnet-zero",
    "tacacs",
    "tcp",
    "tftp",
    "unicast-routing",
];

impl Reading<'_, '_> {
    fn line(&mut self, number: u32, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_inner = line.starts_with([' ', '\t']);
        match words.as_slice() {
            [] => self.account.understood(number),
            [first, ..] if first.starts_with('!') => self.account.understood(number),
            _ if is_inner && self.block != Block::None => self.inner(number, &words),
            _ => self.top(number, &words),
        }
    }

    fn top(&mut self, number: u32, words: &[&str]) {
        self.block = Block::Other;
        match words {
            ["no", "ip" | "ipv6", "access-list", ..] => self.account.understood(number),
            ["no", ..] => {
                self.account.understood(number);
                self.block = Block::None;
            }
            ["ip", "access-list", "extended", name] => self.open(number, name, Kind::Extended),
            ["ip", "access-list", "standard", name] => self.open(number, name, Kind::Standard),
            ["ip", "access-list", "resequence" | "log-update", ..] => self.account.understood(number),
            // As NX-OS, EOS and IOS XR write them.
            ["ip" | "ipv4", "access-list", name] => {
                self.open(number, name, Kind::Extended);
                if let Some(at) = self.chains.find("list", name) {
                    self.chains.end(at, ChainEnd::Unknown);
                }
            }
            ["ipv6", "access-list", name] => self.open(number, name, Kind::V6),
            ["access-list", name, rest @ ..] => self.numbered(number, name, rest),
            ["object-group", "network", name] => {
                self.objects.open_network(name);
                self.account.understood(number);
                self.block = Block::NetworkGroup((*name).to_owned());
            }
            ["object-group", "service", name] => {
                self.objects.open_service(name);
                self.account.understood(number);
                self.block = Block::ServiceGroup((*name).to_owned());
            }
            ["interface", name @ ..] => {
                self.interfaces.push(FirewallInterface {
                    place: self.account.place(number),
                    name: Foreign::from(name.concat()),
                    label: Foreign::default(),
                    addresses: Vec::new(),
                });
                self.account.understood(number);
                self.block = Block::Interface;
            }
            ["ip", "nat", ..] => self.translation(number, words),
            ["ip" | "ipv6", second, ..] if OTHER_IP.contains(second) => self.account.understood(number),
            [first, ..] if OTHER.contains(first) => self.account.understood(number),
            ["vlan" | "vrf" | "crypto" | "policy-map" | "class-map", ..] if !words.contains(&"inspect") => {
                self.account.understood(number);
            }
            ["zone" | "zone-pair" | "class-map" | "policy-map" | "parameter-map", ..] => self.of_zones(number, words),
            _ => self.refuse(number, "the line is not understood"),
        }
    }

    /// Zones, pairs of them, classes and policies. Those of one protocol alone look into connections that are let through.
    fn of_zones(&mut self, number: u32, words: &[&str]) {
        self.account.understood(number);
        match words {
            ["zone", "security", _] | ["parameter-map", "type", ..] => {}
            ["zone-pair", "security", name, "source", from, "destination", to] => {
                let (name, from, to) = ((*name).to_owned(), (*from).to_owned(), (*to).to_owned());
                self.zones.pairs.push(Pair { line: number, name, from, to, policy: None });
                self.block = Block::Pair;
            }
            ["class-map", "type", "inspect", kind @ ("match-any" | "match-all"), name] => {
                self.zones.classes.open(name, *kind == "match-all");
                self.block = Block::Class((*name).to_owned());
            }
            ["class-map", "type", "inspect", name] => {
                self.zones.classes.open(name, true);
                self.block = Block::Class((*name).to_owned());
            }
            ["policy-map", "type", "inspect", name] => {
                self.zones.open_policy(name);
                self.block = Block::Policy((*name).to_owned());
            }
            ["class-map" | "policy-map", "type", "inspect", _, ..] => {}
            _ => self.refuse(number, "the line is not understood"),
        }
    }

    /// A line of a pair of zones.
    fn of_pair(&mut self, number: u32, words: &[&str]) {
        match (words, self.zones.pairs.last_mut()) {
            (["service-policy", "type", "inspect", policy], Some(pair)) => pair.policy = Some((*policy).to_owned()),
            (["description", ..], _) => {}
            _ => return self.refuse(number, "the line is not understood"),
        }
        self.account.understood(number);
    }

    fn known_or_refused(&mut self, number: u32, is_known: bool) {
        match is_known {
            true => self.account.understood(number),
            false => self.refuse(number, "the line is not understood"),
        }
    }

    fn open(&mut self, number: u32, name: &str, kind: Kind) {
        let place = self.account.place(number);
        // Without an entry it permits everything.
        self.chains.declare("list", name, place, ChainEnd::Permit);
        self.kinds.insert(name.to_owned(), kind);
        self.account.understood(number);
        self.block = Block::List { name: name.to_owned(), kind };
    }

    fn numbered(&mut self, number: u32, name: &str, rest: &[&str]) {
        let kind = match name.parse::<u16>() {
            Ok(1..=99 | 1_300..=1_999) => Kind::Standard,
            Ok(100..=199 | 2_000..=2_699) => Kind::Extended,
            // Lists of other numbers are about other protocols than IP.
            Ok(_) => return self.account.understood(number),
            Err(_) => return self.refuse(number, "the list has no number"),
        };
        if self.chains.find("list", name).is_none() {
            self.open(number, name, kind);
        }
        self.block = Block::None;
        self.entry(number, name, kind, rest);
    }

    fn entry(&mut self, number: u32, list: &str, kind: Kind, words: &[&str]) {
        let words = match words {
            [first, rest @ ..] if first.parse::<u32>().is_ok() => rest,
            ["sequence", _, rest @ ..] => rest,
            all => all,
        };
        match words.first() {
            Some(&("permit" | "deny")) => self.entries.push(Pending {
                line: number,
                list: list.to_owned(),
                kind,
                words: words.iter().map(|w| (*w).to_owned()).collect(),
            }),
            Some(&("remark" | "no")) => self.account.understood(number),
            _ => self.refuse(number, "the entry is not understood"),
        }
    }

    fn inner(&mut self, number: u32, words: &[&str]) {
        match self.block.clone() {
            Block::List { name, kind } => self.entry(number, &name, kind, words),
            Block::Interface => self.of_interface(number, words),
            Block::NetworkGroup(name) => self.of_network_group(number, &name, words),
            Block::ServiceGroup(name) => self.of_service_group(number, &name, words),
            Block::Class(name) => {
                let is_known = self.zones.classes.line(&name, words);
                self.known_or_refused(number, is_known);
            }
            Block::Policy(name) => {
                let is_known = self.zones.policy_line(&name, number, words);
                self.known_or_refused(number, is_known);
            }
            Block::Pair => self.of_pair(number, words),
            Block::Other | Block::None => self.account.understood(number),
        }
    }

    fn of_interface(&mut self, number: u32, words: &[&str]) {
        let name = self.interfaces.last().map(|i| i.name.raw().to_owned()).unwrap_or_default();
        match words {
            ["ip", "access-group", list, way @ ("in" | "out")] => self.bind(number, &name, list, false, *way == "in"),
            ["ipv6", "traffic-filter", list, way @ ("in" | "out")] => {
                self.bind(number, &name, list, true, *way == "in")
            }
            ["ip", "address", address, mask, ..] => self.address(number, address, words::length(mask)),
            ["ipv6", "address", address, ..] => {
                let (address, length) = address.split_once('/').unwrap_or((address, "64"));
                self.address(number, address, length.parse().ok());
            }
            ["ipv4", "access-group", list, way @ ("ingress" | "egress")] => {
                self.bind(number, &name, list, false, *way == "ingress");
            }
            ["zone-member", "security", zone] => {
                self.zones.members.push((name, (*zone).to_owned()));
                self.account.understood(number);
            }
            ["ip", "inspect", ..] => {
                self.refuse(number, "stateful inspection is not followed");
            }
            ["ip", "verify", ..] => {
                self.refuse(number, "sources without a way back are dropped, and ways are not followed")
            }
            ["description", ..] => {
                if let Some(interface) = self.interfaces.last_mut() {
                    interface.label = Foreign::from(words.get(1..).unwrap_or_default().join(" "));
                }
                self.account.understood(number);
            }
            _ => self.account.understood(number),
        }
    }

    fn bind(&mut self, number: u32, interface: &str, list: &str, v6: bool, incoming: bool) {
        self.bound.push(Binding { interface: interface.to_owned(), list: list.to_owned(), v6, incoming });
        self.account.understood(number);
    }

    fn address(&mut self, number: u32, address: &str, length: Option<u8>) {
        if let (Ok(address), Some(length), Some(interface)) = (address.parse(), length, self.interfaces.last_mut()) {
            interface.addresses.push((address, length));
        }
        self.account.understood(number);
    }

    fn of_network_group(&mut self, number: u32, name: &str, words: &[&str]) {
        match words {
            ["description", ..] => {}
            ["group-object", other] => self.objects.add_network_group(name, other),
            ["host", address] => self.objects.add_network(name, words::address(address)),
            ["range", first, last] => self.objects.add_network(name, words::address_range(&format!("{first}-{last}"))),
            ["any"] => self.objects.add_network(name, Some(Addresses::all_v4())),
            [address, mask] => self.objects.add_network(name, masked(address, mask)),
            [prefix] => self.objects.add_network(name, words::address(prefix)),
            _ => self.objects.add_network(name, None),
        }
        self.account.understood(number);
    }

    fn of_service_group(&mut self, number: u32, name: &str, words: &[&str]) {
        let one = |packets: PacketMatch| Service::Packets(vec![packets]);
        let of = |word: &str, ports: Option<Ranges>| match (protocol(word), ports) {
            (Some(set), destination_port) => {
                one(PacketMatch { protocol: (!set.is_all(8)).then_some(set), destination_port, ..PacketMatch::any() })
            }
            (None, _) => Service::Unknown,
        };
        let service = match words {
            ["description", ..] => return self.account.understood(number),
            ["group-object", other] => Service::Other((*other).to_owned()),
            [word] => of(word, None),
            [word, "eq", value] | [word, value] => {
                port(value).map_or(Service::Unknown, |p| of(word, Some(Ranges::one(p))))
            }
            [word, "range", a, b] => {
                let ports = port(a).zip(port(b)).map(|(a, b)| Ranges::between(a, b));
                ports.map_or(Service::Unknown, |ports| of(word, Some(ports)))
            }
            _ => Service::Unknown,
        };
        self.objects.add_service(name, service);
        self.account.understood(number);
    }

    /// Static translations give packets another destination between two lists.
    fn translation(&mut self, number: u32, words: &[&str]) {
        let global = words.iter().rev().find_map(|word| word.parse::<std::net::IpAddr>().ok());
        match (words, global) {
            (["ip", "nat", "inside", "source", "static", ..], Some(global)) => {
                let packets = PacketMatch { destination: Some(Addresses::one(global)), ..PacketMatch::any() };
                self.unknown(number, "translation-not-followed", "a translated destination is not followed", packets);
            }
            (
                ["ip", "nat", "inside", "source", "list" | "route-map", ..]
                | ["ip", "nat", "pool" | "translation" | "log", ..],
                _,
            ) => {
                self.sources = Some(number);
                self.account.understood(number);
            }
            _ => self.refuse(number, "the translation is not followed"),
        }
    }

    fn refuse(&mut self, number: u32, why: &str) {
        self.unknown(number, "line-not-understood", why, PacketMatch::any());
    }

    fn unknown(&mut self, number: u32, code: &'static str, why: &str, packets: PacketMatch) {
        let message = format!("{why}; packets it could affect are unknown");
        self.account.diagnose(
            number,
            code,
            message,
            "a statement can say what it does; or export without it to see the rest",
        );
        unread::note(&mut self.unread, self.account.place(number), why, &Way::ALL, packets);
    }

    fn finish(mut self) -> Ruleset {
        for pending in std::mem::take(&mut self.entries) {
            self.resolve(&pending);
        }
        let bound = std::mem::take(&mut self.bound);
        // Sources change behind the lists for what comes in, and before those for what goes out.
        if let Some(line) = self.sources.filter(|_| bound.iter().any(|binding| !binding.incoming)) {
            self.refuse(line, "sources are translated before a list looks at what goes out");
        }
        let mut points: Vec<Point> = bound.iter().filter_map(|binding| self.point(binding)).collect();
        points.extend(self.zones.points(&mut self.chains, self.account));
        self.interfaces.sort_by(|a, b| a.name.cmp(&b.name));
        Ruleset {
            interfaces: self.interfaces,
            points,
            chains: self.chains.into_chains(),
            unread: self.unread,
            ..Ruleset::default()
        }
    }

    fn resolve(&mut self, pending: &Pending) {
        let words: Vec<&str> = pending.words.iter().map(String::as_str).collect();
        let rest = words.get(1..).unwrap_or_default();
        let read = match pending.kind {
            Kind::Standard => source_only(rest, &self.objects, Masks::Wildcard),
            Kind::Extended => entry(rest, &self.objects, Masks::Wildcard, &Addresses::all_v4()),
            Kind::V6 => entry(rest, &self.objects, Masks::Netmask, &Addresses::all_v6()),
        };
        let action = if words.first() == Some(&"permit") { Action::Permit } else { Action::Deny };
        let (read, action) = match read {
            Ok(read) => (read, action),
            Err(why) => {
                let message = format!("{why}; packets this entry may be about are unknown");
                self.account.diagnose(
                    pending.line,
                    "rule-not-understood",
                    message,
                    "correct the entry, or take it out",
                );
                let family = PacketMatch { source: Some(Addresses::all()), ..PacketMatch::any() };
                (Entry { matches: vec![family], undecided: vec![why], ..Entry::default() }, Action::Unknown)
            }
        };
        if !read.undecided.is_empty() && action != Action::Unknown {
            let shown: Vec<String> = read.undecided.iter().map(|u| words::shown(u)).collect();
            let message = format!("{} is not decided; packets this entry may be about are unknown", shown.join(", "));
            self.account.diagnose(
                pending.line,
                "condition-not-decided",
                message,
                "declare the object, or state what the condition does",
            );
        }
        self.account.understood(pending.line);
        let rule = Rule {
            place: self.account.place(pending.line),
            name: Foreign::from(pending.list.as_str()),
            matches: read.matches,
            certain: read.undecided.is_empty(),
            action,
            logs: read.logs,
            hits: None,
            by_default: None,
        };
        self.chains.add("list", &pending.list, rule, false);
        if let Some(at) = self.chains.find("list", &pending.list) {
            self.chains.end(at, ChainEnd::Deny);
        }
    }

    fn point(&mut self, binding: &Binding) -> Option<Point> {
        // A list that is bound and not defined permits everything.
        let chain = self.chains.find("list", &binding.list)?;
        if binding.v6 && self.kinds.get(&binding.list) == Some(&Kind::V6) {
            self.neighbours(&binding.list);
        }
        let names = Some(Names::one(&binding.interface));
        let family = if binding.v6 { Addresses::all_v6() } else { Addresses::all_v4() };
        let any = PacketMatch { source: Some(family), ..PacketMatch::any() };
        let applies = match binding.incoming {
            true => PacketMatch { incoming: names, ..any },
            false => PacketMatch { outgoing: names, ..any },
        };
        let ways = if binding.incoming { vec![Way::Through, Way::ToDevice] } else { vec![Way::Through] };
        let way = if binding.incoming { "in" } else { "out" };
        let name = Foreign::from(format!("{} {way} {}", binding.list, binding.interface));
        Some(Point { name, ways, applies: vec![applies], chain, before_translation: binding.incoming })
    }

    /// Before the implicit deny of an IPv6 list neighbours are permitted to find each other.
    fn neighbours(&mut self, list: &str) {
        let types = Ranges::between(135_u16 << 8, 136_u16 << 8 | 0xff);
        let packets = PacketMatch { protocol: Some(Ranges::one(58_u8)), icmp: Some(types), ..PacketMatch::any() };
        let code = "implicit-neighbours";
        let rule = Rule {
            place: self.account.place(1),
            name: Foreign::from(code),
            matches: vec![packets],
            certain: true,
            action: Action::Permit,
            logs: false,
            hits: None,
            by_default: Some(code.into()),
        };
        self.chains.add("list", list, rule, false);
    }
}
