//! Who has which number: facts of public registries, written by `scripts/vendors.py`.

use std::cmp::Ordering::{Equal, Greater, Less};

/// Vendors of CIP (ODVA).
pub(super) const CIP_VENDORS: Numbered = Numbered(include_str!("../../data/cip-vendors.tsv"));
/// Vendors of BACnet (ASHRAE).
pub(super) const BACNET_VENDORS: Numbered = Numbered(include_str!("../../data/bacnet-vendors.tsv"));
/// Private enterprise numbers (IANA) of those that make devices.
pub(super) const ENTERPRISES: Numbered = Numbered(include_str!("../../data/enterprises.tsv"));

/// A number, a tab and a name a line, in order of the numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered(&'static str);

impl Numbered {
    /// The name of a number, by halving; none where nobody has it.
    pub(super) fn name(self, number: u32) -> Option<&'static str> {
        let mut lines = self.0;
        while let Some((before, from)) = halved(lines) {
            let (line, after) = from.split_once('\n')?;
            let (known, name) = line.split_once('\t')?;
            match known.parse::<u32>().ok()?.cmp(&number) {
                Equal => return Some(name),
                Less => lines = after,
                Greater => lines = before,
            }
        }
        None
    }
}

/// Lines before and from the one in the middle; none where there are no lines.
fn halved(lines: &str) -> Option<(&str, &str)> {
    // A line begins behind a line's end, which is no part of a longer character.
    let half = lines.as_bytes().get(..lines.len() / 2).filter(|_| !lines.is_empty())?;
    let start = half.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end.saturating_add(1));
    lines.split_at_checked(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_and_every_name_is_one_and_found() {
        for (list, least) in [(CIP_VENDORS, 1_000), (BACNET_VENDORS, 1_400), (ENTERPRISES, 5_000)] {
            let mut last = None;
            for line in list.0.lines() {
                let (number, name) = line.split_once('\t').unwrap();
                let number: u32 = number.parse().unwrap();
                assert!(last < Some(number), "{number} behind {last:?}");
                assert!(!name.is_empty() && name == name.trim() && !name.contains(char::is_control), "{line}");
                assert_eq!(list.name(number), Some(name));
                last = Some(number);
            }
            assert!(list.0.lines().count() > least && list.0.ends_with('\n'));
            assert_eq!(list.name(u32::MAX), None);
        }
    }

    #[test]
    fn a_number_of_nobody_has_no_name() {
        assert_eq!(CIP_VENDORS.name(1), Some("Rockwell Automation"));
        assert_eq!(CIP_VENDORS.name(0), None);
        assert_eq!(BACNET_VENDORS.name(7), Some("Siemens"));
        assert_eq!(ENTERPRISES.name(9), Some("Cisco"));
        assert_eq!(ENTERPRISES.name(8_072), None, "software");
    }
}
