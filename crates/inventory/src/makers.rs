//! Makers by the first bytes of a MAC address: facts of the public IEEE registry of 2022, written by `scripts/makers.py`.

use ringwall_model::Mac;

/// A block in upper-case digits, a tab and its maker, a line each, in order of the blocks.
static MAKERS: &str = include_str!("../data/makers.tsv");

/// Digits of a block: the smallest first, for a large one may be handed on in pieces.
const DIGITS: [usize; 3] = [9, 7, 6];

/// The maker a MAC address was assigned to. None for addresses set by hand, of groups, and of nobody in the registry.
pub(crate) fn of(mac: Mac) -> Option<&'static str> {
    if mac.is_local() || mac.is_group() || mac.0 == [0; 6] {
        return None;
    }
    let digits: String = mac.0.iter().map(|byte| format!("{byte:02X}")).collect();
    DIGITS.iter().find_map(|n| find(MAKERS, digits.get(..*n)?))
}

/// The maker of a block, by halving what is left of the lines.
fn find<'a>(mut lines: &'a str, block: &str) -> Option<&'a str> {
    while !lines.is_empty() {
        // A line begins behind a line's end, which is no part of a longer character.
        let half = lines.as_bytes().get(..lines.len() / 2)?;
        let start = half.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end.saturating_add(1));
        let (before, from) = lines.split_at_checked(start)?;
        let (line, after) = from.split_once('\n')?;
        let (known, maker) = line.split_once('\t')?;
        match block.cmp(known) {
            std::cmp::Ordering::Equal => return Some(maker),
            std::cmp::Ordering::Less => lines = before,
            std::cmp::Ordering::Greater => lines = after,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_found() {
        let mut last = "";
        for (block, maker) in MAKERS.lines().filter_map(|line| line.split_once('\t')) {
            assert!(last < block, "{last} before {block}");
            assert_eq!(find(MAKERS, block), Some(maker), "{block}");
            last = block;
        }
        assert!(MAKERS.lines().count() > 40_000);
    }

    #[test]
    fn the_smallest_block_says_who_made_it() {
        assert_eq!(of(Mac([0x70, 0xb3, 0xd5, 0x16, 0x70, 1])), find(MAKERS, "70B3D5167"));
        assert_eq!(find(MAKERS, "70B3D5"), None, "handed on in pieces");
    }

    #[test]
    fn addresses_set_by_hand_have_no_maker() {
        assert_eq!(of(Mac([0x00, 0x1b, 0x1b, 1, 2, 3])), Some("Siemens"));
        assert_eq!(of(Mac([0x02, 0x1b, 0x1b, 1, 2, 3])), None);
        assert_eq!(of(Mac([0x00, 0x25, 0x65, 1, 2, 3])), Some("Vizimax"));
        assert_eq!(of(Mac([0; 6])), None, "no address");
    }
}
