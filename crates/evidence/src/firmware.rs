//! Whether a firmware version is in a sheet's range.

use std::cmp::Ordering;

use ringwall_model::{Foreign, Product};

/// Whether a sheet holds for a firmware; none where the two cannot be compared.
pub fn in_range(product: &Product, firmware: &Foreign) -> Option<bool> {
    let from = product.firmware_from.as_ref().map(|from| compare(firmware, from));
    let below = product.firmware_below.as_ref().map(|below| compare(firmware, below));
    match (from, below) {
        (Some(None), _) | (_, Some(None)) => None,
        (from, below) => Some(
            from.flatten().is_none_or(|order| order != Ordering::Less)
                && below.flatten().is_none_or(|order| order == Ordering::Less),
        ),
    }
}

/// Part by part: numbers by value, words by letters; a missing number is 0. None where either has no number at all.
fn compare(one: &Foreign, other: &Foreign) -> Option<Ordering> {
    let (one, other) = (parts(one.raw()), parts(other.raw()));
    if !has_number(&one) || !has_number(&other) {
        return None;
    }
    let none = Part::Number(0);
    let length = one.len().max(other.len());
    let pair = |at: usize| (one.get(at).unwrap_or(&none), other.get(at).unwrap_or(&none));
    Some((0..length).map(pair).map(|(a, b)| a.cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
}

/// A word comes before any number: `2.0-rc` is older than `2.0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Word(String),
    Number(u128),
}

fn has_number(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part, Part::Number(_)))
}

/// `V4.2.1` is 4, 2, 1: what stands before the first digit names the numbering, not the version.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut run = String::new();
    let kind = |c: char| (c.is_ascii_digit(), c.is_alphanumeric());
    for c in text.trim_start_matches(|c: char| !c.is_ascii_digit()).to_ascii_lowercase().chars() {
        if run.chars().last().is_some_and(|last| kind(last) != kind(c)) {
            push(&mut parts, &std::mem::take(&mut run));
        }
        run.push(c);
    }
    push(&mut parts, &run);
    parts
}

fn push(parts: &mut Vec<Part>, run: &str) {
    let first = run.chars().next();
    if first.is_some_and(|c| c.is_ascii_digit()) {
        parts.push(Part::Number(run.parse().unwrap_or(u128::MAX)));
    } else if first.is_some_and(char::is_alphanumeric) {
        parts.push(Part::Word(run.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(one: &str, other: &str) -> Option<Ordering> {
        compare(&one.into(), &other.into())
    }

    #[test]
    fn versions_compare_by_value_not_by_letters() {
        assert_eq!(order("V4.10", "4.9.7"), Some(Ordering::Greater));
        assert_eq!(order("2.0", "2"), Some(Ordering::Equal));
        assert_eq!(order("2.0-rc1", "2.0"), Some(Ordering::Less));
        assert_eq!(order("FW 20.011", "20.12"), Some(Ordering::Less));
        assert_eq!(order("99999999999999999999999999999999999999999", "1"), Some(Ordering::Greater));
    }

    #[test]
    fn words_alone_are_not_compared() {
        assert_eq!(order("beta", "1.0"), None);
        assert_eq!(order("1.0", ""), None);
    }
}
