//! Static routes, routing protocols and translations.

use ringwall_model::Forwarding;

use super::text::{Configuration, Entry};
use crate::{Account, forwarding::Ways};

/// Sections by which packets may go ways that static routes do not tell, where they hold anything.
const FURTHER: [&str; 11] = [
    "router ospf",
    "router ospf6",
    "router bgp",
    "router rip",
    "router ripng",
    "router isis",
    "router policy",
    "router policy6",
    "system sdwan",
    "system virtual-wan-link",
    "firewall proute",
];
/// Sections whose entries translate.
const TRANSLATE: [&str; 4] = ["firewall vip", "firewall vip6", "firewall central-snat-map", "firewall vip64"];

pub(super) fn forwarding(configuration: &Configuration, account: &Account<'_>) -> Option<Forwarding> {
    let mut ways = Ways::default();
    let mut domains: Vec<&str> = Vec::new();
    for ((domain, path), section) in &configuration.sections {
        let first = section.entries.iter().map(|entry| entry.line).next();
        match path.as_str() {
            "router static" | "router static6" => {
                let every = if path == "router static" { "0.0.0.0/0" } else { "::/0" };
                let is_on = |entry: &&Entry| entry.word("status") != "disable";
                section.entries.iter().filter(is_on).for_each(|entry| ways.of_entry(account, entry, every));
                domains.push(domain);
            }
            path if FURTHER.contains(&path) && (first.is_some() || !section.own.settings.is_empty()) => {
                ways.further(account, section.line);
            }
            path if TRANSLATE.contains(&path) => first.into_iter().for_each(|line| ways.translation(account, line)),
            "firewall policy" | "firewall policy6" => {
                let mut hides = section.entries.iter().filter_map(|entry| entry.settings.get("nat"));
                let first = hides.find(|nat| nat.words.first().is_some_and(|word| word == "enable"));
                first.into_iter().for_each(|nat| ways.translation(account, nat.line));
            }
            _ => {}
        }
    }
    domains.dedup();
    if domains.len() > 1 {
        // Each virtual domain has a table of its own.
        ways.further(account, 1);
    }
    ways.done()
}

impl Ways {
    fn of_entry(&mut self, account: &Account<'_>, entry: &Entry, every: &str) {
        let to = entry.words("dst").join(" ");
        let to = if to.is_empty() { every } else { &to };
        let word = |key| Some(entry.word(key)).filter(|word| !word.is_empty());
        if entry.enables("blackhole") || word("dstaddr").is_some() || word("internet-service").is_some() {
            return self.further(account, entry.line);
        }
        self.route(account, entry.line, to, word("gateway"), word("device"));
    }
}
