//! Addresses, services and their groups.

use std::net::{IpAddr, Ipv4Addr};

use ringwall_model::{Addresses, PacketMatch, Ranges};

use super::{
    predefined,
    text::{Configuration, Entry},
};
use crate::{
    cisco,
    objects::Book,
    policy::{of_icmp, of_protocol},
    services::ranges,
    words,
};

/// What policies of a virtual domain refer to.
#[derive(Debug)]
pub(super) struct Objects {
    v4: Book<Addresses>,
    v6: Book<Addresses>,
    services: Book<Vec<PacketMatch>>,
}

/// Settings of an address that do not change which addresses it is.
const REMARKS: [&str; 14] = [
    "uuid",
    "type",
    "subnet",
    "start-ip",
    "end-ip",
    "wildcard",
    "ip6",
    "comment",
    "color",
    "associated-interface",
    "allow-routing",
    "fabric-object",
    "visibility",
    "interface",
];

impl Objects {
    /// Everything a domain declares.
    pub(super) fn new(configuration: &Configuration, domain: &str) -> Self {
        let mut objects = Self { v4: Book::default(), v6: Book::default(), services: Book::default() };
        for entry in configuration.entries(domain, "firewall address") {
            objects.v4.add(&entry.name, address(entry));
        }
        for entry in configuration.entries(domain, "firewall address6") {
            objects.v6.add(&entry.name, address6(entry));
        }
        group(configuration.entries(domain, "firewall addrgrp"), &mut objects.v4);
        group(configuration.entries(domain, "firewall addrgrp6"), &mut objects.v6);
        for entry in configuration.entries(domain, "firewall vip") {
            objects.v4.add(&entry.name, external(entry));
        }
        for entry in configuration.entries(domain, "firewall vip6") {
            objects.v6.add(&entry.name, external(entry));
        }
        members(configuration.entries(domain, "firewall vipgrp"), &mut objects.v4);
        members(configuration.entries(domain, "firewall vipgrp6"), &mut objects.v6);
        for entry in configuration.entries(domain, "firewall service custom") {
            objects.services.add(&entry.name, service(entry));
        }
        let groups = configuration.entries(domain, "firewall service group");
        members(groups, &mut objects.services);
        // Members may be services of the factory that the text does not repeat.
        for member in groups.iter().flat_map(|group| group.words("member")) {
            if let Some(packets) = predefined::service(member).filter(|_| !objects.services.has(member)) {
                objects.services.add(member, Some(packets));
            }
        }
        objects
    }

    /// The addresses of one family that names stand for; those of which nothing is known are given back.
    pub(super) fn addresses(&self, names: &[String], v6: bool) -> (Option<Addresses>, Vec<String>) {
        let (book, every) = if v6 { (&self.v6, Addresses::all_v6()) } else { (&self.v4, Addresses::all_v4()) };
        let (mut all, mut unknown) = (Addresses::none(), Vec::new());
        for name in names {
            let found = match name.as_str() {
                "all" if !book.has(name) => Some(every.clone()),
                "none" if !book.has(name) => Some(Addresses::none()),
                name => book.find(name),
            };
            match found {
                Some(set) => all = all.union(&set.intersection(&every)),
                None => unknown.push(name.clone()),
            }
        }
        (unknown.is_empty().then_some(all), unknown)
    }

    /// The packets that services stand for.
    pub(super) fn services(&self, names: &[String]) -> (Option<Vec<PacketMatch>>, Vec<String>) {
        let (mut all, mut unknown) = (Vec::new(), Vec::new());
        for name in names {
            match self.services.find(name).or_else(|| predefined::service(name).filter(|_| !self.services.has(name))) {
                Some(packets) => all.extend(packets),
                None => unknown.push(name.clone()),
            }
        }
        (unknown.is_empty().then_some(all), unknown)
    }
}

fn members<T: crate::objects::Joined>(entries: &[Entry], book: &mut Book<T>) {
    for entry in entries {
        book.open(&entry.name);
        entry.words("member").iter().for_each(|member| book.add_name(&entry.name, member));
    }
}

fn group(entries: &[Entry], book: &mut Book<Addresses>) {
    members(entries, book);
    for entry in entries {
        if entry.enables("exclude") {
            entry.words("exclude-member").iter().for_each(|member| book.take_out(&entry.name, member));
        }
        // Groups of tags are filled by another system.
        if entry.settings.contains_key("category") && entry.word("category") != "default" {
            book.add(&entry.name, None);
        }
    }
}

