//! Exact sets of numbers: ports, protocol numbers, addresses.

use serde::{Deserialize, Serialize};

/// A set of numbers below some width, as inclusive ranges: sorted, disjoint, never touching. Equal sets are equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ranges(Vec<(u128, u128)>);

/// The highest number of a width in bits.
pub fn highest(bits: u32) -> u128 {
    u128::MAX.checked_shr(128_u32.saturating_sub(bits)).unwrap_or(0)
}

impl Ranges {
    /// No number.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// Every number of a width.
    pub fn all(bits: u32) -> Self {
        Self(vec![(0, highest(bits))])
    }

    /// One number.
    pub fn one(number: impl Into<u128>) -> Self {
        let number = number.into();
        Self(vec![(number, number)])
    }

    /// From `first` to `last`, both included; empty where they are the wrong way round.
    pub fn between(first: impl Into<u128>, last: impl Into<u128>) -> Self {
        let (first, last) = (first.into(), last.into());
        if first <= last { Self(vec![(first, last)]) } else { Self::none() }
    }

    /// The union of any ranges, in any order.
    pub fn of(ranges: impl IntoIterator<Item = (u128, u128)>) -> Self {
        let mut list: Vec<_> = ranges.into_iter().filter(|(first, last)| first <= last).collect();
        list.sort_unstable();
        let mut merged: Vec<(u128, u128)> = Vec::with_capacity(list.len());
        for (first, last) in list {
            match merged.last_mut() {
                Some(known) if first <= known.1.saturating_add(1) => known.1 = known.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    /// The ranges, sorted.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u128, u128)> + '_ {
        self.0.iter().copied()
    }

    /// True for no number.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True for every number of a width.
    pub fn is_all(&self, bits: u32) -> bool {
        matches!(self.0.as_slice(), [(0, last)] if *last >= highest(bits))
    }

    /// The smallest number.
    pub fn first(&self) -> Option<u128> {
        self.0.first().map(|(first, _)| *first)
    }

    /// True when the number is in it.
    pub fn contains(&self, number: u128) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= number);
        after.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(_, last)| number <= *last)
    }

    /// Numbers in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::of(self.iter().chain(other.iter()))
    }

    /// Numbers in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = Vec::new();
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                both.push((first, last));
            }
            if a.1 <= b.1 {
                left.next()
            } else {
                right.next()
            };
        }
        Self(both)
    }

    /// Numbers of a width that are not in it.
    #[must_use]
    pub fn complement(&self, bits: u32) -> Self {
        let most = highest(bits);
        let mut next = Some(0);
        let mut gaps = Vec::with_capacity(self.0.len().saturating_add(1));
        for (first, last) in self.iter() {
            if let Some(from) = next.filter(|from| *from < first) {
                gaps.push((from, first.saturating_sub(1)));
            }
            next = last.checked_add(1).filter(|n| *n <= most);
        }
        gaps.extend(next.map(|from| (from, most)));
        Self(gaps)
    }

    /// Numbers in this one alone.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.intersection(&other.complement(128))
    }

    /// True when every number of it is in the other.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.intersection(other) == *self
    }

    /// How many numbers; saturating.
    pub fn count(&self) -> u128 {
        self.iter().fold(0, |n, (first, last)| n.saturating_add(last.saturating_sub(first).saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small set from the bits of a number, and the same the obvious way.
    fn of_bits(bits: u16) -> Ranges {
        Ranges::of((0..16_u128).filter(|n| bits >> n & 1 == 1).map(|n| (n, n)))
    }

    fn bits_of(set: &Ranges) -> u16 {
        (0..16).filter(|n| set.contains(u128::from(*n))).fold(0, |bits, n: u32| bits | 1 << n)
    }

    #[test]
    fn the_algebra_is_that_of_bits() {
        let mut seed = 1_u32;
        for _ in 0..4_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (a, b) = ((seed >> 16) as u16, seed as u16);
            let (x, y) = (of_bits(a), of_bits(b));
            assert_eq!(bits_of(&x), a);
            assert_eq!(x.union(&y), of_bits(a | b));
            assert_eq!(x.intersection(&y), of_bits(a & b));
            assert_eq!(x.complement(4), of_bits(!a));
            assert_eq!(x.without(&y), of_bits(a & !b));
            assert_eq!(x.is_subset(&y), a & !b == 0);
            assert_eq!(x.count(), u128::from(a.count_ones()));
        }
    }

    #[test]
    fn the_widest_numbers_do_not_overflow() {
        let all = Ranges::all(128);
        assert!(all.is_all(128) && all.complement(128).is_empty() && Ranges::none().complement(128) == all);
        assert_eq!(Ranges::one(u128::MAX).complement(128), Ranges::between(0_u8, u128::MAX - 1));
        assert_eq!(Ranges::all(16), Ranges::between(0_u8, 65_535_u16));
    }
}
