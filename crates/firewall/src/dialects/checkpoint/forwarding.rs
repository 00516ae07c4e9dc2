//! Static routes and routing protocols of a gateway's own settings; its translations stand in the policy.

use ringwall_model::Forwarding;

use crate::{Account, forwarding::Ways};

pub(super) fn forwarding(account: &Account<'_>) -> Option<Forwarding> {
    let mut ways = Ways::default();
    for (number, line) in account.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["set", "static-route", to, "nexthop", "gateway", "address", via, ..] => {
                let to = if *to == "default" { "0.0.0.0/0" } else { to };
                ways.route(account, number, to, Some(via), None);
            }
            ["set", "static-route", _, "nexthop", ..] | ["set", "ospf" | "bgp" | "rip" | "pbr", ..] => {
                ways.further(account, number);
            }
            _ => {}
        }
    }
    ways.translation(account, 1);
    ways.done()
}
