//! What an export says of the ways packets go: it holds no routes, and translations by their targets.

use ringwall_model::Forwarding;

use crate::{Account, forwarding::Ways};

/// Targets that change a source or a destination (iptables-extensions(8)).
const TRANSLATE: [&str; 6] = ["SNAT", "MASQUERADE", "DNAT", "REDIRECT", "NETMAP", "TPROXY"];
/// Targets by which packets may go another way than by the table of routes.
const LEAD: [&str; 3] = ["MARK", "CONNMARK", "TEE"];

pub(super) fn forwarding(account: &Account<'_>) -> Option<Forwarding> {
    let mut ways = Ways::default();
    for (number, line) in account.lines() {
        let mut words = line.split_whitespace().skip_while(|word| !matches!(*word, "-j" | "--jump")).skip(1);
        match words.next() {
            Some(target) if TRANSLATE.contains(&target) => ways.translation(account, number),
            Some(target) if LEAD.contains(&target) => ways.further(account, number),
            _ => {}
        }
    }
    ways.done()
}
