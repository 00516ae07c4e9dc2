//! The nearest known word, for `did you mean`.

/// Words longer than this are not compared.
const WORD_BYTES_MAX: usize = 64;

/// The candidate nearest to `word`, when it is near enough to be a slip of the pen. At equal distance the first wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > WORD_BYTES_MAX {
        return None;
    }
    let allowed = (word.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let limit = best.map_or(allowed + 1, |(d, _)| d);
        if candidate.len().abs_diff(word.len()) < limit && candidate.len() <= WORD_BYTES_MAX {
            let found = distance(word.as_bytes(), candidate.as_bytes());
            if found < limit {
                best = Some((found, candidate));
            }
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edits (insert, delete, replace, swap of neighbours; letter case costs nothing) that lead from one to the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous_a = None;
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        let mut previous_b: Option<u8> = None;
        for (j, y) in b.iter().enumerate() {
            let same = x.eq_ignore_ascii_case(y);
            let mut cost = at(&last, j) + usize::from(!same);
            cost = cost.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            if j > 0 && previous_b == Some(*x) && previous_a == Some(*y) {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            row.push(cost);
            previous_b = Some(*y);
        }
        previous_a = Some(*x);
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

fn at(row: &[usize], index: usize) -> usize {
    row.get(index).copied().unwrap_or(usize::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_finds_none() {
        let known = ["zones", "conduits", "assets"];
        assert_eq!(nearest("condiuts", known), Some("conduits"));
        assert_eq!(nearest("Zone", known), Some("zones"));
        assert_eq!(nearest("firewall", known), None);
        assert_eq!(nearest("", known), None);
    }
}
