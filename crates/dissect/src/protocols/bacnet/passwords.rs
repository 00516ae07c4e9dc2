//! Passwords of device communication control and reinitialization (clauses 16.1 and 16.4): readable on the wire.

use std::ops::Range;

use ringwall_model::{SecretKind, Security, Stage};

use crate::{Answered, Cursor, Sink};

use super::tags::{self, Tag};

/// Services that may carry one, and under which context tag.
fn place(service: u8) -> Option<u8> {
    match service {
        17 => Some(2),
        20 => Some(1),
        _ => None,
    }
}

/// Where a request's password stands in its parameters.
pub fn find(service: u8, parameters: &[u8]) -> Option<Range<usize>> {
    let wanted = place(service)?;
    let mut c = Cursor::new(parameters);
    for _ in 0..3 {
        if let Tag::Context(number, value) = tags::next(&mut c)?
            && number == wanted
        {
            let end = c.position();
            return Some(end.saturating_sub(value.len())..end);
        }
    }
    None
}

/// A password that waits for the device's answer, and what was told before.
#[derive(Debug, Default)]
pub struct Passwords {
    asked: Option<u8>,
    completed: bool,
    refused: bool,
}

impl Passwords {
    /// One was sent.
    pub fn sent(&mut self, invoke: u8) {
        self.asked = Some(invoke);
    }

    /// The device answered.
    pub fn answered(&mut self, invoke: u8, outcome: Answered, out: &mut Sink<'_>) {
        if self.asked != Some(invoke) {
            return;
        }
        self.asked = None;
        let (told, stage) = match outcome {
            Answered::Accepted => (&mut self.completed, Stage::Completed),
            Answered::Refused => (&mut self.refused, Stage::Refused),
        };
        if !std::mem::replace(told, true) {
            out.security(Security::Login {
                clear: true,
                secret: Some(SecretKind::Password),
                default: false,
                stage,
                human: false,
                changing: true,
            });
        }
    }
}
