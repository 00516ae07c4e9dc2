//! A conversation taken apart into the operations that have to be decided.

use std::collections::BTreeMap;

use ringwall_model::{Conversation, FirstFrames, FrameRef, FunctionUse, MessageKind, ObjectRange, Operation, Side};

/// One operation of one native function, with what was seen of it.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// Operation.
    pub operation: Operation,
    /// Native code and name; none where no message was understood.
    pub function: Option<(u32, &'a str)>,
    /// Objects.
    pub objects: &'a [ObjectRange],
    /// All objects are listed.
    pub objects_complete: bool,
    /// Messages, or frames.
    pub count: u64,
    /// Accepted.
    pub accepted: u64,
    /// The other side answered.
    pub answered: bool,
    /// First frame; of the acceptance where there was one.
    pub first: FrameRef,
}

/// Every operation of a conversation. Never empty: what was not understood is one opaque operation.
pub fn of(conversation: &Conversation) -> Vec<Seen<'_>> {
    let asked: BTreeMap<_, _> =
        conversation.functions.iter().filter(|f| asks(f)).map(|f| ((&f.space, f.code), ())).collect();
    let mut seen: Vec<Seen<'_>> = Vec::new();
    for function in &conversation.functions {
        let only_answer_seen =
            function.kind == MessageKind::Response && !asked.contains_key(&(&function.space, function.code));
        if asks(function) || only_answer_seen {
            seen.extend(function.operations.iter().map(|operation| one(conversation, function, operation)));
        }
    }
    if seen.is_empty() {
        seen.push(unread(conversation));
    }
    seen
}

fn asks(function: &FunctionUse) -> bool {
    function.kind != MessageKind::Response
}

fn one<'a>(conversation: &'a Conversation, function: &'a FunctionUse, operation: Operation) -> Seen<'a> {
    let other = match function.from {
        Side::Initiator => conversation.packets.from_responder,
        Side::Responder => conversation.packets.from_initiator,
    };
    let pushed = matches!(function.kind, MessageKind::Report | MessageKind::Io);
    let answered = match function.kind {
        MessageKind::Response => true,
        _ => function.accepted > 0 || function.refused > 0 || (pushed && other > 0),
    };
    Seen {
        operation,
        function: Some((function.code, function.name.as_ref())),
        objects: &function.objects,
        objects_complete: function.objects_complete,
        count: function.count,
        accepted: function.accepted,
        answered,
        first: function.first,
    }
}

/// No message understood: the frames stand for themselves.
fn unread(conversation: &Conversation) -> Seen<'_> {
    let FirstFrames { from_initiator, from_responder } = conversation.first_frames;
    let answered = conversation.answered_sessions > 0;
    Seen {
        operation: Operation::Opaque,
        function: None,
        objects: &[],
        objects_complete: false,
        count: conversation.packets.from_initiator.saturating_add(conversation.packets.from_responder),
        accepted: 0,
        answered,
        first: from_initiator.or(from_responder).unwrap_or_default(),
    }
}
