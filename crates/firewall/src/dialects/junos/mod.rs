//! Juniper Junos: security policies between zones, and stateless filters on interfaces.
//!
//! A filter looks at every packet where it is bound; policies decide connections when they open. Both forms of the text are read: braces, and
//! one `set` line a leaf.

mod applications;
mod books;
mod filter;
mod forwarding;
mod groups;
mod host;
mod not_followed;
mod policies;
mod prefixes;
mod reading;
mod term;
mod zones;

#[cfg(test)]
mod tests;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "junos",
    title: "Juniper Junos",
    source: "Junos OS Security Policies User Guide for SRX; Routing Policies, Firewall Filters and Traffic Policers User Guide",
    likeness,
    parse: reading::parse,
    defaults: &[
        Default {
            code: "default-policy",
            absent: "a policy that fits what goes from zone to zone, and a default-policy: it is dropped",
            then: Then::Deny,
            versions: "every",
            source: "Junos Security Policies User Guide, default-policy",
        },
        Default {
            code: "keep-state",
            absent: "a policy for packets of a session that was let through",
            then: Then::Permit,
            versions: "every",
            source: "Junos Flow-Based and Packet-Based Processing User Guide",
        },
        Default {
            code: "inspection-pinholes",
            absent: "a policy for sessions that an application layer gateway announces",
            then: Then::Unknown,
            versions: "every",
            source: "Junos Application Layer Gateways User Guide",
        },
        Default {
            code: "ipv6-mode",
            absent: "forwarding-options family inet6 mode: some versions drop IPv6, others hold it against the policies",
            then: Then::Unknown,
            versions: "dropped before 15.1X49-D70 on some models",
            source: "Junos Flow-Based and Packet-Based Processing User Guide, family inet6",
        },
        Default {
            code: "implicit-discard",
            absent: "a term that fits a packet at the end of a filter: it is discarded",
            then: Then::Deny,
            versions: "every",
            source: "Junos Firewall Filters User Guide, How Standard Firewall Filters Evaluate Packets",
        },
        Default {
            code: "implicit-accept",
            absent: "an action in a term that counts or logs: it accepts",
            then: Then::Permit,
            versions: "every",
            source: "Junos Firewall Filters User Guide, Guidelines for Configuring Firewall Filters",
        },
        Default {
            code: "unbound-filter",
            absent: "a filter on an interface and direction: nothing is filtered there",
            then: Then::Permit,
            versions: "every",
            source: "Junos Firewall Filters User Guide, Guidelines for Applying Standard Firewall Filters",
        },
        Default {
            code: "own-output",
            absent: "what a model does with packets of its own where a filter is bound to an output",
            then: Then::Unknown,
            versions: "every",
            source: "Junos Firewall Filters User Guide, Understanding How Firewall Filters Control Packet Flows",
        },
        Default {
            code: "no-zone",
            absent: "the zone of an interface, or the interface itself",
            then: Then::Unknown,
            versions: "every",
            source: "Junos Security Zones User Guide, the null zone",
        },
        Default {
            code: "host-inbound",
            absent: "system-services of a zone: SSH and Telnet of the device are not reached from it, others are not known",
            then: Then::Unknown,
            versions: "every",
            source: "Junos Security Zones User Guide, host-inbound-traffic",
        },
    ],
};

fn likeness(text: &str) -> usize {
    // Blocks of others have words like these further in.
    let is_block = |line: &str| {
        let rest = ["replace: ", "inactive: "].iter().find_map(|tag| line.strip_prefix(tag)).unwrap_or(line);
        matches!(
            rest.trim_end(),
            "firewall {" | "security {" | "policy-options {" | "applications {" | "routing-options {"
        )
    };
    let is_command = |line: &str| {
        let mut words = line.split_whitespace();
        if !matches!(words.next(), Some("set" | "deactivate")) {
            return false;
        }
        match (words.next(), words.next()) {
            (Some("firewall"), Some("family" | "filter" | "policer" | "interface-set")) => true,
            (Some("security"), Some(_)) => true,
            (Some("interfaces"), Some(_)) => words.next() == Some("unit"),
            (Some("applications"), Some("application" | "application-set")) => true,
            (Some("policy-options" | "routing-options"), Some(_)) => true,
            (Some("system"), Some("host-name" | "root-authentication" | "services" | "login")) => true,
            _ => false,
        }
    };
    text.lines().filter(|line| is_block(line) || is_command(line)).count()
}
