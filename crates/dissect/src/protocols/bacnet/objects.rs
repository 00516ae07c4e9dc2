//! Which objects a service touches.

use crate::{Cursor, Object};

use super::tags::{self, Tag};

/// Objects looked at in one message.
const OBJECTS_MAX: usize = 256;
/// The property that takes an object off the process.
const OUT_OF_SERVICE: u32 = 81;
/// States of `ReinitializeDevice` that begin and end backup and restore.
const BACKUP_AND_RESTORE: std::ops::RangeInclusive<u32> = 2..=6;

/// The object of a confirmed service, and whether it is one of the special uses that have a row of their own.
pub fn of_confirmed(service: u8, parameters: &[u8]) -> (Object, bool) {
    match service {
        6 | 7 => (first(parameters, |tag| matches!(tag, Tag::Application(tags::OBJECT, _))), false),
        12 | 15 | 8 | 9 | 26 => {
            let object = first(parameters, |tag| matches!(tag, Tag::Context(0, _)));
            (object, service == 15 && context(parameters, 1) == Some(OUT_OF_SERVICE))
        }
        1 | 2 => (context_object(parameters, 2), false),
        0 | 5 | 28 => (context_object(parameters, 1), false),
        14 | 16 => (several(parameters), false),
        11 => (first(parameters, |tag| matches!(tag, Tag::Application(tags::OBJECT, _))), false),
        20 => (Object::NONE, context(parameters, 0).is_some_and(|state| BACKUP_AND_RESTORE.contains(&state))),
        _ => (Object::NONE, false),
    }
}

/// The object of an unconfirmed service: that of notifications.
pub fn of_unconfirmed(service: u8, parameters: &[u8]) -> Object {
    match service {
        2 | 3 => context_object(parameters, 2),
        _ => Object::NONE,
    }
}

fn context_object(parameters: &[u8], number: u8) -> Object {
    first(parameters, |tag| matches!(tag, Tag::Context(n, _) if *n == number))
}

/// The number under a context tag outside brackets.
fn context(parameters: &[u8], number: u8) -> Option<u32> {
    let mut c = Cursor::new(parameters);
    for _ in 0..OBJECTS_MAX {
        match tags::next(&mut c)? {
            Tag::Context(n, value) if n == number => return tags::number(value),
            Tag::Opening(_) => return None,
            _ => {}
        }
    }
    None
}

fn first(parameters: &[u8], is: impl Fn(&Tag<'_>) -> bool) -> Object {
    let mut c = Cursor::new(parameters);
    for _ in 0..OBJECTS_MAX {
        match tags::next(&mut c) {
            Some(tag) if is(&tag) => {
                let (Tag::Application(_, value) | Tag::Context(_, value)) = tag else { return Object::NONE };
                return tags::object(value).map_or(Object::NONE, |(kind, instance)| named(kind, instance));
            }
            Some(Tag::Opening(_)) | None => return Object::NONE,
            Some(_) => {}
        }
    }
    Object::NONE
}

/// Objects outside brackets, spanned as long as they are of one type.
fn several(parameters: &[u8]) -> Object {
    let mut c = Cursor::new(parameters);
    let (mut depth, mut spanned) = (0_u32, None);
    for _ in 0..OBJECTS_MAX * 4 {
        match tags::next(&mut c) {
            None => break,
            Some(Tag::Opening(_)) => depth = depth.saturating_add(1),
            Some(Tag::Closing(_)) => depth = depth.saturating_sub(1),
            Some(Tag::Context(0, value)) if depth == 0 => {
                let Some((kind, instance)) = tags::object(value) else { return Object::NONE };
                let object = named(kind, instance);
                let before: Object = spanned.unwrap_or(object);
                if before.kind != object.kind {
                    return Object::NONE;
                }
                let (first, last) = (before.first.min(instance), before.last.max(instance));
                spanned = Some(Object { first, last, ..before });
            }
            Some(_) => {}
        }
    }
    spanned.unwrap_or(Object::NONE)
}

fn named(kind: u32, instance: u32) -> Object {
    let name = usize::try_from(kind).ok().and_then(|kind| KINDS.get(kind)).copied().unwrap_or("object-of-another-type");
    Object { kind: name, first: instance, last: instance }
}

/// Object types by number (clause 21).
const KINDS: [&str; 32] = [
    "analog-input",
    "analog-output",
    "analog-value",
    "binary-input",
    "binary-output",
    "binary-value",
    "calendar",
    "command",
    "device",
    "event-enrollment",
    "file",
    "group",
    "loop",
    "multi-state-input",
    "multi-state-output",
    "notification-class",
    "program",
    "schedule",
    "averaging",
    "multi-state-value",
    "trend-log",
    "life-safety-point",
    "life-safety-zone",
    "accumulator",
    "pulse-converter",
    "event-log",
    "global-group",
    "trend-log-multiple",
    "load-control",
    "structured-view",
    "access-door",
    "timer",
];
