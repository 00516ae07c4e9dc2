//! Classes of addresses, and which of them rules can touch.

use ringwall_model::{Addresses, PacketMatch, Ranges};

/// Classes a rule is told apart by; one about more counts as about any.
const CLASSES_MAX: usize = 12;
/// Classes, as places; none where any is meant.
pub(super) type Touched = Option<Vec<usize>>;

/// Classes by the ranges of their addresses. The last class is every address of none.
#[derive(Debug)]
pub(super) struct Classes {
    v4: Vec<(u128, u128, usize)>,
    v6: Vec<(u128, u128, usize)>,
    rest: usize,
}

impl Classes {
    /// Classes that share no address.
    pub(super) fn new(classes: &[Addresses]) -> Self {
        let sorted = |of: fn(&Addresses) -> &Ranges| {
            let each = classes.iter().enumerate();
            let mut list: Vec<_> =
                each.flat_map(|(at, set)| of(set).iter().map(move |(first, last)| (first, last, at))).collect();
            list.sort_unstable();
            list
        };
        Self { v4: sorted(|set| &set.v4), v6: sorted(|set| &set.v6), rest: classes.len() }
    }

    /// How many classes there are, with the one of all other addresses.
    pub(super) fn len(&self) -> usize {
        self.rest.saturating_add(1)
    }

    /// The classes of sources and of destinations that any of the matches is about.
    pub(super) fn touched(&self, matches: &[PacketMatch]) -> (Touched, Touched) {
        let of = |field: fn(&PacketMatch) -> &Option<Addresses>| {
            let mut all = Vec::new();
            for packets in matches {
                all.extend(self.of(field(packets).as_ref()?)?);
            }
            all.sort_unstable();
            all.dedup();
            (all.len() <= CLASSES_MAX).then_some(all)
        };
        (of(|packets| &packets.source), of(|packets| &packets.destination))
    }

    /// The classes a set meets; none where they are many.
    fn of(&self, set: &Addresses) -> Touched {
        let mut found = Vec::new();
        for (ranges, list) in [(&set.v4, &self.v4), (&set.v6, &self.v6)] {
            for range in ranges.iter() {
                self.meet(range, list, &mut found)?;
            }
        }
        Some(found)
    }

    /// Adds the classes a range meets; the last one where it reaches between or beyond the others.
    fn meet(&self, (first, last): (u128, u128), list: &[(u128, u128, usize)], found: &mut Vec<usize>) -> Option<()> {
        let from = list.partition_point(|(_, end, _)| *end < first);
        let met = list.iter().skip(from).take_while(|(start, ..)| *start <= last);
        let (mut next, mut has_gap) = (Some(first), false);
        for (start, end, class) in met {
            if found.len() > CLASSES_MAX.saturating_mul(4) {
                return None;
            }
            has_gap |= next.is_some_and(|next| next < *start);
            next = end.checked_add(1);
            found.push(*class);
        }
        if has_gap || next.is_some_and(|next| next <= last) {
            found.push(self.rest);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_meets_the_classes_it_shares_an_address_with_and_the_last_where_it_reaches_beyond() {
        let prefix = |text: &str, length| Addresses::prefix(text.parse().unwrap(), length).unwrap();
        let classes = Classes::new(&[prefix("10.0.0.0", 25), prefix("10.0.0.128", 25), prefix("10.0.4.0", 24)]);
        let of = |set: Addresses| classes.of(&set).unwrap();
        assert_eq!(of(prefix("10.0.0.0", 24)), [0, 1]);
        assert_eq!(of(prefix("10.0.0.7", 32)), [0]);
        assert_eq!(of(prefix("10.0.0.0", 21)), [0, 1, 2, 3], "it reaches between them");
        assert_eq!(of(prefix("10.0.4.0", 23)), [2, 3], "it reaches beyond them");
        assert_eq!(of(prefix("192.0.2.0", 24)), [3]);
        assert_eq!(of(Addresses::all_v6()), [3]);
    }
}
