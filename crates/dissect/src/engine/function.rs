//! Messages of one native code, counted.

use std::borrow::Cow;

use ringwall_model::{FunctionUse, MessageKind, OBJECT_RANGES_MAX, ObjectRange, Side};
use smallvec::SmallVec;

use super::{detector::Row, moment::Stamp};
use crate::{Call, Function, Object, sink::same_word};

/// What messages are counted by. `S` says who sent them: an end of a flow, or a side of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FunctionKey<S> {
    pub(crate) row: Row,
    pub(crate) call: CallKey,
    pub(crate) from: S,
    pub(crate) kind: MessageKind,
}

/// A [`Call`], ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CallKey {
    pub(crate) function: u16,
    pub(crate) code: u32,
}

impl From<Call> for CallKey {
    fn from(call: Call) -> Self {
        Self { function: call.row, code: call.code }
    }
}

/// Counts of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) unanswered: u64,
    pub(crate) first: Stamp,
    pub(crate) first_accepted: Option<Stamp>,
    pub(crate) objects: Objects,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.accepted = self.accepted.saturating_add(other.accepted);
        self.refused = self.refused.saturating_add(other.refused);
        self.unanswered = self.unanswered.saturating_add(other.unanswered);
        self.first = self.first.min(other.first);
        self.first_accepted = match (self.first_accepted, other.first_accepted) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.objects.add(&other.objects);
    }

    /// As the model has it.
    pub(crate) fn to_use(&self, key: &FunctionKey<Side>, function: &Function) -> FunctionUse {
        FunctionUse {
            code: key.call.code,
            space: Cow::Borrowed(function.space),
            name: Cow::Borrowed(function.name),
            operations: function.operations,
            technique: function.technique.map(Cow::Borrowed),
            from: key.from,
            kind: key.kind,
            count: self.count,
            accepted: self.accepted,
            refused: self.refused,
            unanswered: self.unanswered,
            first: self.first.frame_ref(),
            first_accepted: self.first_accepted.map(Stamp::frame_ref),
            objects: self.objects.ranges.iter().map(range).collect(),
            objects_complete: !self.objects.incomplete,
        }
    }
}

fn range(object: &Object) -> ObjectRange {
    ObjectRange { kind: Cow::Borrowed(object.kind), first: object.first, last: object.last }
}

/// Ranges of objects touched: sorted, apart from one another, at most [`OBJECT_RANGES_MAX`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Objects {
    pub(crate) ranges: SmallVec<[Object; 1]>,
    /// More ranges were touched than are kept. What is kept does not grow any more: it is not the whole in any case.
    pub(crate) incomplete: bool,
}

impl Objects {
    /// Touches an object. Gives the range it is in; none where there are too many to keep.
    pub(crate) fn touch(&mut self, mut object: Object) -> Option<Object> {
        if self.incomplete {
            return None;
        }
        object.last = object.last.max(object.first);
        // Those it touches follow one another.
        let at = self.ranges.partition_point(|r| lies_before(r, &object));
        let touched = self.ranges.get(at..).unwrap_or_default().iter().take_while(|r| touches(r, &object)).count();
        if touched == 0 && self.ranges.len() >= OBJECT_RANGES_MAX {
            self.incomplete = true;
            return None;
        }
        if touched == 0 {
            self.ranges.insert(at, object);
            return Some(object);
        }
        let last = at.saturating_add(touched).saturating_sub(1);
        let reach = self.ranges.get(last).map_or(object.last, |r| r.last);
        self.ranges.drain(at.saturating_add(1)..=last);
        let joined = self.ranges.get_mut(at)?;
        joined.first = joined.first.min(object.first);
        joined.last = reach.max(object.last);
        Some(*joined)
    }

    /// Memory held beyond itself, in bytes.
    pub(crate) fn memory(&self) -> usize {
        if self.ranges.spilled() { self.ranges.capacity().saturating_mul(size_of::<Object>()) } else { 0 }
    }

    fn add(&mut self, other: &Self) {
        for range in &other.ranges {
            self.touch(*range);
        }
        self.incomplete |= other.incomplete;
    }
}

#[inline]
pub(super) fn covers(range: &Object, object: &Object) -> bool {
    range.first <= object.first && object.last <= range.last && same_word(range.kind, object.kind)
}

/// Before an object in the order of ranges, and not next to it.
#[inline]
fn lies_before(range: &Object, object: &Object) -> bool {
    if same_word(range.kind, object.kind) {
        range.last.saturating_add(1) < object.first
    } else {
        range.kind < object.kind
    }
}

/// Overlapping or next to each other.
fn touches(range: &Object, object: &Object) -> bool {
    range.first <= object.last.saturating_add(1)
        && object.first <= range.last.saturating_add(1)
        && same_word(range.kind, object.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(touched: &[(u32, u32)]) -> Objects {
        let mut objects = Objects::default();
        for (first, last) in touched {
            objects.touch(Object { kind: "register", first: *first, last: *last });
        }
        objects
    }

    #[test]
    fn ranges_that_meet_become_one() {
        let objects = ranges(&[(0, 3), (10, 12), (4, 9), (20, 20)]);
        let seen: Vec<_> = objects.ranges.iter().map(|r| (r.first, r.last)).collect();
        assert_eq!(seen, [(0, 12), (20, 20)]);
        assert!(!objects.incomplete);
    }

    #[test]
    fn ranges_hold_what_was_touched_and_stand_apart_in_order() {
        let mut random = 3_u32;
        for round in 0..400_u32 {
            let (mut objects, mut all) = (Objects::default(), std::collections::BTreeSet::new());
            for _ in 0..round % 40 {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let (kind, first) = (["coil", "register"][(random >> 30 & 1) as usize], random >> 20 & 0x7f);
                let object = Object { kind, first, last: first + (random >> 10 & 7) };
                let range = objects.touch(object);
                if objects.incomplete {
                    assert_eq!((range, objects.ranges.len()), (None, OBJECT_RANGES_MAX));
                    break;
                }
                assert!(covers(&range.unwrap(), &object) && objects.ranges.contains(&range.unwrap()));
                all.extend((object.first..=object.last).map(|n| (kind, n)));
                let held = objects.ranges.iter().flat_map(|r| (r.first..=r.last).map(|n| (r.kind, n)));
                assert!(held.eq(all.iter().copied()), "{:?}", objects.ranges);
                let apart = |a: &Object, b: &Object| a.kind < b.kind || a.last + 1 < b.first;
                assert!(objects.ranges.is_sorted_by(apart), "{:?}", objects.ranges);
            }
        }
    }

    #[test]
    fn a_seventeenth_range_makes_the_list_incomplete() {
        let apart: Vec<_> = (0..17).map(|n| (n * 10, n * 10 + 1)).collect();
        let objects = ranges(&apart);
        assert_eq!(objects.ranges.len(), OBJECT_RANGES_MAX);
        assert!(objects.incomplete);
    }
}
