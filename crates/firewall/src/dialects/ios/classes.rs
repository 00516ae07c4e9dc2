//! Classes of packets: what a policy tells apart.

use std::collections::BTreeMap;

use ringwall_model::PacketMatch;

use crate::{matches, policy::of_protocol, services::written};

/// One `match` of a class.
#[derive(Clone, Debug)]
enum Condition {
    /// What a list permits.
    List(String),
    /// Protocols and ports.
    Packets(Vec<PacketMatch>),
    /// Another class.
    Class(String),
    /// Not followed.
    Undecided(String),
}

/// A class as it is written.
#[derive(Clone, Debug, Default)]
struct Class {
    /// Every condition must hold, and not any of them.
    all: bool,
    conditions: Vec<Condition>,
}

/// A part of what a class is about.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// These packets.
    Packets(Vec<PacketMatch>),
    /// What a list permits of these packets.
    List(String, Vec<PacketMatch>),
    /// Some packets, not known which.
    Undecided(String),
}

/// All classes by name.
#[derive(Debug, Default)]
pub(super) struct Classes {
    classes: BTreeMap<String, Class>,
}

/// Protocols that are told apart by port (Cisco IOS Security Configuration Guide, Port to Application Mapping, system-defined ports).
const PROTOCOLS: [(&str, &str); 21] = [
    ("bgp", "tcp 179"),
    ("dns", "tcp 53 udp 53"),
    ("ftp", "tcp 21"),
    ("http", "tcp 80"),
    ("https", "tcp 443"),
    ("icmp", "icmp"),
    ("imap", "tcp 143"),
    ("isakmp", "udp 500"),
    ("ldap", "tcp 389"),
    ("ntp", "udp 123"),
    ("pop3", "tcp 110"),
    ("pptp", "tcp 1723"),
    ("sip", "tcp 5060 udp 5060"),
    ("smtp", "tcp 25"),
    ("snmp", "udp 161"),
    ("snmptrap", "udp 162"),
    ("ssh", "tcp 22"),
    ("syslog", "udp 514"),
    ("telnet", "tcp 23"),
    ("tftp", "udp 69"),
    ("sctp", "sctp 0-65535"),
];

/// Deepest nesting of classes that is followed.
const DEPTH_MAX: usize = 8;

impl Classes {
    /// Declares a class.
    pub(super) fn open(&mut self, name: &str, all: bool) {
        self.classes.insert(name.to_owned(), Class { all, conditions: Vec::new() });
    }

    /// A line of a class. False where it is not understood.
    pub(super) fn line(&mut self, name: &str, words: &[&str]) -> bool {
        let condition = match words {
            ["description" | "exit", ..] => return true,
            ["match", "access-group", "name", list] | ["match", "access-group", list] => {
                Condition::List((*list).to_owned())
            }
            ["match", "protocol", protocol] => match protocol_packets(protocol) {
                Some(packets) => Condition::Packets(packets),
                None => Condition::Undecided(format!("match protocol {protocol}")),
            },
            ["match", "class-map", class] => Condition::Class((*class).to_owned()),
            ["match", rest @ ..] => Condition::Undecided(format!("match {}", rest.join(" "))),
            _ => return false,
        };
        if let Some(class) = self.classes.get_mut(name) {
            class.conditions.push(condition);
        }
        true
    }

    /// What a class is about, in parts.
    pub(super) fn pieces(&self, name: &str) -> Vec<Piece> {
        self.below(name, 0)
    }

    fn below(&self, name: &str, depth: usize) -> Vec<Piece> {
        if name == "class-default" {
            return vec![Piece::Packets(vec![PacketMatch::any()])];
        }
        match self.classes.get(name).filter(|_| depth < DEPTH_MAX) {
            None => vec![Piece::Undecided(format!("the class {name} is not declared, or stands in itself"))],
            Some(class) if class.conditions.is_empty() => {
                vec![Piece::Undecided(format!("the class {name} is about nothing"))]
            }
            Some(class) if class.all && class.conditions.len() > 1 => vec![together(&class.conditions)],
            Some(class) => class.conditions.iter().flat_map(|condition| self.one(condition, depth)).collect(),
        }
    }

    fn one(&self, condition: &Condition, depth: usize) -> Vec<Piece> {
        match condition {
            Condition::List(list) => vec![Piece::List(list.clone(), vec![PacketMatch::any()])],
            Condition::Packets(packets) => vec![Piece::Packets(packets.clone())],
            Condition::Class(name) => self.below(name, depth.saturating_add(1)),
            Condition::Undecided(why) => vec![Piece::Undecided(why.clone())],
        }
    }
}

/// Packets for which every condition holds: those of one list at most, narrowed by protocols.
fn together(conditions: &[Condition]) -> Piece {
    let (mut list, mut packets) = (None, vec![PacketMatch::any()]);
    for condition in conditions {
        match condition {
            Condition::List(name) if list.is_none() => list = Some(name.clone()),
            Condition::Packets(more) => match matches::all(&packets, more) {
                Ok(joined) => packets = joined,
                Err(()) => return Piece::Undecided("conditions that cannot be put together".to_owned()),
            },
            Condition::Undecided(why) => return Piece::Undecided(why.clone()),
            _ => return Piece::Undecided("several lists or classes that must all hold".to_owned()),
        }
    }
    match list {
        Some(list) => Piece::List(list, packets),
        None => Piece::Packets(packets),
    }
}

fn protocol_packets(word: &str) -> Option<Vec<PacketMatch>> {
    match word {
        "tcp" => Some(vec![of_protocol(6)]),
        "udp" => Some(vec![of_protocol(17)]),
        word => PROTOCOLS.iter().find(|(name, _)| *name == word).map(|(_, text)| written(text)),
    }
}
