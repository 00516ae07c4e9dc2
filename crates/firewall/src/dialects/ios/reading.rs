//! Lines on the outermost level, and entries of lists.

use ringwall_model::{Addresses, ChainEnd, FirewallInterface, Foreign, PacketMatch, Ruleset, Way};

use super::{
    aside::{OTHER, OTHER_IP},
    state::{Block, Doubt, Kind, Pending, Reading, Terminal},
};
use crate::{Account, cisco::end_of_text, unread};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    let mut reading = Reading::new(account);
    lines.iter().for_each(|(number, line)| reading.line(*number, line));
    reading.finish()
}

impl Reading<'_, '_> {
    fn line(&mut self, number: u32, line: &str) {
        if let Some((_, end)) = &self.text {
            if line.contains(end.as_str()) {
                self.text = None;
            }
            return self.account.understood(number);
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_inner = line.starts_with([' ', '\t']);
        match words.as_slice() {
            [] => self.account.understood(number),
            [first, ..] if first.starts_with('!') => self.account.understood(number),
            _ if is_inner && self.block != Block::None => self.inner(number, &words),
            _ => self.top(number, &words),
        }
    }

    fn top(&mut self, number: u32, words: &[&str]) {
        self.block = Block::Other;
        match words {
            ["banner", "motd" | "login" | "exec" | "incoming" | "prompt-timeout" | "slip-ppp", rest @ ..] => {
                self.text = end_of_text(rest).map(|end| (number, end));
                self.account.understood(number);
            }
            ["macro", "name", ..] => {
                self.text = Some((number, "@".to_owned()));
                self.account.understood(number);
            }
            ["no", "ip" | "ipv6", "access-list", .., name] | ["no", "access-list", name, ..]
                if self.chains.find("list", name).is_some() =>
            {
                self.refuse(number, "a list is taken out that stands before");
            }
            ["no", "ip" | "ipv6", "access-list", ..] => self.account.understood(number),
            [
                "no",
                "object-group" | "zone" | "zone-pair" | "class-map" | "policy-map" | "interface" | "route-map",
                ..,
            ]
            | ["no", "crypto", "map" | "dynamic-map", ..] => self.refuse(number, "something is taken out"),
            ["no", ..] => {
                self.account.understood(number);
                self.block = Block::None;
            }
            ["control-plane" | "system" | "management", ..] => {
                self.account.understood(number);
                self.block = Block::Device;
            }
            ["route-map", name, ..] => {
                self.account.understood(number);
                self.block = Block::Choice((*name).to_owned());
            }
            ["crypto", "map", map, _, rest @ ..] => {
                if rest.contains(&"dynamic") {
                    self.tunnels.anyone(map);
                }
                self.account.understood(number);
                self.block = Block::Tunnel((*map).to_owned());
            }
            ["default", "vlan", ..] => self.account.understood(number),
            _ if self.limits(number, words) => {}
            ["ip", "access-list", "extended", name] => self.open(number, name, Kind::Extended),
            ["ip", "access-list", "standard", name] => self.open(number, name, Kind::Standard),
            ["ip", "access-list", "resequence" | "log-update", ..] => self.account.understood(number),
            // As NX-OS, EOS and IOS XR write them.
            ["ip" | "ipv4", "access-list", name] => {
                self.open(number, name, Kind::Extended);
                if let Some(at) = self.chains.find("list", name) {
                    self.chains.end(at, ChainEnd::Unknown);
                }
            }
            ["ipv6", "access-list", name] => self.open(number, name, Kind::V6),
            ["access-list", "compiled" | "dynamic-extended" | "rate-limit", ..] => self.account.understood(number),
            ["access-list", name, rest @ ..] => self.numbered(number, name, rest),
            ["object-group", "network", name] => {
                self.objects.open_network(name);
                self.account.understood(number);
                self.block = Block::NetworkGroup((*name).to_owned());
            }
            ["object-group", "service", name] => {
                self.objects.open_service(name);
                self.account.understood(number);
                self.block = Block::ServiceGroup((*name).to_owned());
            }
            ["interface", name @ ..] => {
                self.interfaces.push(FirewallInterface {
                    place: self.account.place(number),
                    name: Foreign::from(name.concat()),
                    label: Foreign::default(),
                    addresses: Vec::new(),
                });
                self.account.understood(number);
                self.block = Block::Interface;
            }
            ["ip", "nat", ..] => self.translation(number, words),
            ["ip" | "ipv6", "inspect", ..] => self.account.understood(number),
            ["vlan", "filter", ..] => {
                self.doubt(number, "frames of VLANs are filtered, which is not followed", PacketMatch::any());
            }
            ["line", "vty", ..] => {
                self.terminals.push(Terminal { line: number, ..Terminal::default() });
                self.account.understood(number);
                self.block = Block::Terminal;
            }
            ["ip" | "ipv6", second, ..] if OTHER_IP.contains(second) => self.account.understood(number),
            [first, ..] if OTHER.contains(&first.to_ascii_lowercase().as_str()) => self.account.understood(number),
            ["policy-map", name] => {
                self.account.understood(number);
                self.block = Block::Quality((*name).to_owned());
            }
            ["vlan" | "vrf" | "crypto" | "policy-map" | "class-map", ..] if !words.contains(&"inspect") => {
                self.account.understood(number);
            }
            ["zone" | "zone-pair" | "class-map" | "policy-map" | "parameter-map", ..] => self.of_zones(number, words),
            _ => self.refuse(number, "the line is not understood"),
        }
    }

    pub(super) fn open(&mut self, number: u32, name: &str, kind: Kind) {
        let place = self.account.place(number);
        // Without an entry it permits everything.
        self.chains.declare("list", name, place, ChainEnd::Permit);
        self.kinds.insert(name.to_owned(), kind);
        self.account.understood(number);
        self.block = Block::List { name: name.to_owned(), kind };
    }

    fn numbered(&mut self, number: u32, name: &str, rest: &[&str]) {
        let kind = match name.parse::<u16>() {
            Ok(1..=99 | 1_300..=1_999) => Kind::Standard,
            Ok(100..=199 | 2_000..=2_699) => Kind::Extended,
            // Lists of other numbers are about other protocols than IP.
            Ok(_) => return self.account.understood(number),
            Err(_) => return self.refuse(number, "the list has no number"),
        };
        if self.chains.find("list", name).is_none() {
            self.open(number, name, kind);
        }
        self.block = Block::None;
        self.entry(number, name, kind, rest);
    }

    pub(super) fn entry(&mut self, number: u32, list: &str, kind: Kind, words: &[&str]) {
        let (stated, words) = match words {
            [first, rest @ ..] if first.parse::<u32>().is_ok() => (first.parse().ok(), rest),
            ["sequence", stated, rest @ ..] => (stated.parse().ok(), rest),
            all => (None, all),
        };
        match words.first() {
            Some(&("permit" | "deny")) => {
                // An entry without a number comes behind the highest, by ten.
                let highest = self.entries.iter().filter(|e| e.list == list).map(|e| e.sequence).max();
                let sequence = stated.unwrap_or_else(|| highest.unwrap_or(0).saturating_add(10));
                self.entries.push(Pending {
                    line: number,
                    list: list.to_owned(),
                    kind,
                    sequence,
                    words: words.iter().map(|w| (*w).to_owned()).collect(),
                });
            }
            Some(&"remark") => self.account.understood(number),
            Some(&"no") => self.refuse(number, "an entry is taken out"),
            _ => self.refuse(number, "the entry is not understood"),
        }
    }

    /// Static translations give packets another destination between two lists.
    fn translation(&mut self, number: u32, words: &[&str]) {
        let global = words.iter().rev().find_map(|word| word.parse::<std::net::IpAddr>().ok());
        match (words, global) {
            (["ip", "nat", "inside", "source", "static", ..], Some(global)) => {
                let packets = PacketMatch { destination: Some(Addresses::one(global)), ..PacketMatch::any() };
                self.unknown(number, "translation-not-followed", "a translated destination is not followed", packets);
            }
            (
                ["ip", "nat", "inside", "source", "list" | "route-map", ..]
                | ["ip", "nat", "pool" | "translation" | "log", ..],
                _,
            ) => {
                self.sources = Some(number);
                self.account.understood(number);
            }
            _ => self.refuse(number, "the translation is not followed"),
        }
    }

    /// What is let through may be dropped here.
    pub(super) fn doubt(&mut self, number: u32, why: &'static str, packets: PacketMatch) {
        self.doubtful(Doubt { line: number, why, ways: &[Way::Through, Way::ToDevice], packets });
    }

    pub(super) fn doubtful(&mut self, doubt: Doubt) {
        let message = format!("{}; what is let through here is unknown", doubt.why);
        self.account.diagnose(doubt.line, "condition-not-decided", message, "a statement can say what it does");
        self.doubts.push(doubt);
    }

    pub(super) fn refuse(&mut self, number: u32, why: &str) {
        self.unknown(number, "line-not-understood", why, PacketMatch::any());
    }

    pub(super) fn unknown(&mut self, number: u32, code: &'static str, why: &str, packets: PacketMatch) {
        let message = format!("{why}; packets it could affect are unknown");
        self.account.diagnose(
            number,
            code,
            message,
            "a statement can say what it does; or export without it to see the rest",
        );
        unread::note(&mut self.unread, self.account.place(number), why, &Way::ALL, packets);
    }
}
