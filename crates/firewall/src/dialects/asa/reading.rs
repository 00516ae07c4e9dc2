//! Lines and blocks.

use ringwall_model::{ChainEnd, Foreign, PacketMatch, Ruleset, Way};

use super::{
    aside::OTHER,
    groups,
    state::{Binding, Block, Interface, Reading},
};
use crate::{Account, unread, words};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    let mut reading = Reading::new(account);
    lines.iter().for_each(|(number, line)| reading.line(*number, line));
    reading.finish()
}

impl Reading<'_, '_> {
    fn line(&mut self, number: u32, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_inner = line.starts_with([' ', '\t']);
        match words.as_slice() {
            [] => self.account.understood(number),
            [first, ..] if first.starts_with('!') || *first == ":" => self.account.understood(number),
            _ if is_inner && self.block != Block::None => self.inner(number, &words),
            _ => self.top(number, &words),
        }
    }

    fn enter(&mut self, number: u32, block: Block) {
        self.account.understood(number);
        self.block = block;
    }

    fn top(&mut self, number: u32, words: &[&str]) {
        self.block = Block::Other;
        match words {
            ["ASA" | "PIX", "Version", version, ..] => {
                self.version = Some(Foreign::from(*version));
                self.account.understood(number);
            }
            ["interface", name @ ..] => {
                let interface = Interface {
                    line: number,
                    name: String::new(),
                    label: name.concat(),
                    level: None,
                    is_management: false,
                    addresses: Vec::new(),
                };
                self.interfaces.push(interface);
                self.enter(number, Block::Interface);
            }
            ["object", "network", name] => {
                self.objects.open_network(name);
                self.enter(number, Block::Network((*name).to_owned()));
            }
            ["object", "service", name] => {
                self.objects.open_service(name);
                self.enter(number, Block::Service((*name).to_owned()));
            }
            ["object-group", "network", name] => {
                self.objects.open_network(name);
                self.enter(number, Block::NetworkGroup((*name).to_owned()));
            }
            ["object-group", "service" | "protocol" | "icmp-type", name, ..] => {
                self.objects.open_service(name);
                self.enter(number, Block::ServiceGroup((*name).to_owned()));
            }
            ["name", address, name, ..] => {
                if let Ok(address) = address.parse() {
                    self.objects.add_name(name, address);
                }
                self.account.understood(number);
            }
            ["names"] => self.account.understood(number),
            ["access-list", name, rest @ ..] => self.entry(number, name, rest),
            ["access-group", list, way @ ("in" | "out"), "interface", interface] => {
                self.bind(number, list, *way == "in", Some(interface));
            }
            ["access-group", list, "global"] => self.bind(number, list, true, None),
            ["no", "access-group", _, way @ ("in" | "out"), "interface", interface] => {
                self.unbind(*way == "in", Some(interface));
                self.account.understood(number);
            }
            ["no", "access-group", _, "global"] => {
                self.unbind(true, None);
                self.account.understood(number);
            }
            ["same-security-traffic", "permit", which] => {
                self.same_between |= *which == "inter-interface";
                self.same_within |= *which == "intra-interface";
                self.account.understood(number);
            }
            ["nat" | "static" | "global" | "xlate", ..] => self.translation(number, words),
            ["ssh" | "telnet" | "http", rest @ ..] => self.manage(number, words, rest),
            ["crypto", "map", _, "interface", interface] | ["crypto", _, "enable", interface] => {
                self.tunnels.push((number, (*interface).to_owned()));
                self.account.understood(number);
            }
            ["crypto", ..] => self.account.understood(number),
            ["no", "sysopt", "connection", "permit-vpn"] => {
                self.tunnels_filtered = true;
                self.account.understood(number);
            }
            ["sysopt", ..] => self.account.understood(number),
            ["firewall", "transparent"] | ["mode", "multiple"] | ["context", ..] => {
                self.refuse(number, "transparent mode and contexts are not followed");
            }
            ["ip", "verify", "reverse-path", "interface", interface] => {
                let message = "sources without a way back are dropped, and ways are not followed; what is let through here is unknown";
                self.account.diagnose(number, "condition-not-decided", message, "a statement can say what it does");
                self.doubts.push((number, (*interface).to_owned()));
            }
            [first, ..] if OTHER.contains(first) || first.starts_with("Cryptochecksum:") => {
                self.account.understood(number);
            }
            _ => self.refuse(number, "the line is not understood"),
        }
    }