/// True where nothing is said of an address that is not followed.
fn is_plain(entry: &Entry) -> bool {
    entry.settings.keys().all(|key| REMARKS.contains(&key.as_str()))
        && entry.inner.iter().all(|section| section.path == "tagging")
}

fn address(entry: &Entry) -> Option<Addresses> {
    match entry.word("type") {
        _ if !is_plain(entry) => None,
        "" | "ipmask" => match entry.words("subnet") {
            [] => Some(Addresses::all_v4()),
            words => prefix(words),
        },
        "iprange" => words::address_range(&format!("{}-{}", entry.word("start-ip"), entry.word("end-ip"))),
        "wildcard" => match entry.words("wildcard") {
            [address, mask] => {
                let mask: Ipv4Addr = mask.parse().ok()?;
                // Here bits that are set do matter.
                cisco::wildcard(address.parse().ok()?, Ipv4Addr::from(!u32::from(mask)))
            }
            _ => None,
        },
        "interface-subnet" => prefix(entry.words("subnet")),
        _ => None,
    }
}

fn address6(entry: &Entry) -> Option<Addresses> {
    match entry.word("type") {
        _ if !is_plain(entry) => None,
        "" | "ipprefix" => match entry.word("ip6") {
            "" => Some(Addresses::all_v6()),
            text => words::address(text),
        },
        "iprange" => words::address_range(&format!("{}-{}", entry.word("start-ip"), entry.word("end-ip"))),
        _ => None,
    }
}

/// `10.1.0.0 255.255.0.0`, `10.1.0.0/16`.
pub(super) fn prefix(words: &[String]) -> Option<Addresses> {
    match words {
        [address, mask] => cisco::masked(address, mask),
        [address] => words::address(address),
        _ => None,
    }
}

/// The addresses a virtual one is reached at. None where the text does not tell.
pub(super) fn external(entry: &Entry) -> Option<Addresses> {
    let text = entry.word("extip");
    let unspecified = |address: &IpAddr| address.is_unspecified();
    let is_any = text.split('-').next().is_none_or(|first| first.parse().is_ok_and(|ip| unspecified(&ip)));
    if is_any || !entry.words("extaddr").is_empty() {
        return None;
    }
    words::address(text).or_else(|| words::address_range(text))
}

/// Settings of a service that do not change which packets it is about.
const ASIDE: [&str; 20] = [
    "uuid",
    "category",
    "comment",
    "color",
    "visibility",
    "protocol",
    "tcp-portrange",
    "udp-portrange",
    "sctp-portrange",
    "udplite-portrange",
    "icmptype",
    "icmpcode",
    "protocol-number",
    "session-ttl",
    "tcp-halfclose-timer",
    "tcp-halfopen-timer",
    "tcp-timewait-timer",
    "tcp-rst-timer",
    "udp-idle-timer",
    "helper",
];

fn service(entry: &Entry) -> Option<Vec<PacketMatch>> {
    let off = |key: &str| matches!(entry.word(key), "disable" | "0.0.0.0" | "default");
    let has_more = |key: &&String| !ASIDE.contains(&key.as_str()) && !off(key) && key.as_str() != "fabric-object";
    if entry.settings.keys().any(|key| has_more(&key)) || !entry.inner.is_empty() {
        return None;
    }
    let number = |key: &str| entry.word(key).parse::<u8>().ok();
    match entry.word("protocol") {
        "" | "TCP/UDP/SCTP" | "TCP/UDP/UDP-Lite/SCTP" => {
            let kinds =
                [(6, "tcp-portrange"), (17, "udp-portrange"), (132, "sctp-portrange"), (136, "udplite-portrange")];
            let found: Option<Vec<_>> =
                kinds.iter().map(|(protocol, key)| ranges(*protocol, entry.words(key))).collect();
            found.map(|lists| lists.concat()).filter(|packets| !packets.is_empty())
        }
        kind @ ("ICMP" | "ICMP6") => {
            let types = match (entry.settings.contains_key("icmptype"), number("icmptype"), number("icmpcode")) {
                (false, _, _) => None,
                (true, None, _) => return None,
                (true, Some(kind), code) => {
                    let first = u16::from(kind) << 8;
                    let (low, high) = code.map_or((0, 0xff), |code| (code, code));
                    Some(Ranges::between(first | u16::from(low), first | u16::from(high)))
                }
            };
            Some(vec![of_icmp(kind == "ICMP6", types)])
        }
        "IP" => match entry.word("protocol-number") {
            "" | "0" => Some(vec![PacketMatch::any()]),
            text => text.parse().ok().map(|number| vec![of_protocol(number)]),
        },
        _ => None,
    }
}
