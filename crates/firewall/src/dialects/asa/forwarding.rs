//! Static routes, routing protocols and translations.

use ringwall_model::Forwarding;

use crate::{Account, forwarding::Ways};

pub(super) fn forwarding(account: &Account<'_>) -> Option<Forwarding> {
    let mut ways = Ways::default();
    for (number, line) in account.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["route", "Null0" | "null0", ..] => ways.further(account, number),
            ["route", interface, to, mask, via, ..] => {
                let (to, mask) = (zeros(to), zeros(mask));
                ways.route(account, number, &format!("{to} {mask}"), Some(via), Some(interface));
            }
            ["ipv6", "route", interface, to, via, ..] => ways.route(account, number, to, Some(via), Some(interface)),
            ["router" | "policy-route" | "route", ..] => ways.further(account, number),
            ["nat" | "global" | "static", ..] => ways.translation(account, number),
            _ => {}
        }
    }
    ways.done()
}

/// The short form of all zeros.
fn zeros(text: &str) -> &str {
    if text == "0" { "0.0.0.0" } else { text }
}
