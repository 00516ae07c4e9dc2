//! Cisco IOS: access lists bound to interfaces.
//!
//! A list filters where it is bound: what comes in at an interface, and what goes out of it. Lists know no connections.

mod reading;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "ios",
    title: "Cisco IOS",
    source: "Cisco IOS Security Command Reference: access-list, ip access-list, ipv6 access-list, ip access-group",
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
            (Some("ip"), Some("access-list"), Some("extended" | "standard")) => true,
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