    fn inner(&mut self, number: u32, words: &[&str]) {
        match self.block.clone() {
            Block::Interface => self.of_interface(words),
            Block::Network(name) => {
                if matches!(words, ["nat", ..]) {
                    return self.object_translation(number, words);
                }
                groups::network_object(&mut self.objects, &name, words);
            }
            Block::NetworkGroup(name) => groups::network_group(&mut self.objects, &name, words),
            Block::Service(name) => groups::service_object(&mut self.objects, &name, words),
            Block::ServiceGroup(name) => groups::service_group(&mut self.objects, &name, words),
            Block::Other | Block::None => {}
        }
        self.account.understood(number);
    }

    fn of_interface(&mut self, words: &[&str]) {
        let Some(interface) = self.interfaces.last_mut() else { return };
        match words {
            ["nameif", name] => interface.name = (*name).to_owned(),
            ["management-only", ..] => interface.is_management = true,
            ["security-level", level] => interface.level = level.parse().ok(),
            ["ip", "address", address, mask, ..] => {
                if let (Ok(address), Some(length)) = (address.parse(), words::length(mask)) {
                    interface.addresses.push((address, length));
                }
            }
            ["ipv6", "address", prefix, ..] => {
                let (address, length) = prefix.split_once('/').unwrap_or((prefix, "64"));
                if let (Ok(address), Ok(length)) = (address.parse(), length.parse()) {
                    interface.addresses.push((address, length));
                }
            }
            _ => {}
        }
    }

    fn entry(&mut self, number: u32, name: &str, rest: &[&str]) {
        let rest = match rest {
            ["line", _, rest @ ..] => rest,
            rest => rest,
        };
        match rest {
            ["remark", ..] => return self.account.understood(number),
            ["extended", words @ ..] if matches!(words.first(), Some(&("permit" | "deny"))) => {
                self.entries.push((number, name.to_owned(), words.iter().map(|w| (*w).to_owned()).collect()));
            }
            ["permit" | "deny", ..] => {
                self.entries.push((number, name.to_owned(), rest.iter().map(|w| (*w).to_owned()).collect()));
            }
            // Lists for ways, portals and frames below IP.
            ["standard" | "webtype" | "ethertype", ..] => return self.account.understood(number),
            _ => return self.refuse(number, "the entry is not understood"),
        }
        if self.chains.find("list", name).is_none() {
            let place = self.account.place(number);
            self.chains.declare("list", name, place, ChainEnd::Deny);
        }
    }

    /// One list filters in one direction at one interface: another takes its place.
    fn bind(&mut self, number: u32, list: &str, incoming: bool, interface: Option<&str>) {
        self.unbind(incoming, interface);
        let interface = interface.map(str::to_owned);
        self.bound.push(Binding { line: number, list: list.to_owned(), incoming, interface });
        self.account.understood(number);
    }

    fn unbind(&mut self, incoming: bool, interface: Option<&str>) {
        self.bound.retain(|known| known.interface.as_deref() != interface || known.incoming != incoming);
    }

    fn manage(&mut self, number: u32, words: &[&str], rest: &[&str]) {
        self.account.understood(number);
        let port = match words.first() {
            Some(&"ssh") => 22,
            Some(&"telnet") => 23,
            _ => 443,
        };
        let source = match rest {
            [address, mask, _] => crate::cisco::masked(address, mask),
            [prefix, _] if prefix.contains('/') => words::address(prefix),
            _ => None,
        };
        if let (Some(source), Some(interface)) = (source, rest.last()) {
            self.management.push((number, port, source, (*interface).to_owned()));
        }
    }

    pub(super) fn refuse(&mut self, number: u32, why: &str) {
        self.unknown(number, "line-not-understood", why, PacketMatch::any(), &Way::ALL);
    }

    pub(super) fn unknown(&mut self, number: u32, code: &'static str, why: &str, packets: PacketMatch, ways: &[Way]) {
        let message = format!("{}; packets it could affect are unknown", words::shown(why));
        self.account.diagnose(
            number,
            code,
            message,
            "a statement can say what it does; or export without it to see the rest",
        );
        unread::note(&mut self.unread, self.account.place(number), why, ways, packets);
    }
}
