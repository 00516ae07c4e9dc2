//! Static routes, routing protocols and translations.

use ringwall_model::Forwarding;

use crate::{Account, forwarding::Ways};

pub(super) fn forwarding(account: &Account<'_>) -> Option<Forwarding> {
    let mut ways = Ways::default();
    for (number, line) in account.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            // Tables of routes beside the first are not followed.
            ["ip" | "ipv6", "route", "vrf", ..]
            | ["vrf", "forwarding" | "definition", ..]
            | ["ip", "vrf", ..]
            | ["router", ..]
            | ["ip" | "ipv6", "policy", "route-map", ..] => ways.further(account, number),
            ["ip", "route", to, mask, rest @ ..] if mask.contains('.') => {
                ways.target(account, number, &format!("{to} {mask}"), rest);
            }
            ["ip" | "ipv6", "route", to, rest @ ..] if to.contains('/') => ways.target(account, number, to, rest),
            ["ip" | "ipv6", "route", ..] => ways.further(account, number),
            ["ip", "nat", "inside" | "outside", "source" | "destination", ..] => ways.translation(account, number),
            _ => {}
        }
    }
    ways.done()
}

impl Ways {
    /// An interface, the next device, or both.
    fn target(&mut self, account: &Account<'_>, number: u32, to: &str, rest: &[&str]) {
        let is_address = |word: &&str| word.parse::<std::net::IpAddr>().is_ok();
        match rest {
            [via, ..] if is_address(via) => self.route(account, number, to, Some(via), None),
            [interface, via, ..] if is_address(via) => self.route(account, number, to, Some(via), Some(interface)),
            [interface, ..] => self.route(account, number, to, None, Some(interface)),
            [] => self.further(account, number),
        }
    }
}
