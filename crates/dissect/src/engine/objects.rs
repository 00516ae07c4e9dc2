//! Ranges of native objects touched. One needs no memory of its own; several lie together in few cache lines, for where a
//! poller's next range is found is a wait for memory.

use ringwall_model::OBJECT_RANGES_MAX;
use smallvec::SmallVec;

use crate::{Object, sink::same_word};

/// Ranges touched: apart from one another, at most [`OBJECT_RANGES_MAX`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Objects {
    pub(crate) near: Near,
    /// The kind of the range touched first.
    pub(crate) kind: &'static str,
    /// Where there are, or were, several: all of them.
    pub(crate) ranges: Option<Box<Ranges>>,
}

/// The range last touched, as it was then: pollers come back to few. While it is the only one, it is all that is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Near {
    /// The number of its kind; 0 where none was touched.
    kind: usize,
    span: Span,
}

/// First and last number of a range; the other way round where there were too many ranges to keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Span {
    first: u32,
    last: u32,
}

const TOO_MANY: Span = Span { first: 1, last: 0 };

/// Ranges of one kind, in order; then those of others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranges {
    kind: &'static str,
    count: u8,
    spans: [Span; OBJECT_RANGES_MAX],
    others: Option<Box<Ranges>>,
}

/// A number for a word: the same word has mostly one, another word never the same.
#[inline]
fn number(kind: &'static str) -> usize {
    kind.as_ptr().addr() ^ kind.len().rotate_right(16)
}

impl Span {
    #[inline]
    fn of(object: &Object) -> Self {
        Self { first: object.first, last: object.last.max(object.first) }
    }

    fn of_kind(self, kind: &'static str) -> Object {
        Object { kind, first: self.first, last: self.last }
    }

    /// Overlapping or next to each other.
    fn touches(self, other: Self) -> bool {
        self.first <= other.last.saturating_add(1) && other.first <= self.last.saturating_add(1)
    }

    fn with(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl Near {
    /// True where an object is in that range, or no range is kept any more: then there is nothing to do.
    #[inline]
    pub(crate) fn settles(&self, object: &Object) -> bool {
        let Span { first, last } = self.span;
        first > last || first <= object.first && object.last <= last && self.kind == number(object.kind)
    }

    fn is_incomplete(&self) -> bool {
        self.span.first > self.span.last
    }
}

/// Touches an object: the three fields of an [`Objects`], which a flow keeps apart. `kind` is asked for only while there is one
/// range. Gives the bytes allocated.
pub(crate) fn touch(
    near: &mut Near,
    kind: &mut &'static str,
    ranges: &mut Option<Box<Ranges>>,
    object: &Object,
) -> usize {
    if near.is_incomplete() {
        return 0;
    }
    let span = Span::of(object);
    let number = number(object.kind);
    if let Some(ranges) = ranges {
        let (found, grown) = ranges.touch(object.kind, span);
        *near = Near { kind: number, span: found.unwrap_or(TOO_MANY) };
        return grown;
    }
    if near.kind == 0 {
        *kind = object.kind;
        *near = Near { kind: number, span };
    } else if same_word(kind, object.kind) && near.span.touches(span) {
        *near = Near { kind: number, span: near.span.with(span) };
    } else {
        let mut several = Ranges::one(kind, near.span);
        let (found, grown) = several.touch(object.kind, span);
        *ranges = Some(Box::new(several));
        *near = Near { kind: number, span: found.unwrap_or(TOO_MANY) };
        return grown.saturating_add(size_of::<Ranges>());
    }
    0
}

impl Objects {
    /// Touches an object.
    fn touch(&mut self, object: &Object) {
        touch(&mut self.near, &mut self.kind, &mut self.ranges, object);
    }

    /// Adds what others touched.
    pub(crate) fn add(&mut self, other: &Self) {
        other.all().iter().for_each(|object| self.touch(object));
        if other.is_incomplete() && !self.is_incomplete() {
            let (kind, only) = (self.kind, self.near.span);
            self.ranges.get_or_insert_with(|| Box::new(Ranges::one(kind, only)));
            self.near.span = TOO_MANY;
        }
    }

    /// More ranges were touched than are kept. What is kept does not grow any more: it is not the whole in any case.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.near.is_incomplete()
    }

    /// All ranges: by kind, then by number.
    pub(crate) fn all(&self) -> SmallVec<[Object; 1]> {
        let mut all: SmallVec<[Object; 1]> = SmallVec::new();
        if let Some(ranges) = &self.ranges {
            ranges.each(|object| all.push(object));
            all.sort_unstable_by_key(|object| (object.kind, object.first));
        } else if self.near.kind != 0 {
            all.push(self.near.span.of_kind(self.kind));
        }
        all
    }

    /// Memory held beyond itself, in bytes.
    #[cfg(test)]
    pub(crate) fn memory(&self) -> usize {
        let nodes = std::iter::successors(self.ranges.as_ref(), |ranges| ranges.others.as_ref());
        nodes.count().saturating_mul(size_of::<Ranges>())
    }
}

impl PartialEq for Objects {
    fn eq(&self, other: &Self) -> bool {
        self.all() == other.all() && self.is_incomplete() == other.is_incomplete()
    }
}

impl Eq for Objects {}

impl Ranges {
    fn one(kind: &'static str, span: Span) -> Self {
        let mut spans = [Span::default(); OBJECT_RANGES_MAX];
        spans[0] = span;
        Self { kind, count: 1, spans, others: None }
    }

