//! Check Point: an access rulebase as the management API answers it, and the settings of a gateway.
//!
//! Rules name objects by uid; the answer carries a dictionary of them. Sections are looked through in their order, and the first rule that fits
//! decides; a rule may go on in a layer of its own. A gateway's settings hold its interfaces and no rules.

mod forwarding;
mod gateway;
mod objects;
mod reading;
mod rules;

#[cfg(test)]
mod tests;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "checkpoint",
    title: "Check Point (show-access-rulebase as JSON, or a Gaia configuration)",
    source: "Check Point Management API Reference 1.6 to 1.9, show access-rulebase; Gaia Administration Guide R80.40, clish",
    likeness,
    parse: reading::parse,
    defaults: &[
        Default {
            code: "implicit-cleanup",
            absent: "a rule that fits at the end of a layer: its implicit cleanup action decides, which the rulebase does not say",
            then: Then::Unknown,
            versions: "R80 and later; drop in layers that are made new, and always before",
            source: "Management API Reference, access-layer, implicit-cleanup-action",
        },
        Default {
            code: "implied-rules",
            absent: "rules for the control connections of gateway and management: global properties allow them first",
            then: Then::Unknown,
            versions: "every",
            source: "Check Point Security Management Administration Guide, Implied Rules",
        },
        Default {
            code: "x11-in-any",
            absent: "a service in a rule that accepts all of them: connections of X11 may be rejected all the same (reject_x11_in_any)",
            then: Then::Unknown,
            versions: "every",
            source: "Check Point Firewall Administration Guide, Allowing X11 Traffic",
        },
        Default {
            code: "keep-state",
            absent: "a rule for packets of a connection that was accepted",
            then: Then::Permit,
            versions: "every",
            source: "Check Point Security Management Administration Guide, stateful inspection",
        },
        Default {
            code: "inspection-pinholes",
            absent: "a rule for connections that an inspected one announces",
            then: Then::Unknown,
            versions: "every",
            source: "Check Point Security Management Administration Guide, services with a protocol type",
        },
        Default {
            code: "no-policy",
            absent: "the policy, where the text is a gateway's settings",
            then: Then::Unknown,
            versions: "every",
            source: "Gaia Administration Guide, show configuration",
        },
    ],
};

fn likeness(text: &str) -> usize {
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        let marks = ["\"rulebase\"", "\"access-rule\"", "\"objects-dictionary\""];
        return marks.iter().filter(|mark| start.contains(*mark)).count();
    }
    // Another vendor sets its values with the same word, further in.
    let is_mark = |line: &&str| {
        if line.starts_with(' ') {
            return false;
        }
        let mut words = line.split_whitespace();
        matches!(
            (words.next(), words.next(), words.next(), words.next()),
            (
                Some("set"),
                Some("interface"),
                Some(_),
                Some("state" | "ipv4-address" | "link-speed" | "mtu" | "comments")
            ) | (Some("set"), Some("hostname"), Some(_), None)
                | (Some("set"), Some("static-route"), Some(_), Some("nexthop" | "off" | "comment"))
                | (Some("#"), Some("Configuration"), Some("of"), Some(_))
        )
    };
    text.lines().filter(is_mark).count()
}
