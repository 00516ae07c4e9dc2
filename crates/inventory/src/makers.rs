//! Makers by the first bytes of a MAC address: facts of the public IEEE registry of 2022, written by `scripts/makers.py`, and what
//! was assigned until October 2026 or lay in its older lists, added by `scripts/makers_since.py`.

use ringwall_model::Mac;

/// A block in upper-case digits, a tab and its maker, a line each, in order of the blocks.
static MAKERS: &str = include_str!("../data/makers.tsv");

/// The maker a MAC address was assigned to. None for addresses set by hand, of groups, and of nobody in the registry.
pub(crate) fn of(mac: Mac) -> Option<&'static str> {
    if mac.is_local() || mac.is_group() || mac.0 == [0; 6] {
        return None;
    }
    let digits = mac.0.map(|byte| [DIGITS.get(usize::from(byte >> 4)), DIGITS.get(usize::from(byte & 15))]);
    let digits: String = digits.into_iter().flatten().flatten().map(|digit| char::from(*digit)).collect();
    let large = digits.get(..6)?;
    let (first, maker) = line(seek(MAKERS, large))?;
    match first.strip_prefix(large)? {
        "" => Some(maker),
        // A block that is handed on in pieces is not listed itself.
        _ => [7, 9].into_iter().find_map(|n| find(MAKERS, digits.get(..n)?)),
    }
}

const DIGITS: [u8; 16] = *b"0123456789ABCDEF";

fn find<'a>(lines: &'a str, block: &str) -> Option<&'a str> {
    line(seek(lines, block)).filter(|(known, _)| *known == block).map(|(_, maker)| maker)
}

/// The block and the maker of the first line.
fn line(lines: &str) -> Option<(&str, &str)> {
    lines.split_once('\n')?.0.split_once('\t')
}

/// The lines from a block on, or from the first behind it, by halving.
fn seek<'a>(mut lines: &'a str, block: &str) -> &'a str {
    let mut found = "";
    while let Some((before, from)) = halved(lines) {
        match line(from) {
            Some((known, _)) if known < block => lines = from.split_once('\n').map_or("", |(_, after)| after),
            _ => (lines, found) = (before, from),
        }
    }
    found
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
    fn every_block_is_found() {
        let mut last = "";
        for (block, maker) in MAKERS.lines().filter_map(|line| line.split_once('\t')) {
            assert!(last < block, "{last} before {block}");
            assert_eq!(find(MAKERS, block), Some(maker), "{block}");
            last = block;
        }
        assert!(MAKERS.lines().count() > 58_000);
    }

    #[test]
    fn the_smallest_block_says_who_made_it() {
        assert_eq!(of(Mac([0x70, 0xb3, 0xd5, 0x16, 0x70, 1])), find(MAKERS, "70B3D5167"));
        assert_eq!(find(MAKERS, "70B3D5"), None, "handed on in pieces");
        let mut pieces = MAKERS.lines().filter(|line| line.find('\t') != Some(6)).filter_map(|line| line.get(..6));
        assert!(pieces.all(|block| find(MAKERS, block).is_none()), "a block and a piece of it");
    }

    #[test]
    fn addresses_set_by_hand_have_no_maker() {
        assert_eq!(of(Mac([0x00, 0x1b, 0x1b, 1, 2, 3])), Some("Siemens"));
        assert_eq!(of(Mac([0x02, 0x1b, 0x1b, 1, 2, 3])), None);
        assert_eq!(of(Mac([0x00, 0x25, 0x65, 1, 2, 3])), Some("Vizimax"));
        assert_eq!(of(Mac([0; 6])), None, "no address");
    }
}
