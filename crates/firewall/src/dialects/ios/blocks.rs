//! Lines that belong to what stands above them: groups, zones, pairs of them.

use ringwall_model::{Addresses, PacketMatch, Ranges};

use super::{
    state::{Block, Reading},
    zones::Pair,
};
use crate::{
    cisco::{Service, masked, port, protocol},
    words,
};

impl Reading<'_, '_> {
    /// Zones, pairs of them, classes and policies. Those of one protocol alone look into connections that are let through.
    pub(super) fn of_zones(&mut self, number: u32, words: &[&str]) {
        self.account.understood(number);
        match words {
            ["zone", "security", _] | ["parameter-map", "type", ..] => {}
            ["zone-pair", "security", name, "source", from, "destination", to] => {
                let (name, from, to) = ((*name).to_owned(), (*from).to_owned(), (*to).to_owned());
                self.zones.pairs.push(Pair { line: number, name, from, to, policy: None });
                self.block = Block::Pair;
            }
            ["class-map", "type", "inspect", kind @ ("match-any" | "match-all"), name] => {
                self.zones.classes.open(name, *kind == "match-all");
                self.block = Block::Class((*name).to_owned());
            }
            ["class-map", "type", "inspect", name] => {
                self.zones.classes.open(name, true);
                self.block = Block::Class((*name).to_owned());
            }
            ["policy-map", "type", "inspect", name] => {
                self.zones.open_policy(name);
                self.block = Block::Policy((*name).to_owned());
            }
            ["class-map" | "policy-map", "type", "inspect", _, ..] => {}
            _ => self.refuse(number, "the line is not understood"),
        }
    }

    /// A line of a pair of zones.
    fn of_pair(&mut self, number: u32, words: &[&str]) {
        match (words, self.zones.pairs.last_mut()) {
            (["service-policy", "type", "inspect", policy], Some(pair)) => pair.policy = Some((*policy).to_owned()),
            (["description", ..], _) => {}
            _ => return self.refuse(number, "the line is not understood"),
        }
        self.account.understood(number);
    }

    fn known_or_refused(&mut self, number: u32, is_known: bool) {
        match is_known {
            true => self.account.understood(number),
            false => self.refuse(number, "the line is not understood"),
        }
    }

    pub(super) fn inner(&mut self, number: u32, words: &[&str]) {
        match self.block.clone() {
            Block::List { name, kind } => self.entry(number, &name, kind, words),
            Block::Interface => self.of_interface(number, words),
            Block::NetworkGroup(name) => self.of_network_group(number, &name, words),
            Block::ServiceGroup(name) => self.of_service_group(number, &name, words),
            Block::Class(name) => {
                let is_known = self.zones.classes.line(&name, words);
                self.known_or_refused(number, is_known);
            }
            Block::Policy(name) => {
                let is_known = self.zones.policy_line(&name, number, words);
                self.known_or_refused(number, is_known);
            }
            Block::Pair => self.of_pair(number, words),
            Block::Terminal => self.of_terminal(number, words),
            Block::Quality(policy) => {
                if words == ["drop"] {
                    self.dropping.insert(policy);
                }
                self.account.understood(number);
            }
            Block::Device => self.of_device(number, words),
            Block::Choice(name) => self.of_choice(number, &name, words),
            Block::Tunnel(map) => self.of_tunnel(number, &map, words),
            Block::Other | Block::None => self.of_other(number, words),
        }
    }

    fn of_network_group(&mut self, number: u32, name: &str, words: &[&str]) {
        match words {
            ["description", ..] => {}
            ["group-object", other] => self.objects.add_network_group(name, other),
            ["host", address] => self.objects.add_network(name, words::address(address)),
            ["range", first, last] => self.objects.add_network(name, words::address_range(&format!("{first}-{last}"))),
            ["any"] => self.objects.add_network(name, Some(Addresses::all_v4())),
            [address, mask] => self.objects.add_network(name, masked(address, mask)),
            [prefix] => self.objects.add_network(name, words::address(prefix)),
            _ => self.objects.add_network(name, None),
        }
        self.account.understood(number);
    }

    fn of_service_group(&mut self, number: u32, name: &str, words: &[&str]) {
        let one = |packets: PacketMatch| Service::Packets(vec![packets]);
        let of = |word: &str, ports: Option<Ranges>| match (protocol(word), ports) {
            (Some(set), destination_port) => {
                one(PacketMatch { protocol: (!set.is_all(8)).then_some(set), destination_port, ..PacketMatch::any() })
            }
            (None, _) => Service::Unknown,
        };
        let icmp = |kind: &str| {
            let types = words::icmp(kind, false).map(Some);
            let packets = |icmp| PacketMatch { protocol: Some(Ranges::one(1_u8)), icmp, ..PacketMatch::any() };
            types.map_or(Service::Unknown, |types| one(packets(types)))
        };
        let service = match words {
            ["description", ..] => return self.account.understood(number),
            ["icmp", kind] => icmp(kind),
            ["icmp", kind, code] => icmp(&format!("{kind}/{code}")),
            ["group-object", other] => Service::Other((*other).to_owned()),
            [word] => of(word, None),
            [word, "eq", value] | [word, value] => {
                port(value).map_or(Service::Unknown, |p| of(word, Some(Ranges::one(p))))
            }
            [word, "range", a, b] => {
                let ports = port(a).zip(port(b)).map(|(a, b)| Ranges::between(a, b));
                ports.map_or(Service::Unknown, |ports| of(word, Some(ports)))
            }
            _ => Service::Unknown,
        };
        self.objects.add_service(name, service);
        self.account.understood(number);
    }
}
