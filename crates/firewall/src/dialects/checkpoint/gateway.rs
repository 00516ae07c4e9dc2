//! A gateway's own settings: its interfaces.

use ringwall_model::{FirewallInterface, Foreign};

use crate::{Account, words};

/// The interfaces that `set interface` lines name.
pub(super) fn interfaces(account: &Account<'_>) -> Vec<FirewallInterface> {
    let mut found: Vec<FirewallInterface> = Vec::new();
    for (number, line) in account.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["set", "interface", name, rest @ ..] = words.as_slice() else { continue };
        let at = match found.iter().position(|one| one.name.raw() == *name) {
            Some(at) => at,
            None => {
                let (place, name) = (account.place(number), Foreign::from(*name));
                found.push(FirewallInterface { place, name, label: Foreign::default(), addresses: Vec::new() });
                found.len().saturating_sub(1)
            }
        };
        let address = match rest {
            ["ipv4-address" | "ipv6-address", address, "mask-length" | "subnet-mask", mask] => {
                address.parse().ok().zip(words::length(mask))
            }
            _ => None,
        };
        if let (Some(address), Some(interface)) = (address, found.get_mut(at)) {
            interface.addresses.push(address);
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
