//! What a ruleset says of the ways packets go: it holds no routes, and translations by their statements.

use ringwall_model::Forwarding;

use super::tokens::Token;
use crate::{Account, forwarding::Ways};

/// Statements that change a source or a destination (nft(8), NAT statements).
const TRANSLATE: [&str; 6] = ["snat", "dnat", "masquerade", "redirect", "tproxy", "netmap"];

pub(super) fn forwarding(account: &Account<'_>, tokens: &[Token]) -> Option<Forwarding> {
    let mut ways = Ways::default();
    let mut before = "";
    for token in tokens {
        let word = token.word();
        if TRANSLATE.contains(&word) {
            ways.translation(account, token.line);
        }
        // A mark may lead packets by another table of routes; a copy or a packet that is handed on goes its own way.
        if (before == "mark" && word == "set") || matches!(word, "dup" | "fwd") {
            ways.further(account, token.line);
        }
        before = word;
    }
    ways.done()
}
