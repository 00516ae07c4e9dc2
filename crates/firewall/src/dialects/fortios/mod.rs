//! Fortinet FortiOS: policies between interfaces and zones, in their order, with named addresses and services.
//!
//! A connection is decided when it opens; the first policy that fits decides. What is for the device itself goes by other lists.

mod around;
mod forwarding;
mod objects;
mod policy;
mod predefined;
mod reading;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Default, Dialect, Then};
use crate::Account;

pub(super) static DIALECT: Dialect = Dialect {
    name: "fortios",
    title: "Fortinet FortiOS",
    source: "FortiOS CLI Reference 6.0 to 7.4: firewall policy, address, addrgrp, service, vip, local-in-policy, system zone",
    likeness,
    parse: reading::parse,
    defaults: &[
        Default {
            code: "implicit-deny",
            absent: "a policy that fits what goes through: it is dropped",
            then: Then::Deny,
            versions: "every",
            source: "FortiOS Administration Guide, Firewall policy, implicit deny",
        },
        Default {
            code: "policy-action",
            absent: "set action in a policy: it denies",
            then: Then::Deny,
            versions: "every",
            source: "FortiOS CLI Reference, config firewall policy, action",
        },
        Default {
            code: "keep-state",
            absent: "a policy for packets of a session that was let through",
            then: Then::Permit,
            versions: "every",
            source: "FortiOS Administration Guide, Stateful inspection",
        },
        Default {
            code: "inspection-pinholes",
            absent: "a policy for sessions that a session helper announces",
            then: Then::Unknown,
            versions: "every",
            source: "FortiOS CLI Reference, config system session-helper",
        },
        Default {
            code: "intrazone",
            absent: "set intrazone in a zone: its interfaces reach each other by policies alone",
            then: Then::Deny,
            versions: "every",
            source: "FortiOS CLI Reference, config system zone, intrazone",
        },
        Default {
            code: "traffic-redirect",
            absent: "set allow-traffic-redirect disable: what leaves where it came in may pass without a policy",
            then: Then::Unknown,
            versions: "6.0 and later; before it needed a policy",
            source: "FortiOS CLI Reference, config system global, allow-traffic-redirect",
        },
        Default {
            code: "multicast",
            absent: "policies for what goes to groups of multicast: other lists decide",
            then: Then::Unknown,
            versions: "every",
            source: "FortiOS CLI Reference, config firewall multicast-policy",
        },
        Default {
            code: "local-in",
            absent: "a local-in policy: the device answers what allowaccess of its interfaces and its services open",
            then: Then::Unknown,
            versions: "every",
            source: "FortiOS Administration Guide, Local-in policies",
        },
        Default {
            code: "inter-vdom",
            absent: "what a packet meets in the virtual domain it goes to",
            then: Then::Unknown,
            versions: "every, where there are several virtual domains",
            source: "FortiOS Administration Guide, Inter-VDOM routing",
        },
    ],
};

/// Names of the entries of a section that stands in no virtual domain, and whether each is switched on.
pub(crate) fn entries(text: &str, path: &str) -> Vec<(String, bool)> {
    let configuration = text::read(&Account::new("text", text));
    let named = |entry: &text::Entry| (entry.name.clone(), entry.word("status") != "disable");
    configuration.entries("", path).iter().map(named).collect()
}

/// A setting of every entry of a section that stands in no virtual domain and has it.
pub(crate) fn settings(text: &str, path: &str, key: &str) -> BTreeMap<String, String> {
    let configuration = text::read(&Account::new("text", text));
    let set = configuration.entries("", path).iter().filter(|entry| !entry.words(key).is_empty());
    set.map(|entry| (entry.name.clone(), entry.word(key).to_owned())).collect()
}

fn likeness(text: &str) -> usize {
    let is_mark = |line: &&str| {
        let mut words = line.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some("config"), Some("system" | "firewall" | "router" | "log"), Some(_)) => true,
            (Some("config"), Some("vdom" | "global"), None) => true,
            (Some(first), _, _) => first.starts_with("#config-version=F"),
            _ => false,
        }
    };
    text.lines().filter(is_mark).count()
}
