//! Prefixes, and lists of them in which the longest decides.

use std::net::Ipv4Addr;

use ringwall_model::{Addresses, Ranges};

use crate::{cisco, words};

/// `10.0.0.0/8`, `10.0.0.1`, `10.0.0.1/255.0.255.0`: bits that are set matter.
pub(super) fn prefix(text: &str) -> Option<Addresses> {
    words::address(text).or_else(|| {
        let (address, mask) = text.split_once('/')?;
        let mask: Ipv4Addr = mask.parse().ok()?;
        cisco::wildcard(address.parse().ok()?, Ipv4Addr::from(!u32::from(mask)))
    })
}

/// The addresses whose longest prefix among these is not one that is taken out.
pub(super) fn longest(prefixes: &[(Option<String>, bool)]) -> Option<Addresses> {
    let mut sets = Vec::new();
    for (text, is_out) in prefixes {
        sets.push((prefix(text.as_deref()?)?, *is_out));
    }
    // The larger sets first: a prefix within another is the longer one.
    let size = |set: &Addresses| {
        let of = |ranges: &Ranges| ranges.iter().fold(0_u128, |all, (a, b)| all.saturating_add(b.saturating_sub(a)));
        (of(&set.v4), of(&set.v6))
    };
    sets.sort_by_key(|(set, is_out)| (std::cmp::Reverse(size(set)), *is_out));
    Some(
        sets.iter()
            .fold(Addresses::none(), |all, (set, is_out)| if *is_out { all.without(set) } else { all.union(set) }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(prefixes: &[(&str, bool)]) -> Option<Addresses> {
        longest(&prefixes.iter().map(|(text, out)| (Some((*text).to_owned()), *out)).collect::<Vec<_>>())
    }

    #[test]
    fn the_longest_prefix_decides_whether_an_address_is_taken_out() {
        let found = set(&[("10.1.0.0/16", true), ("10.0.0.0/8", false), ("10.1.2.0/24", false)]).unwrap();
        let holds = |text: &str| found.contains(text.parse().unwrap());
        assert!(holds("10.9.9.9") && !holds("10.1.1.1") && holds("10.1.2.1") && !holds("11.0.0.1"));
        assert!(set(&[("10.0.0.0/8", true)]).unwrap().is_empty());
        assert_eq!(set(&[("10.0.0.0/33", false)]), None);
    }
}
