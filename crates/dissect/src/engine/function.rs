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
    pub(crate) fn touch(&mut self, object: Object) -> Option<Object> {
        if self.incomplete {
            return None;
        }
        // Ranges are apart: no other than one that covers it can touch it.
        match self.ranges.iter().find(|r| touches(r, &object)) {
            Some(range) if covers(range, &object) => Some(*range),
            _ => self.insert(object),
        }
    }

    /// Joins an object with what it touches. Gives the range it is in then.
    fn insert(&mut self, mut object: Object) -> Option<Object> {
        object.last = object.last.max(object.first);
        // What it joins is taken out, so that a range it now reaches as well is joined too.
        while let Some(at) = self.ranges.iter().position(|r| touches(r, &object)) {
            let joined = self.ranges.remove(at);
            object.first = object.first.min(joined.first);
            object.last = object.last.max(joined.last);
        }
        if self.ranges.len() >= OBJECT_RANGES_MAX {
            self.incomplete = true;
            return None;
        }
        let place = |o: &Object| (o.kind, o.first);
        let at = self.ranges.partition_point(|r| place(r) < place(&object));
        self.ranges.insert(at, object);
        Some(object)
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
    fn a_seventeenth_range_makes_the_list_incomplete() {
        let apart: Vec<_> = (0..17).map(|n| (n * 10, n * 10 + 1)).collect();
        let objects = ranges(&apart);
        assert_eq!(objects.ranges.len(), OBJECT_RANGES_MAX);
        assert!(objects.incomplete);
    }
}
