//! Messages of one native code, counted.

use std::borrow::Cow;

use ringwall_model::{FunctionUse, MessageKind, ObjectRange, Side};

use super::{detector::Row, moment::Stamp, objects::Objects};
use crate::{Call, Function, Object};

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
            objects: self.objects.all().iter().map(range).collect(),
            objects_complete: !self.objects.is_incomplete(),
        }
    }
}

fn range(object: &Object) -> ObjectRange {
    ObjectRange { kind: Cow::Borrowed(object.kind), first: object.first, last: object.last }
}
