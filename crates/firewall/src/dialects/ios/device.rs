//! What reaches the device itself, and blocks that filter where no list is bound to an interface.

use ringwall_model::{PacketMatch, Ranges, Way};

use super::state::{Doubt, Reading};
use crate::doubt::drops_some;

const TCP: u8 = 6;
const UDP: u8 = 17;

impl Reading<'_, '_> {
    /// A line on the outermost level that limits who reaches a service of the device, or drops packets anywhere, and is not
    /// followed. False where it is none of these.
    pub(super) fn limits(&mut self, number: u32, words: &[&str]) -> bool {
        let lists = |word: &&str| matches!(*word, "access-list" | "access-class" | "access-group" | "acl" | "access");
        let is_listed = words.iter().any(lists);
        match words {
            ["ip", "http", "access-class", ..] => self.served(number, TCP, &[80, 443]),
            ["http", ..] if is_listed => self.served(number, TCP, &[80, 443]),
            ["snmp-server", "group" | "user", ..] if is_listed => self.served(number, UDP, &[161]),
            ["snmp-server", "community", _, rest @ ..] if names_a_list(rest) => self.served(number, UDP, &[161]),
            ["ntp", "access-group", ..] => self.served(number, UDP, &[123]),
            ["ssh" | "telnet" | "netconf", ..] if is_listed => self.served(number, TCP, &[22, 23, 830]),
            ["ip", "dhcp", "snooping", "vlan", ..] => {
                let why = "DHCP from ports that are not trusted is dropped, which is not followed";
                self.doubt(number, why, PacketMatch { destination_port: Some(of_ports(&[67, 68])), ..of(UDP) });
            }
            ["ip", "tcp", "intercept", ..] => self.doubt(number, "connections are intercepted", of(TCP)),
            ["mac" | "mac-address-table", .., "drop"] | ["bridge", _, "address", _, "discard", ..] => {
                self.doubt(number, "frames of a MAC address are dropped", PacketMatch::any());
            }
            ["cts", "role-based", "enforcement", ..] => {
                self.doubt(number, "groups of security decide, which are not followed", PacketMatch::any());
            }
            _ => return false,
        }
        true
    }

    /// Who reaches a service of the device is limited by a list beside those of interfaces.
    fn served(&mut self, number: u32, protocol: u8, ports: &[u16]) {
        let packets = PacketMatch { destination_port: Some(of_ports(ports)), ..of(protocol) };
        self.at_the_device(number, "a list says from where the service is reached, which is not followed", packets);
    }

    /// What the device itself is sent may be dropped here.
    fn at_the_device(&mut self, number: u32, why: &'static str, packets: PacketMatch) {
        self.doubtful(Doubt { line: number, why, ways: &[Way::ToDevice], packets });
    }

    /// A line of a block about what reaches the device itself.
    pub(super) fn of_device(&mut self, number: u32, words: &[&str]) {
        match words {
            ["service-policy", "input" | "in", ..] | ["management-interface", ..] => {
                let why = "what reaches the device itself is limited, which is not followed";
                self.at_the_device(number, why, PacketMatch::any());
            }
            _ if filters(words) => {
                let why = "a list says what reaches the device itself, which is not followed";
                self.at_the_device(number, why, PacketMatch::any());
            }
            _ => self.account.understood(number),
        }
    }

    /// A line of those somebody logs in at over the network.
    pub(super) fn of_terminal(&mut self, number: u32, words: &[&str]) {
        let terminal = self.terminals.last_mut();
        match (words, terminal) {
            (["access-class", list, "in", ..], Some(terminal)) => terminal.v4 = Some((*list).to_owned()),
            (["ipv6", "access-class", list, "in", ..], Some(terminal)) => terminal.v6 = Some((*list).to_owned()),
            _ => {}
        }
        self.account.understood(number);
    }

    /// A line of a choice of ways: what is sent nowhere is dropped.
    pub(super) fn of_choice(&mut self, number: u32, name: &str, words: &[&str]) {
        if words.starts_with(&["set"]) && words.iter().any(|word| word.eq_ignore_ascii_case("null0")) {
            self.nowhere.insert(name.to_owned());
        }
        self.account.understood(number);
    }

    /// A line of a block that nothing else is known of.
    pub(super) fn of_other(&mut self, number: u32, words: &[&str]) {
        match words {
            ["access-class", ..] | ["ipv6" | "ip", "access-class", ..] => {
                let why = "lines for logins take them from the addresses of a list, which is not followed";
                let packets = PacketMatch { destination_port: Some(of_ports(&[22, 23])), ..of(TCP) };
                self.at_the_device(number, why, packets);
            }
            _ if filters(words) => self.refuse(number, "what is filtered here is not understood"),
            _ => self.account.understood(number),
        }
    }

    /// A doubt becomes a point that drops some.
    pub(super) fn points_of_doubt(&self) -> Vec<(ringwall_model::Chain, ringwall_model::Point)> {
        let one =
            |doubt: &Doubt| drops_some(&self.account.place(doubt.line), doubt.why, doubt.ways, doubt.packets.clone());
        self.doubts.iter().map(one).collect()
    }
}

fn filters(words: &[&str]) -> bool {
    matches!(words, ["ip" | "ipv4" | "ipv6", "access-group" | "traffic-filter", ..] | ["access-group", ..])
}

/// Behind the name of a community: `view V`, `ro` or `rw`, and a list.
fn names_a_list(words: &[&str]) -> bool {
    let is_right = |word: &&str| word.eq_ignore_ascii_case("ro") || word.eq_ignore_ascii_case("rw");
    match words {
        ["view", _, rest @ ..] => rest.iter().any(|word| !is_right(word)),
        all => all.iter().any(|word| !is_right(word)),
    }
}

fn of(protocol: u8) -> PacketMatch {
    PacketMatch { protocol: Some(Ranges::one(protocol)), ..PacketMatch::any() }
}

fn of_ports(ports: &[u16]) -> Ranges {
    Ranges::of(ports.iter().map(|port| (u128::from(*port), u128::from(*port))))
}
