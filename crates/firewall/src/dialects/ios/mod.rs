//! Cisco IOS: access lists bound to interfaces, and policies between zones of interfaces.
//!
//! A list filters where it is bound: what comes in at an interface, and what goes out of it. Lists know no connections; policies between
//! zones do, where they inspect. Lists in the forms of NX-OS, EOS and IOS XR are read too.

mod aside;
mod bindings;
mod blocks;
mod classes;
mod device;
mod forwarding;
mod interface;
mod reading;
mod state;
mod tunnels;
mod zones;

#[cfg(test)]
mod tests;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "ios",
    title: "Cisco IOS",
    source: "Cisco IOS Security Command Reference: access-list, ip access-list, ipv6 access-list, ip access-group; Security \
             Configuration Guide: Zone-Based Policy Firewall",
    likeness,
    parse: reading::parse,
    defaults: &[
        Default {
            code: "unbound-list",
            absent: "a list on an interface and direction: nothing is filtered there",
            then: Then::Permit,
            versions: "every",
            source: "Cisco IOS Security Command Reference, ip access-group",
        },
        Default {
            code: "undefined-list",
            absent: "the list that is bound: it permits everything until it has an entry",
            then: Then::Permit,
            versions: "every",
            source: "Cisco IOS Security Command Reference, ip access-group",
        },
        Default {
            code: "implicit-deny",
            absent: "an entry that matches in a list that has some",
            then: Then::Deny,
            versions: "every",
            source: "Cisco IOS Security Command Reference, access-list",
        },
        Default {
            code: "implicit-neighbours",
            absent: "entries for neighbour discovery in an IPv6 list: they are permitted before the implicit deny",
            then: Then::Permit,
            versions: "every",
            source: "Cisco IOS IPv6 Command Reference, ipv6 access-list",
        },
        Default {
            code: "no-zone-pair",
            absent: "a pair for two zones, or a zone for one of two interfaces: nothing passes between them",
            then: Then::Deny,
            versions: "12.4(6)T and later, and IOS XE",
            source: "Cisco IOS Security Configuration Guide, Zone-Based Policy Firewall",
        },
        Default {
            code: "intrazone",
            absent: "a pair of a zone with itself: its interfaces reach each other",
            then: Then::Permit,
            versions: "12.4(6)T and later, and IOS XE",
            source: "Cisco IOS Security Configuration Guide, Zone-Based Policy Firewall",
        },
        Default {
            code: "class-default",
            absent: "a class for a packet in the policy of a pair, or the action of a class: it is dropped",
            then: Then::Deny,
            versions: "12.4(6)T and later, and IOS XE",
            source: "Cisco IOS Security Configuration Guide, Zone-Based Policy Firewall",
        },
        Default {
            code: "self-zone",
            absent: "a pair with the zone self: the device is reached, and reaches",
            then: Then::Permit,
            versions: "12.4(6)T and later, and IOS XE",
            source: "Cisco IOS Security Configuration Guide, Zone-Based Policy Firewall",
        },
        Default {
            code: "zone-ipv6",
            absent: "the version: what policies between zones do with IPv6 depends on it",
            then: Then::Unknown,
            versions: "inspected from 15.1(2)T",
            source: "Cisco IOS Security Configuration Guide, IPv6 Zone-Based Firewall Support",
        },
        Default {
            code: "keep-state",
            absent: "a class for packets of a connection that was inspected: they pass in both directions",
            then: Then::Permit,
            versions: "12.4(6)T and later, and IOS XE",
            source: "Cisco IOS Security Configuration Guide, Zone-Based Policy Firewall",
        },
        Default {
            code: "inspection-pinholes",
            absent: "a class for connections that an inspected one announces",
            then: Then::Unknown,
            versions: "12.4(6)T and later, and IOS XE",
            source: "Cisco IOS Security Configuration Guide, Zone-Based Policy Firewall",
        },
    ],
};

fn likeness(text: &str) -> usize {
    if text.lines().any(|line| {
        line.starts_with("ASA Version") || line.starts_with("PIX Version") || line.trim_start().starts_with("nameif ")
    }) {
        return 0;
    }
    let is_mark = |line: &&str| {
        let mut words = line.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some("ip" | "ipv4"), Some("access-list"), Some(_)) => true,
            (Some("zone" | "zone-pair"), Some("security"), Some(_)) => true,
            (Some("class-map" | "policy-map"), Some("type"), Some("inspect")) => true,
            (Some("ip"), Some("access-group"), _) => line.starts_with(' '),
            (Some("ipv6"), Some("access-list" | "traffic-filter"), _) => true,
            (Some("access-list"), Some(number), Some("permit" | "deny" | "remark")) => number.parse::<u16>().is_ok(),
            (Some("service"), Some("timestamps" | "password-encryption"), _) => true,
            (Some("boot-start-marker" | "boot-end-marker"), None, _) => true,
            _ => false,
        }
    };
    text.lines().filter(is_mark).count()
}
