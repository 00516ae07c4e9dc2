//! The session password of a controller.
//!
//! Eight bytes, each combined by exclusive-or with 0x55 and the one two places before: a scramble without a key. Whoever
//! sees it can read it, so it is a log-in in clear text.

use ringwall_model::{SecretKind, Security, Stage};

use crate::{Answered, Sink};

/// The log-in of a connection as far as it went.
#[derive(Debug, Default)]
pub struct Login {
    asked: Option<u32>,
    offered: bool,
    refused: bool,
    completed: bool,
}

impl Login {
    /// A password was sent: it stands at `at` of the PDU.
    pub fn sent(&mut self, tag: u32, at: std::ops::Range<usize>, out: &mut Sink<'_>) {
        self.asked = Some(tag);
        if !at.is_empty() {
            out.secret(SecretKind::Password, at);
        }
        if !std::mem::replace(&mut self.offered, true) {
            out.security(login(Stage::Offered));
        }
    }

    /// The controller answered it.
    pub fn answered(&mut self, tag: u32, outcome: Answered, out: &mut Sink<'_>) {
        if self.asked.take() != Some(tag) {
            return;
        }
        match outcome {
            Answered::Accepted if !std::mem::replace(&mut self.completed, true) => {
                out.security(login(Stage::Completed));
                out.security(Security::Authenticated { by: "s7 session password".into() });
            }
            Answered::Refused if !std::mem::replace(&mut self.refused, true) => out.security(login(Stage::Refused)),
            _ => {}
        }
    }

    /// Bytes were lost: the next answer may belong to something else.
    pub fn forget(&mut self) {
        self.asked = None;
    }
}

/// The password lifts the protection of the controller against reading and writing; which was set cannot be seen, so it
/// is taken that it lets changes in.
fn login(stage: Stage) -> Security {
    Security::Login {
        clear: true,
        secret: Some(SecretKind::Password),
        default: false,
        stage,
        human: false,
        changing: true,
    }
}
