//! Lines on the outermost level, and entries of lists.

use std::collections::BTreeMap;

use ringwall_model::{Addresses, ChainEnd, FirewallInterface, Foreign, PacketMatch, Ruleset, Unread, Way};

use super::{
    aside::{OTHER, OTHER_IP},
    zones::Zones,
};
use crate::{Account, chains::Chains, cisco::Objects, unread};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    let mut reading = Reading {
        account,
        objects: Objects::default(),
        chains: Chains::default(),
        entries: Vec::new(),
        interfaces: Vec::new(),
        bound: Vec::new(),
        block: Block::None,
        unread: Vec::new(),
        kinds: BTreeMap::new(),
        sources: None,
        zones: Zones::default(),
    };
    lines.iter().for_each(|(number, line)| reading.line(*number, line));
    reading.finish()
}

/// What indented lines belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    None,
    List {
        name: String,
        kind: Kind,
    },
    Interface,
    NetworkGroup(String),
    ServiceGroup(String),
    /// A class of a zone's policy.
    Class(String),
    /// A policy between zones.
    Policy(String),
    /// A pair of zones.
    Pair,
    /// Something that filters nothing.
    Other,
}

/// What entries of a list look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Standard,
    Extended,
    V6,
}

/// A list at an interface.
pub(super) struct Binding {
    pub(super) interface: String,
    pub(super) list: String,
    pub(super) v6: bool,
    pub(super) incoming: bool,
}

/// An entry whose objects may be declared behind it.
pub(super) struct Pending {
    pub(super) line: u32,
    pub(super) list: String,
    pub(super) kind: Kind,
    pub(super) words: Vec<String>,
}

/// What is known of a text so far.
pub(super) struct Reading<'a, 'b> {
    pub(super) account: &'a mut Account<'b>,
    pub(super) objects: Objects,
    pub(super) chains: Chains,
    pub(super) entries: Vec<Pending>,
    pub(super) interfaces: Vec<FirewallInterface>,
    pub(super) bound: Vec<Binding>,
    pub(super) block: Block,
    pub(super) unread: Vec<Unread>,
    pub(super) kinds: BTreeMap<String, Kind>,
    /// The line of a translation of sources.
    pub(super) sources: Option<u32>,
    pub(super) zones: Zones,
}

impl Reading<'_, '_> {
    fn line(&mut self, number: u32, line: &str) {
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
            ["no", "ip" | "ipv6", "access-list", ..] => self.account.understood(number),
            ["no", ..] => {
                self.account.understood(number);
                self.block = Block::None;
            }
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
            ["ip" | "ipv6", second, ..] if OTHER_IP.contains(second) => self.account.understood(number),
            [first, ..] if OTHER.contains(first) => self.account.understood(number),
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
        let words = match words {
            [first, rest @ ..] if first.parse::<u32>().is_ok() => rest,
            ["sequence", _, rest @ ..] => rest,
            all => all,
        };
        match words.first() {
            Some(&("permit" | "deny")) => self.entries.push(Pending {
                line: number,
                list: list.to_owned(),
                kind,
                words: words.iter().map(|w| (*w).to_owned()).collect(),
            }),
            Some(&("remark" | "no")) => self.account.understood(number),
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
