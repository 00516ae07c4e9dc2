//! `config.xml` of OPNsense and pfSense.
//!
//! Both write the rules of pf: all rules are looked at and the last that matches decides, unless one is *quick*, which ends the
//! search. Rules of an interface are quick; floating ones are where they say so. Packets of a known state pass before any rule.

mod alias;
mod forwarding;
mod reading;
mod rule;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "opnsense",
    title: "config.xml of OPNsense and pfSense",
    source: "the firewall chapters of the OPNsense and pfSense manuals, and pf.conf(5)",
    likeness,
    parse: reading::parse,
    defaults: &[
        Default {
            code: "default-deny",
            absent: "a rule that matches what comes in at an interface",
            then: Then::Deny,
            versions: "OPNsense and pfSense, every",
            source: "OPNsense manual, Firewall, Rules; pfSense manual, Default Deny",
        },
        Default {
            code: "let-out",
            absent: "a floating rule for what goes out: what came in goes out, and so does what the device sends",
            then: Then::Permit,
            versions: "OPNsense and pfSense, every",
            source: "the automatically generated rule \"let out anything from firewall host itself\"",
        },
        Default {
            code: "keep-state",
            absent: "a rule for packets of a connection that was let in",
            then: Then::Permit,
            versions: "OPNsense and pfSense, every",
            source: "pf.conf(5), STATEFUL FILTERING",
        },
        Default {
            code: "anti-lockout",
            absent: "the switch that turns the anti-lockout rule off: the device answers on LAN, or on WAN where that is the only interface",
            then: Then::Permit,
            versions: "OPNsense and pfSense, every",
            source: "OPNsense manual, Settings, Administration; pfSense manual, Anti-lockout Rule",
        },
        Default {
            code: "automatic-rules",
            absent: "rules for DHCP, IPv6 neighbours and CARP: some are generated from other settings",
            then: Then::Unknown,
            versions: "OPNsense and pfSense, every",
            source: "OPNsense manual, Firewall, Rules, automatically generated rules",
        },
        Default {
            code: "ipv6-not-allowed",
            absent: "ipv6allow: all IPv6 is blocked",
            then: Then::Deny,
            versions: "OPNsense and pfSense, every",
            source: "OPNsense manual, Firewall, Settings, Advanced, Allow IPv6",
        },
    ],
};

fn likeness(text: &str) -> usize {
    let start = text.trim_start();
    let is_xml = start.starts_with('<');
    let root = |name: &str| usize::from(is_xml && start.contains(name)).saturating_mul(1_000);
    root("<opnsense>").max(root("<pfsense>"))
}
