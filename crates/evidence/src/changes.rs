//! Changes that a responder accepted in one conversation.

use ringwall_model::{Conversation, FrameRef, FunctionUse, MessageKind, Operation, Operations, Side};

/// Operations by which process, program or settings change.
pub(crate) const CHANGES: Operations = Operations::of(&[
    Operation::Write,
    Operation::Operate,
    Operation::Mode,
    Operation::ProgramWrite,
    Operation::Firmware,
    Operation::Configure,
]);

/// Changes accepted in one conversation.
pub(crate) struct Changes {
    pub(crate) operations: Operations,
    pub(crate) accepted: u64,
    /// First frame that shows one accepted.
    pub(crate) first: FrameRef,
}

impl Changes {
    /// None where nothing was changed.
    pub(crate) fn accepted_in(conversation: &Conversation) -> Option<Self> {
        let changing = conversation.functions.iter().filter(|function| is_accepted_change(function));
        changing.fold(None, |changes: Option<Self>, function| Some(Self::with(changes, function)))
    }

    fn with(changes: Option<Self>, function: &FunctionUse) -> Self {
        let first = function.first_accepted.unwrap_or(function.first);
        let operations = function.operations.intersection(CHANGES);
        match changes {
            None => Self { operations, accepted: function.accepted, first },
            Some(known) => Self {
                operations: known.operations.union(operations),
                accepted: known.accepted.saturating_add(function.accepted),
                first: known.first.min(first),
            },
        }
    }

    /// `write, mode`.
    pub(crate) fn words(&self) -> String {
        self.operations.iter().map(Operation::word).collect::<Vec<_>>().join(", ")
    }
}

fn is_accepted_change(function: &FunctionUse) -> bool {
    function.from == Side::Initiator
        && function.kind == MessageKind::Request
        && function.accepted > 0
        && !function.operations.intersection(CHANGES).is_empty()
}
