//! What the device itself answers.

use ringwall_model::{Action, Names, PacketMatch, Ranges, Rule};

use super::zones::{Zones, unit_of};
use crate::{
    Account,
    policy::{by_default, named, of_icmp, to_ports},
    tree::Tree,
};

/// Services of the device that are known by port.
const SERVICES: [(&str, u8, u16); 8] = [
    ("ssh", 6, 22),
    ("telnet", 6, 23),
    ("http", 6, 80),
    ("https", 6, 443),
    ("netconf", 6, 830),
    ("snmp", 17, 161),
    ("ntp", 17, 123),
    ("tftp", 17, 69),
];

/// What the device answers: what its zones and their interfaces open.
pub(super) fn host_inbound(tree: &Tree, zones: &Zones, account: &Account<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for zone in tree.find(0, &["security", "zones", "security-zone"]).map_or_else(Vec::new, |at| tree.children(at)) {
        let path = ["host-inbound-traffic", "system-services"];
        let members = tree.find(zone, &["interfaces"]).map_or_else(Vec::new, |at| tree.children(at));
        for member in members {
            // What an interface opens stands in place of what its zone opens.
            let own = tree.find(member, &["host-inbound-traffic"]).and_then(|_| tree.find(member, &path));
            let at = if tree.has(member, &["host-inbound-traffic"]) { own } else { tree.find(zone, &path) };
            let at_interface = Some(named([unit_of(tree.name(member)).as_str()]));
            rules.extend(at.into_iter().flat_map(|at| services(tree, at, at_interface.as_ref(), account)));
        }
    }
    let closed = to_ports(6, Ranges::of([(22, 23)]));
    let packets = PacketMatch { incoming: Some(zones.known()), ..closed };
    rules.push(by_default(&account.place(1), "host-inbound", Action::Deny, packets, true));
    rules
}

fn services(tree: &Tree, at: usize, incoming: Option<&Names>, account: &Account<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for one in tree.children(at).into_iter().filter(|one| !tree.has(*one, &["except"])) {
        let name = tree.name(one);
        let known = SERVICES.iter().find(|(service, ..)| *service == name);
        let (packets, action) = match (name, known) {
            (_, Some((_, protocol, port))) => (to_ports(*protocol, Ranges::one(*port)), Action::Permit),
            ("ping", None) => (of_icmp(false, Some(Ranges::between(8_u16 << 8, 8_u16 << 8 | 0xff))), Action::Permit),
            ("all" | "any-service", None) => (PacketMatch::any(), Action::Unknown),
            _ => continue,
        };
        let packets = PacketMatch { incoming: incoming.cloned(), ..packets };
        rules.push(Rule {
            by_default: None,
            ..by_default(&account.place(tree.line(one)), "host-inbound", action, packets, true)
        });
    }
    rules
}
