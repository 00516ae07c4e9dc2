//! Makers by the first three bytes of a MAC address.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ringwall_model::Mac;

static MAKERS: LazyLock<BTreeMap<[u8; 3], &'static str>> = LazyLock::new(|| {
    let rows = include_str!("../data/oui.tsv").lines().filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(prefix, maker)| {
        let byte = |at: usize| u8::from_str_radix(prefix.get(at..at.checked_add(2)?)?, 16).ok();
        Some(([byte(0)?, byte(2)?, byte(4)?], maker))
    })
    .collect()
});

/// The maker, where the prefix is of one that is met in plants; none for locally administered and group addresses.
pub fn maker(mac: Mac) -> Option<&'static str> {
    let [a, b, c, ..] = mac.0;
    if mac.is_local() || mac.is_group() { None } else { MAKERS.get(&[a, b, c]).copied() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_prefix_names_its_maker_and_a_local_address_none() {
        assert_eq!(maker(Mac([0x00, 0x1b, 0x1b, 1, 2, 3])), Some("Siemens"));
        assert_eq!(maker(Mac([0x00, 0x00, 0xbc, 1, 2, 3])), Some("Rockwell Automation"));
        assert_eq!(maker(Mac([0x02, 0x1b, 0x1b, 1, 2, 3])), None);
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = include_str!("../data/oui.tsv").lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(MAKERS.len(), lines);
    }
}
