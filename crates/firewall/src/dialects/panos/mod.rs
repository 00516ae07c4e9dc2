//! Palo Alto Networks PAN-OS: security rules between zones, with address and service objects, of one firewall.
//!
//! The text is XML, a tree in braces, or `set` commands. A rule for an application is about fewer packets than its ports say, and which
//! ones the device learns only behind the first: such a rule leaves its packets unknown.

mod forwarding;
mod nat;
mod objects;
mod parts;
mod pbf;
mod reading;
mod rules;
mod source;
mod zones;

#[cfg(test)]
mod tests;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "panos",
    title: "Palo Alto Networks PAN-OS",
    source: "PAN-OS Administrator's Guide 8.1 to 11.0, Policy; PAN-OS CLI Quick Start, set commands",
    likeness,
    parse: reading::parse,
    defaults: &[
        Default {
            code: "interzone-default",
            absent: "a rule that fits what goes from one zone to another: it is denied",
            then: Then::Deny,
            versions: "every; 6.1 and later as a rule that can be overridden",
            source: "PAN-OS Administrator's Guide, Security Policy Rules, default rules",
        },
        Default {
            code: "intrazone-default",
            absent: "a rule that fits what stays in a zone: it is allowed",
            then: Then::Permit,
            versions: "every; 6.1 and later as a rule that can be overridden",
            source: "PAN-OS Administrator's Guide, Security Policy Rules, default rules",
        },
        Default {
            code: "keep-state",
            absent: "a rule for packets of a session that was allowed",
            then: Then::Permit,
            versions: "every",
            source: "PAN-OS Administrator's Guide, Sessions",
        },
        Default {
            code: "inspection-pinholes",
            absent: "a rule for sessions that an application level gateway announces",
            then: Then::Unknown,
            versions: "every",
            source: "PAN-OS Administrator's Guide, Application Level Gateways",
        },
        Default {
            code: "application-default",
            absent: "service: the rule fits the ports its applications usually have",
            then: Then::Unknown,
            versions: "every",
            source: "PAN-OS Administrator's Guide, Security Policy Rules, Service/URL Category",
        },
        Default {
            code: "other-vsys",
            absent: "what a packet meets in the virtual system it goes to",
            then: Then::Unknown,
            versions: "every, where there are several virtual systems",
            source: "PAN-OS Administrator's Guide, Communication Between Virtual Systems",
        },
        Default {
            code: "no-zone",
            absent: "the zone of an interface: packets of an interface without one are dropped, those of one not in the text are not known",
            then: Then::Unknown,
            versions: "every",
            source: "PAN-OS Administrator's Guide, Segment Your Network Using Interfaces and Zones",
        },
        Default {
            code: "to-the-firewall",
            absent: "what its interfaces' management profiles and its services answer, and what it sends itself",
            then: Then::Unknown,
            versions: "every",
            source: "PAN-OS Administrator's Guide, Use Interface Management Profiles to Restrict Access",
        },
    ],
};

fn likeness(text: &str) -> usize {
    if source::is_xml(text) {
        return 1_000;
    }
    let is_block =
        |line: &str| matches!(line.trim(), "deviceconfig {" | "mgt-config {" | "rulebase {" | "device-group {");
    // Another vendor sets its values with the same word, within sections.
    let is_section = |line: &str| line.strip_prefix("config ").is_some_and(|rest| rest.trim() != "{");
    if text.lines().any(|line| is_section(line.trim_start())) {
        return 0;
    }
    let is_command = |line: &str| {
        let mut words = line.split_whitespace();
        if words.next() != Some("set") {
            return false;
        }
        matches!(
            (words.next(), words.next()),
            (
                Some(
                    "deviceconfig"
                        | "rulebase"
                        | "vsys"
                        | "mgt-config"
                        | "device-group"
                        | "template"
                        | "template-stack"
                ),
                _
            ) | (Some("network"), Some("interface" | "virtual-router" | "profiles" | "shared-gateway"))
                | (Some("shared" | "zone" | "address" | "address-group" | "service" | "service-group"), Some(_))
        )
    };
    text.lines().filter(|line| is_block(line) || is_command(line)).count()
}
