//! Cisco ASA: access lists with objects, bound to named interfaces that have security levels.

mod aside;
mod bindings;
mod finish;
mod forwarding;
mod groups;
mod reading;
mod state;
mod translations;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "asa",
    title: "Cisco ASA",
    source: "Cisco ASA Series CLI configuration guide (firewall) and command reference, 9.x",
    likeness,
    parse: reading::parse,
    defaults: &[
        Default {
            code: "security-level",
            absent: "a list for what comes in at an interface: connections to interfaces of lower level pass, others do not",
            then: Then::Permit,
            versions: "every",
            source: "ASA CLI configuration guide, Security Levels",
        },
        Default {
            code: "same-security-traffic",
            absent: "same-security-traffic: interfaces of one level do not reach each other",
            then: Then::Deny,
            versions: "every",
            source: "ASA command reference, same-security-traffic",
        },
        Default {
            code: "implicit-deny",
            absent: "an entry that matches in the list of an interface, and in the global one",
            then: Then::Deny,
            versions: "every; global lists from 8.3",
            source: "ASA CLI configuration guide, Access Rules",
        },
        Default {
            code: "keep-state",
            absent: "an entry for packets of a connection that was let through",
            then: Then::Permit,
            versions: "every",
            source: "ASA CLI configuration guide, Stateful Inspection",
        },
        Default {
            code: "inspection-pinholes",
            absent: "an entry for connections that an inspected one announces",
            then: Then::Unknown,
            versions: "every",
            source: "ASA CLI configuration guide, Application Layer Protocol Inspection",
        },
        Default {
            code: "permit-vpn",
            absent: "no sysopt connection permit-vpn: what comes out of a tunnel passes the list of its interface",
            then: Then::Unknown,
            versions: "every",
            source: "ASA command reference, sysopt connection permit-vpn",
        },
        Default {
            code: "to-the-box",
            absent: "ssh, telnet, http lines: these services of the device are reached from nowhere; others are not known",
            then: Then::Unknown,
            versions: "every",
            source: "ASA CLI configuration guide, Management Access",
        },
    ],
};

fn likeness(text: &str) -> usize {
    let is_mark = |line: &&str| {
        let mut words = line.split_whitespace();
        matches!(
            (words.next(), words.next(), words.next()),
            (Some("ASA" | "PIX"), Some("Version"), _)
                | (Some("nameif" | "security-level"), Some(_), _)
                | (Some("access-list"), Some(_), Some("extended"))
                | (Some("access-group"), Some(_), Some("in" | "out" | "global"))
                | (Some("object"), Some("network" | "service"), Some(_))
        )
    };
    text.lines().filter(is_mark).count()
}
