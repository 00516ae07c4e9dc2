//! What stands around the policies: interfaces, what the device answers, what is not followed.

use std::net::IpAddr;

use ringwall_model::{Action, Addresses, FirewallInterface, Foreign, PacketMatch, Ranges, Rule};

use super::{
    objects::{external, prefix},
    policy::Zones,
    text::{Configuration, Entry},
};
use crate::{
    Account,
    policy::{by_default, named, of_icmp, to_addresses, to_ports},
    words,
};

/// An interface and the domain it belongs to.
#[derive(Debug)]
pub(super) struct Port<'c> {
    pub(super) domain: String,
    pub(super) entry: &'c Entry,
}

/// Where an interface says that whoever comes in must log in (a captive portal, 802.1X) before any policy lets it through.
pub(super) fn asks_who(entry: &Entry) -> Option<u32> {
    let mode = entry.settings.get("security-mode")?;
    mode.words.first().is_some_and(|word| word != "none").then_some(mode.line)
}

/// All interfaces.
pub(super) fn ports(configuration: &Configuration) -> Vec<Port<'_>> {
    let sections = configuration.sections.iter().filter(|((_, path), _)| path == "system interface");
    let listed = sections.flat_map(|((domain, _), section)| section.entries.iter().map(move |entry| (domain, entry)));
    let own = |domain: &String, entry: &Entry| match entry.word("vdom") {
        "" => domain.clone(),
        named => named.to_owned(),
    };
    listed.map(|(domain, entry)| Port { domain: own(domain, entry), entry }).collect()
}

/// An interface with all its addresses.
pub(super) fn interface(port: &Port<'_>, account: &Account<'_>) -> FirewallInterface {
    let entry = port.entry;
    let alias = [entry.word("alias"), entry.word("description")].into_iter().find(|text| !text.is_empty());
    FirewallInterface {
        place: account.place(entry.line),
        name: Foreign::from(entry.name.as_str()),
        label: Foreign::from(alias.unwrap_or_default()),
        addresses: own_addresses(entry),
    }
}

fn own_addresses(entry: &Entry) -> Vec<(IpAddr, u8)> {
    let second = entry.section("secondaryip").map_or(&[][..], |section| &section.entries);
    let four = std::iter::once(entry).chain(second).filter_map(|entry| with_length(entry.words("ip")));
    let six = entry.section("ipv6").and_then(|section| with_length(section.own.words("ip6-address")));
    four.chain(six).collect()
}

/// An address of the device with the length of its prefix.
fn with_length(words: &[String]) -> Option<(IpAddr, u8)> {
    let (address, mask) = match words {
        [address, mask] => (address.as_str(), mask.as_str()),
        [both] => both.split_once('/')?,
        _ => return None,
    };
    prefix(words)?;
    let address: IpAddr = address.parse().ok().filter(|address: &IpAddr| !address.is_unspecified())?;
    Some((address, words::length(mask)?))
}

/// Zones of a domain, with those that balance over several interfaces.
pub(super) fn zones(configuration: &Configuration, domain: &str) -> Zones {
    let mut members: Vec<(String, Vec<String>)> = configuration
        .entries(domain, "system zone")
        .iter()
        .map(|entry| (entry.name.clone(), entry.words("interface").to_vec()))
        .collect();
    for path in ["system sdwan", "system virtual-wan-link"] {
        let Some(section) = configuration.section(domain, path) else { continue };
        let listed = section.own.section("members").map_or(&[][..], |inner| &inner.entries);
        for member in listed {
            let zone = [member.word("zone"), "virtual-wan-link"].into_iter().find(|zone| !zone.is_empty());
            let (zone, interface) = (zone.unwrap_or_default(), member.word("interface").to_owned());
            match members.iter_mut().find(|(known, _)| known == zone) {
                Some((_, list)) => list.push(interface),
                None => members.push((zone.to_owned(), vec![interface])),
            }
        }
    }
    Zones { members }
}

