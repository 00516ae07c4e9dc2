//! A host and a flow computer.

use ringwall_model::{SecretKind, Security, Stage};

use crate::protocols::told::Told;
use crate::{Answered, Cursor, Direction, Native, Object, Pdu, Session, Sink};

use super::functions::{self, ERROR, LOGIN, SPONTANEOUS};
use super::login::Login;
use super::{HEADER, Message};

/// State of a flow: the log-in that waits (whether it is a default), and what was told.
#[derive(Debug, Default)]
pub struct RocPlus {
    login: Option<bool>,
    told: Told,
}

impl Session for RocPlus {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(message) = Message::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("roc-plus-message", 0);
            }
            return;
        };
        // Neither code nor length tells who asks; the belief of the engine stands.
        let asks = pdu.direction == Direction::Forward;
        let (unit, group) = if asks { message.destination } else { message.source };
        out.native(Native::Pair("roc", group.into(), unit.into()));
        match (message.code, asks) {
            (SPONTANEOUS, false) => out.report(functions::call(SPONTANEOUS), Object::NONE),
            (_, true) => self.request(&message, out),
            (_, false) => self.answer(&message, out),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl RocPlus {
    fn request(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let mut call = functions::call(message.code);
        if message.code == LOGIN {
            let login = Login::read(message.data);
            if let Login::In { password, .. } | Login::Off { password } = &login {
                let (start, end) = (password.start.saturating_add(HEADER), password.end.saturating_add(HEADER));
                out.secret(SecretKind::Password, start..end);
            }
            self.login = None;
            match login {
                Login::In { default, .. } => self.login = Some(default),
                Login::Off { .. } => call = functions::log_off(),
                Login::Key => call = functions::session_key(),
            }
        }
        out.request(call, 0, object(message));
    }

    fn answer(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let refused = message.code == ERROR;
        let outcome = if refused { Answered::Refused } else { Answered::Accepted };
        out.answer(0, Some(functions::call(message.code)), outcome);
        if let Some(default) = self.login.take_if(|_| refused || message.code == LOGIN) {
            let stage = if refused { Stage::Refused } else { Stage::Completed };
            let (secret, default) = (Some(SecretKind::Password), default && !refused);
            self.told.tell(Security::Login { clear: true, secret, default, stage, human: false, changing: true }, out);
        }
    }
}

/// The type of the points that a request sets or reads.
fn object(message: &Message<'_>) -> Object {
    let mut c = Cursor::new(message.data);
    let kind = match message.code {
        166 | 167 => c.u8(),
        180 | 181 => c.u8().and_then(|_| c.u8()),
        _ => None,
    };
    kind.map_or(Object::NONE, |kind| Object::range("point-type", kind.into(), 1))
}
