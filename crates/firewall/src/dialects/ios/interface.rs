//! Lines of an interface: what filters at it, and what drops packets there that is not followed.

use ringwall_model::{Addresses, Foreign, NamePattern, Names, PacketMatch};

use super::state::{Binding, Reading};
use crate::words;

/// Multicast (RFC 5771).
const GROUPS: &str = "224.0.0.0/4";

impl Reading<'_, '_> {
    /// A line of the interface that was named last.
    pub(super) fn of_interface(&mut self, number: u32, words: &[&str]) {
        let name = self.interfaces.last().map(|i| i.name.raw().to_owned()).unwrap_or_default();
        match words {
            ["ip", "access-group", list, way @ ("in" | "out")] => self.bind(number, &name, list, false, *way == "in"),
            ["ipv6", "traffic-filter", list, way @ ("in" | "out")] => {
                self.bind(number, &name, list, true, *way == "in")
            }
            ["ipv4", "access-group", list, way @ ("ingress" | "egress")] => {
                self.bind(number, &name, list, false, *way == "ingress");
            }
            ["no", rest @ ("ip" | "ipv6"), "access-group" | "traffic-filter", .., way @ ("in" | "out")] => {
                self.unbind(&name, *rest == "ipv6", *way == "in");
                self.account.understood(number);
            }
            ["ip", "address", address, mask, ..] => self.address(number, address, words::length(mask)),
            ["ipv6", "address", address, ..] => {
                let (address, length) = address.split_once('/').unwrap_or((address, "64"));
                self.address(number, address, length.parse().ok());
            }
            ["zone-member", "security", zone] => {
                self.zones.members.push((name, (*zone).to_owned()));
                self.account.understood(number);
            }
            ["ip" | "ipv6", "inspect", ..] => {
                let message =
                    "stateful inspection lets answers through, which is not followed; those a list denies are unknown";
                self.account.diagnose(number, "condition-not-decided", message, "a statement can say what it does");
                self.inspects.get_or_insert(number);
            }
            ["service-policy", "input", policy] => self.policed(number, policy, incoming(&name)),
            ["service-policy", "output", policy] => self.policed(number, policy, outgoing(&name)),
            ["ip" | "ipv6", "policy", "route-map", choice, ..] => {
                self.chosen.push((number, (*choice).to_owned(), incoming(&name)));
                self.account.understood(number);
            }
            ["crypto", "map", map, ..] | ["crypto", "ipsec", "client", "ezvpn", map, ..] => {
                self.tunnels.bind(number, &name, map);
                self.account.understood(number);
            }
            ["switchport", "protected"] => {
                self.protected.push((number, name));
                self.account.understood(number);
            }
            ["description", ..] => {
                if let Some(interface) = self.interfaces.last_mut() {
                    interface.label = Foreign::from(words.get(1..).unwrap_or_default().join(" "));
                }
                self.account.understood(number);
            }
            ["no", ..] => self.account.understood(number),
            _ => self.dropping_here(number, &name, words),
        }
    }

    /// What drops packets at an interface and is not followed; every other line decides about none.
    fn dropping_here(&mut self, number: u32, name: &str, words: &[&str]) {
        let here = incoming(name);
        let (why, packets) = match words {
            ["ip" | "ipv4" | "ipv6", "verify", ..] => {
                ("sources without a way back are dropped, and ways are not followed", here)
            }
            ["ip", "admission" | "auth-proxy", ..]
            | ["dot1x" | "authentication" | "access-session", "port-control", "auto" | "force-unauthorized"] => {
                ("who is not admitted is dropped, and who is admitted is not followed", here)
            }
            ["switchport", "port-security"] => ("a port takes some MAC addresses alone, which are not followed", here),
            ["switchport", "mode", "private-vlan", ..] => ("ports of a private VLAN are kept apart", here),
            ["ip", "ips" | "audit" | "urlfilter", ..] => ("contents are inspected, which is not followed", here),
            ["cts", "role-based", "enforcement", ..] | ["cts", "manual" | "dot1x"] => {
                ("groups of security decide, which are not followed", here)
            }
            ["ipv6", "nd" | "dhcp", "raguard" | "guard", ..]
            | ["ipv6", "snooping" | "source-guard" | "destination-guard" | "prefix-guard", ..]
            | ["device-tracking", "attach-policy", ..] => {
                ("neighbours are guarded, which is not followed", of_v6(here))
            }
            ["ip" | "ipv4", "multicast", "boundary", ..] => {
                self.doubt(number, BOUNDARY, to_groups(outgoing(name)));
                (BOUNDARY, to_groups(here))
            }
            ["bridge-group", _, how, ..] if how.starts_with("input-") || how.starts_with("output-") => {
                return self.refuse(number, "frames of the bridge are filtered, which is not followed");
            }
            [..] if words.iter().any(|word| matches!(*word, "access-group" | "traffic-filter")) => {
                return self.refuse(number, "how the interface is filtered is not understood");
            }
            _ => return self.account.understood(number),
        };
        self.doubt(number, why, packets);
    }

    /// A policy of quality of service at an interface: it drops packets where one of its classes does.
    fn policed(&mut self, number: u32, policy: &str, packets: PacketMatch) {
        self.policed.push((number, policy.to_owned(), packets));
        self.account.understood(number);
    }

    /// A list at an interface takes the place of one that was there.
    fn bind(&mut self, number: u32, interface: &str, list: &str, v6: bool, incoming: bool) {
        self.unbind(interface, v6, incoming);
        self.bound.push(Binding { interface: interface.to_owned(), list: list.to_owned(), v6, incoming });
        self.account.understood(number);
    }

    fn unbind(&mut self, interface: &str, v6: bool, incoming: bool) {
        self.bound.retain(|known| known.interface != interface || known.v6 != v6 || known.incoming != incoming);
    }

    fn address(&mut self, number: u32, address: &str, length: Option<u8>) {
        if let (Ok(address), Some(length), Some(interface)) = (address.parse(), length, self.interfaces.last_mut()) {
            interface.addresses.push((address, length));
        }
        self.account.understood(number);
    }

    /// Ports that are kept apart reach each other through no switch.
    pub(super) fn keep_apart(&mut self) {
        let protected = std::mem::take(&mut self.protected);
        let patterns = protected.iter().map(|(_, name)| NamePattern::exact(name)).collect();
        let all = Names { patterns, negated: false };
        for (number, name) in &protected {
            let packets = PacketMatch { outgoing: Some(all.clone()), ..incoming(name) };
            self.doubt(*number, "protected ports are kept apart where frames are switched", packets);
        }
    }
}

const BOUNDARY: &str = "groups of multicast have a boundary here, which is not followed";

pub(super) fn incoming(name: &str) -> PacketMatch {
    PacketMatch { incoming: Some(Names::one(name)), ..PacketMatch::any() }
}

fn outgoing(name: &str) -> PacketMatch {
    PacketMatch { outgoing: Some(Names::one(name)), ..PacketMatch::any() }
}

fn of_v6(packets: PacketMatch) -> PacketMatch {
    PacketMatch { source: Some(Addresses::all_v6()), ..packets }
}

fn to_groups(packets: PacketMatch) -> PacketMatch {
    PacketMatch { destination: words::address(GROUPS), ..packets }
}
