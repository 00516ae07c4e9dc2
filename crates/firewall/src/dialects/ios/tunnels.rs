//! Tunnels of IPsec at interfaces. What their lists select comes out of a tunnel, which no list of the interface looks at
//! (Cisco IOS Security Configuration Guide, Crypto Access Check on Clear-Text Packets: from 12.3(8)T), or is dropped for not having come through one.

use std::collections::BTreeSet;

use ringwall_model::{Addresses, PacketMatch, Way};

use super::state::{Kind, Pending, Reading};
use crate::{
    cisco::{Masks, entry},
    unread,
};

const WHY: &str = "it comes out of a tunnel, or is dropped for not having come through one; tunnels are not followed";

/// Maps of tunnels, and where they are.
#[derive(Debug, Default)]
pub(super) struct Tunnels {
    /// A map, and a list that selects what goes into a tunnel of it; none where it is not in the text.
    selected: BTreeSet<(String, Option<String>)>,
    /// Line, interface, map.
    bound: Vec<(u32, String, String)>,
}

impl Tunnels {
    pub(super) fn bind(&mut self, number: u32, interface: &str, map: &str) {
        self.bound.push((number, interface.to_owned(), map.to_owned()));
    }

    /// A map whose tunnels are made up with whoever asks.
    pub(super) fn anyone(&mut self, map: &str) {
        self.selected.insert((map.to_owned(), None));
    }
}

impl Reading<'_, '_> {
    pub(super) fn of_tunnel(&mut self, number: u32, map: &str, words: &[&str]) {
        if let ["match", "address", list, ..] = words {
            self.tunnels.selected.insert((map.to_owned(), Some((*list).to_owned())));
        }
        self.account.understood(number);
    }

    /// What may come out of a tunnel at an interface is unknown.
    pub(super) fn tunnelled(&mut self, entries: &[Pending]) {
        let tunnels = std::mem::take(&mut self.tunnels);
        for (number, interface, map) in &tunnels.bound {
            let lists: Vec<_> = tunnels.selected.iter().filter(|(name, _)| name == map).map(|(_, list)| list).collect();
            let all = lists.is_empty() || lists.iter().any(|list| list.is_none());
            let packets = if all { vec![PacketMatch::any()] } else { self.selected(entries, &lists) };
            for packets in packets {
                let packets = PacketMatch { incoming: super::interface::incoming(interface).incoming, ..packets };
                let place = self.account.place(*number);
                unread::note(&mut self.unread, place, WHY, &[Way::Through, Way::ToDevice], packets);
            }
            let message = format!("{WHY}; such packets are unknown");
            let help = "a statement can say which tunnels there are";
            self.account.diagnose(*number, "condition-not-decided", message, help);
        }
    }

    /// What lists select, from the other end of the tunnel.
    fn selected(&self, entries: &[Pending], lists: &[&Option<String>]) -> Vec<PacketMatch> {
        let is_meant = |entry: &&Pending| {
            lists.iter().any(|list| list.as_ref() == Some(&entry.list))
                && entry.words.first().is_some_and(|w| w == "permit")
        };
        let mut all = Vec::new();
        for pending in entries.iter().filter(is_meant) {
            let words: Vec<&str> = pending.words.iter().skip(1).map(String::as_str).collect();
            let family = if pending.kind == Kind::V6 { Addresses::all_v6() } else { Addresses::all_v4() };
            let masks = if pending.kind == Kind::V6 { Masks::Netmask } else { Masks::Wildcard };
            match entry(&words, &self.objects, masks, &family) {
                Ok(read) => all.extend(read.matches.into_iter().map(turned)),
                Err(_) => all.push(PacketMatch::any()),
            }
        }
        all
    }
}

fn turned(packets: PacketMatch) -> PacketMatch {
    PacketMatch {
        source: packets.destination,
        destination: packets.source,
        source_port: packets.destination_port,
        destination_port: packets.source_port,
        icmp: None,
        flags: Vec::new(),
        ..packets
    }
}
