//! Ids as people type them: told apart without case and spacing, and guessed at where one does not exist.

use std::cmp::Reverse;

/// Characters of an unknown id that are compared; a longer one resembles nothing.
const COMPARED_MAX: usize = 64;

/// Edits up to which an id counts as a slip of the other.
const SLIPS_MAX: usize = 3;

/// What stays of an id when case, blanks and the ways of writing an enhancement no longer matter:
/// `sr 1.1 re(2)` and `SR 1.1 RE 2` are the same.
pub(crate) fn key(id: &str) -> String {
    id.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '-' | '_'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// The candidate that takes the fewest edits to reach; none when all are too far. Of equals it is the one that begins
/// alike for longest, then the first: people err towards the end of an id.
pub(crate) fn nearest<'c>(wanted: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let wanted: Vec<char> = key(wanted).chars().take(COMPARED_MAX + 1).collect();
    if wanted.len() > COMPARED_MAX {
        return None;
    }
    let near = candidates.map(|c| (distance(&wanted, &key(c)), c)).min_by_key(|(distance, _)| *distance)?;
    let (edits, candidate) = (near.0.0, near.1);
    (edits <= SLIPS_MAX && edits < wanted.len()).then_some(candidate)
}

/// Edits first, then how soon the two part.
fn distance(wanted: &[char], candidate: &str) -> (usize, Reverse<usize>) {
    let alike = wanted.iter().zip(candidate.chars()).take_while(|(w, c)| *w == c).count();
    (edits(wanted, candidate), Reverse(alike))
}

/// Levenshtein distance, one row of the table at a time.
fn edits(wanted: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=wanted.len()).collect();
    for (above, c) in candidate.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        for (cell, w) in row.iter_mut().skip(1).zip(wanted) {
            let replaced = diagonal + usize::from(*w != c);
            diagonal = *cell;
            left = replaced.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = above + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> usize {
        edits(&a.chars().collect::<Vec<_>>(), b)
    }

    #[test]
    fn distances_are_those_of_the_textbook() {
        assert_eq!(between("kitten", "sitting"), 3);
        assert_eq!(between("", "abc"), 3);
        assert_eq!(between("abc", ""), 3);
        assert_eq!(between("same", "same"), 0);
    }

    #[test]
    fn a_slip_finds_its_id_and_nonsense_finds_none() {
        let ids = ["SR 1.1", "SR 2.11", "SR 2.11 RE 1"];
        assert_eq!(nearest("SR 2.11 RE1x", ids.into_iter()), Some("SR 2.11 RE 1"));
        assert_eq!(nearest("completely different", ids.into_iter()), None);
        assert_eq!(nearest("", ids.into_iter()), None);
        assert_eq!(nearest(&"S".repeat(100_000), ids.into_iter()), None);
    }

    proptest::proptest! {
        #[test]
        fn distance_is_symmetric_and_zero_only_for_equals(a in "[a-c]{0,6}", b in "[a-c]{0,6}") {
            proptest::prop_assert_eq!(between(&a, &b), between(&b, &a));
            proptest::prop_assert_eq!(between(&a, &b) == 0, a == b);
        }
    }
}