/// What the device answers at its interfaces where no local-in policy refuses it.
pub(super) fn management(configuration: &Configuration, ports: &[Port<'_>], account: &Account<'_>) -> Vec<Rule> {
    let settings = configuration.section("", "system global").map(|section| &section.own);
    let port = |key: &str, usual: u16| settings.and_then(|own| own.word(key).parse().ok()).unwrap_or(usual);
    let services = [
        ("ssh", port("admin-ssh-port", 22)),
        ("telnet", port("admin-telnet-port", 23)),
        ("http", port("admin-port", 80)),
        ("https", port("admin-sport", 443)),
    ];
    // Where administrators have trusted hosts others may not be answered.
    let is_open = !configuration
        .sections
        .iter()
        .any(|((_, path), section)| path == "system admin" && section.entries.iter().any(has_trusted_hosts));
    let mut rules = Vec::new();
    for port in ports {
        let place = account.place(port.entry.settings.get("allowaccess").map_or(port.entry.line, |known| known.line));
        let opened = port.entry.words("allowaccess");
        let at = |packets: PacketMatch| PacketMatch { incoming: Some(named([port.entry.name.as_str()])), ..packets };
        let mut add = |code, packets, certain| {
            rules.push(Rule { by_default: None, ..by_default(&place, code, Action::Permit, at(packets), certain) });
        };
        for (name, number) in services.iter().filter(|(name, _)| opened.iter().any(|word| word == name)) {
            add(name, to_ports(6, Ranges::one(*number)), is_open);
        }
        if opened.iter().any(|word| word == "ping") {
            add("ping", of_icmp(false, Some(Ranges::between(8_u16 << 8, 8_u16 << 8 | 0xff))), true);
        }
        if opened.iter().any(|word| word == "snmp") {
            add("snmp", to_ports(17, Ranges::one(161_u16)), false);
        }
    }
    let listed = [services[0].1, services[1].1].into_iter().map(|port| (u128::from(port), u128::from(port)));
    let closed = to_ports(6, Ranges::of(listed));
    let at = named(ports.iter().map(|port| port.entry.name.as_str()));
    rules.push(by_default(
        &account.place(1),
        "local-in",
        Action::Deny,
        PacketMatch { incoming: Some(at), source: Some(Addresses::all_v4()), ..closed },
        true,
    ));
    rules
}

fn has_trusted_hosts(entry: &Entry) -> bool {
    entry.settings.keys().any(|key| key.starts_with("trusthost") || key.starts_with("ip6-trusthost"))
}

/// Sections of the firewall that decide about packets and are not followed.
const NOT_FOLLOWED: [(&str, &str); 9] = [
    ("firewall security-policy", "policies by application are not followed"),
    ("firewall consolidated policy", "policies of both families in one list are not followed"),
    ("firewall policy46", "policies between families are not followed"),
    ("firewall policy64", "policies between families are not followed"),
    ("firewall acl", "lists before the policies are not followed"),
    ("firewall acl6", "lists before the policies are not followed"),
    ("firewall ttl-policy", "policies by time to live are not followed"),
    ("firewall interface-policy", "policies of interfaces are not followed"),
    ("firewall interface-policy6", "policies of interfaces are not followed"),
];

/// First words of sections of the firewall that decide about no packet that opens a connection through it.
const ASIDE: [&str; 37] = [
    "access-proxy",
    "address",
    "addrgrp",
    "auth-portal",
    "central-snat-map",
    "city",
    "country",
    "decrypted-traffic-mirror",
    "dnstranslation",
    "DoS-policy",
    "DoS-policy6",
    "explicit-proxy-policy",
    "identity-based-route",
    "internet-service",
    "ippool",
    "ippool6",
    "iprope",
    "ldb-monitor",
    "local-in-policy",
    "multicast-address",
    "multicast-policy",
    "network-service-dynamic",
    "on-demand-sniffer",
    "policy",
    "profile-group",
    "profile-protocol-options",
    "proxy-address",
    "proxy-addrgrp",
    "proxy-policy",
    "region",
    "schedule",
    "service",
    "shap",
    "sniffer",
    "ss",
    "vip",
    "wildcard-fqdn",
];

/// First words of sections: read, or deciding about no packet that opens a connection through the device.
const KNOWN: [&str; 47] = [
    "alertemail",
    "antivirus",
    "application",
    "authentication",
    "automation",
    "casb",
    "certificate",
    "cifs",
    "credential-store",
    "diameter-filter",
    "dlp",
    "dnsfilter",
    "dynamic",
    "emailfilter",
    "endpoint-control",
    "ethernet-oam",
    "extender",
    "extender-controller",
    "extension-controller",
    "file-filter",
    "firewall",
    "ftp-proxy",
    "global",
    "gui",
    "icap",
    "ips",
    "log",
    "monitoring",
    "nsxt",
    "report",
    "router",
    "rule",
    "sctp-filter",
    "spamfilter",
    "ssh-filter",
    "switch-controller",
    "system",
    "telemetry-controller",
    "user",
    "vdom",
    "videofilter",
    "virtual-patch",
    "voip",
    "vpn",
    "waf",
    "wanopt",
    "web-proxy",
];

/// What a section says that may decide about any packet and is not followed: line, all its lines, and the reason.
pub(super) fn not_followed(configuration: &Configuration) -> Vec<(u32, Vec<u32>, &'static str)> {
    let mut found = Vec::new();
    for ((_, path), section) in &configuration.sections {
        let is_on = |entry: &Entry| entry.word("status") != "disable";
        let first = section.entries.iter().find(|entry| is_on(entry)).map(|entry| entry.line);
        let known = NOT_FOLLOWED.iter().find(|(name, _)| name == path);
        match (known, first) {
            (Some((_, why)), Some(line)) => found.push((line, section.lines(), *why)),
            (None, _) if !is_aside(path) => found.push((section.line, section.lines(), "the section is not followed")),
            _ => {}
        }
        if path == "system settings" {
            found.extend(settings(&section.own).map(|(line, why)| (line, Vec::new(), why)));
        }
    }
    found
}

fn is_aside(path: &str) -> bool {
    const MORE: [&str; 3] = ["wireless-controller", "webfilter", "vendor-mac"];
    let first = path.split(' ').next().unwrap_or_default();
    match path.strip_prefix("firewall ") {
        Some(rest) => ASIDE.iter().chain(&MORE).any(|start| rest.starts_with(start)),
        None => KNOWN.contains(&first) || MORE.contains(&first),
    }
}

fn settings(own: &Entry) -> Option<(u32, &'static str)> {
    let line = |key: &str| own.settings.get(key).map_or(own.line, |setting| setting.line);
    if own.word("ngfw-mode") == "policy-based" {
        return Some((line("ngfw-mode"), "policies by application are not followed"));
    }
    let key = ["asymroute", "asymroute6"].into_iter().find(|key| own.enables(key))?;
    Some((line(key), "packets pass without a session where routes are asymmetric"))
}

/// Virtual addresses: what goes to them gets another destination.
pub(super) fn translations(configuration: &Configuration, domain: &str) -> Vec<(u32, PacketMatch)> {
    let lists = ["firewall vip", "firewall vip6"].into_iter().flat_map(|path| configuration.entries(domain, path));
    lists.map(|entry| (entry.line, forwarded(entry))).collect()
}

/// What goes to a virtual address; where it is one of ports, to these alone.
fn forwarded(entry: &Entry) -> PacketMatch {
    let all = to_addresses(external(entry));
    let protocol = match entry.word("protocol") {
        "" | "tcp" => 6,
        "udp" => 17,
        _ => return all,
    };
    match words::ports(entry.word("extport"), '-').filter(|_| entry.enables("portforward")) {
        Some(ports) => PacketMatch { destination: all.destination, ..to_ports(protocol, ports) },
        None => all,
    }
}