    /// Something of it: reading it brings it near.
    #[inline]
    pub(crate) fn first_words(&self) -> u64 {
        self.count.into()
    }

    fn used(&self) -> &[Span] {
        self.spans.get(..usize::from(self.count)).unwrap_or_default()
    }

    fn each(&self, mut give: impl FnMut(Object)) {
        let mut ranges = Some(self);
        while let Some(Self { kind, others, .. }) = ranges {
            ranges.iter().flat_map(|ranges| ranges.used()).for_each(|span| give(span.of_kind(kind)));
            ranges = others.as_deref();
        }
    }

    /// Ranges of its kind and of those behind it.
    fn total(&self) -> usize {
        let mut total = 0_usize;
        self.each(|_| total = total.saturating_add(1));
        total
    }

    /// Touches a range of a kind. Gives the range it is in, none where there are too many to keep, and the bytes allocated.
    fn touch(&mut self, kind: &'static str, span: Span) -> (Option<Span>, usize) {
        // Those before it are not counted again: what there is room for is asked only where one more comes.
        let mut room = OBJECT_RANGES_MAX;
        let mut ranges = self;
        while !same_word(ranges.kind, kind) {
            room = room.saturating_sub(ranges.used().len());
            if ranges.others.is_none() {
                if room == 0 {
                    return (None, 0);
                }
                ranges.others = Some(Box::new(Self::one(kind, span)));
                return (Some(span), size_of::<Self>());
            }
            let Some(others) = &mut ranges.others else { return (None, 0) };
            ranges = others;
        }
        (ranges.touch_own(span, room), 0)
    }

    /// Touches a range of its own kind, where there is room for so many of its kind and of those behind it.
    fn touch_own(&mut self, span: Span, room: usize) -> Option<Span> {
        let used = self.used();
        // Those it touches follow one another.
        let at = used.partition_point(|own| own.last.saturating_add(1) < span.first);
        let touched = used.get(at..).unwrap_or_default().iter().take_while(|own| own.touches(span)).count();
        let count = used.len();
        if touched == 0 {
            if self.total() >= room {
                return None;
            }
            self.spans.copy_within(at..count, at.saturating_add(1));
            *self.spans.get_mut(at)? = span;
            self.count = self.count.saturating_add(1);
            return Some(span);
        }
        let behind = at.saturating_add(touched);
        let reach = *used.get(behind.saturating_sub(1))?;
        let joined = self.spans.get(at)?.with(reach).with(span);
        *self.spans.get_mut(at)? = joined;
        if touched > 1 {
            self.spans.copy_within(behind..count, at.saturating_add(1));
            self.count = u8::try_from(count.saturating_sub(touched).saturating_add(1)).unwrap_or(self.count);
        }
        Some(joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(touched: &[(u32, u32)]) -> Objects {
        let mut objects = Objects::default();
        for (first, last) in touched {
            objects.touch(&Object { kind: "register", first: *first, last: *last });
        }
        objects
    }

    #[test]
    fn ranges_that_meet_become_one() {
        let objects = objects(&[(0, 3), (10, 12), (4, 9), (20, 20)]);
        let seen: Vec<_> = objects.all().iter().map(|r| (r.first, r.last)).collect();
        assert_eq!(seen, [(0, 12), (20, 20)]);
        assert!(!objects.is_incomplete());
    }

    #[test]
    fn ranges_hold_what_was_touched_and_stand_apart_in_order() {
        let mut random = 3_u32;
        for round in 0..600_u32 {
            let (mut objects, mut all) = (Objects::default(), std::collections::BTreeSet::new());
            let mut memory = 0;
            for _ in 0..round % 40 {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let kind = ["coil", "register", "input"][(random >> 30) as usize % if round < 300 { 2 } else { 3 }];
                let first = random >> 20 & 0x7f;
                let object = Object { kind, first, last: first + (random >> 10 & 7) };
                let before = objects.all();
                memory += touch(&mut objects.near, &mut objects.kind, &mut objects.ranges, &object);
                assert_eq!(memory, objects.memory());
                assert!(objects.near.settles(&object));
                let kept = objects.all();
                if objects.is_incomplete() {
                    assert_eq!((kept.len(), &kept), (OBJECT_RANGES_MAX, &before));
                    break;
                }
                all.extend((object.first..=object.last).map(|n| (kind, n)));
                let held = kept.iter().flat_map(|r| (r.first..=r.last).map(|n| (r.kind, n)));
                assert!(held.eq(all.iter().copied()), "{kept:?}");
                let apart = |a: &Object, b: &Object| a.kind < b.kind || a.last + 1 < b.first;
                assert!(kept.is_sorted_by(apart), "{kept:?}");
            }
        }
    }

    #[test]
    fn a_seventeenth_range_makes_the_list_incomplete() {
        let apart: Vec<_> = (0..17).map(|n| (n * 10, n * 10 + 1)).collect();
        let objects = objects(&apart);
        assert_eq!(objects.all().len(), OBJECT_RANGES_MAX);
        assert!(objects.is_incomplete());
    }

    #[test]
    fn what_is_incomplete_stays_so_where_it_is_added_and_loses_nothing() {
        let apart: Vec<_> = (0..17).map(|n| (n * 10, n * 10 + 1)).collect();
        let full = objects(&apart);
        for mut sum in [objects(&[]), objects(&[(5, 6)]), objects(&[(0, 200)])] {
            let before = sum.all();
            sum.add(&full);
            assert!(sum.is_incomplete());
            assert!(before.iter().all(|r| sum.all().iter().any(|s| s.first <= r.first && r.last <= s.last)));
        }
    }
}
