//! One control connection.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, Stage};

use super::{AUTH, PASS, PROTECTED, REPLY, USER, call, record_bytes};
use crate::protocols::credentials::Typed;
use crate::{Answered, Call, Object, Pdu, Session, Sink, Subject};

/// State of a connection.
#[derive(Debug, Default)]
pub struct Ftp {
    /// The last command, until its final reply.
    pending: Option<Call>,
    /// Who logs in and with what, digested.
    typed: Typed,
    anonymous: bool,
    password_sent: bool,
    /// The word of the last anonymous access or log-in told, so that each is told once.
    told: Vec<(Stage, bool, bool)>,
    greeted: bool,
    protected: bool,
}

impl Session for Ftp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.protected || record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            return;
        }
        let line = pdu.bytes.trim_ascii_end();
        match line {
            [a @ b'1'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..]
                if matches!(rest.first(), None | Some(b' ')) =>
            {
                out.initiator_sends(pdu.direction.reverse());
                self.reply([*a, *b, *c], rest, out);
            }
            // A reply of several lines ends with one that has a blank behind its number.
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', b'-', ..] => {}
            [first, ..] if first.is_ascii_alphabetic() && !pdu.cut => self.command(pdu, line, out),
            _ => {}
        }
    }

    fn gap(&mut self, _: crate::Direction) {
        self.pending = None;
        self.password_sent = false;
    }

    fn heap_bytes(&self) -> usize {
        self.told.capacity().saturating_mul(3)
    }
}

impl Ftp {
    fn command(&mut self, pdu: &Pdu<'_>, line: &[u8], out: &mut Sink<'_>) {
        let end = line.iter().position(|b| *b == b' ').unwrap_or(line.len());
        let (word, argument) = line.split_at_checked(end).unwrap_or((line, &[]));
        if word.len() > 5 || !word.iter().all(u8::is_ascii_alphabetic) {
            return;
        }
        let argument = argument.get(1..).unwrap_or_default();
        let call = call(word);
        out.initiator_sends(pdu.direction);
        out.request(call, 0, Object::NONE);
        match call {
            USER => {
                self.typed = Typed::default().bytes(argument).separator();
                self.anonymous = argument.eq_ignore_ascii_case(b"anonymous") || argument.eq_ignore_ascii_case(b"ftp");
                self.password_sent = false;
            }
            PASS => {
                self.typed = self.typed.bytes(argument);
                self.password_sent = true;
                let start = end.saturating_add(1).min(line.len());
                out.secret(SecretKind::Password, start..line.len());
            }
            _ => {}
        }
        self.pending = Some(call);
    }

    fn reply(&mut self, code: [u8; 3], text: &[u8], out: &mut Sink<'_>) {
        let Some(asked) = self.pending else {
            out.report(REPLY, Object::NONE);
            if code == *b"220" && !self.greeted {
                self.greeted = true;
                out.identity(Subject::Sender, Attribute::Software, text.trim_ascii(), Confidence::Medium);
            }
            return;
        };
        if code.first() == Some(&b'1') {
            out.report(REPLY, Object::NONE);
            return;
        }
        self.pending = None;
        let refused = matches!(code.first(), Some(b'4' | b'5'));
        out.answer(0, Some(REPLY), if refused { Answered::Refused } else { Answered::Accepted });
        match (asked, &code) {
            (USER | PASS, b"230") => self.tell(Stage::Completed, out),
            (PASS, b"530") => self.tell(Stage::Refused, out),
            (AUTH, b"234") => self.protected = true,
            _ => {}
        }
    }

    /// Without a password sent, or for the anonymous account, nothing secret was shown.
    fn tell(&mut self, stage: Stage, out: &mut Sink<'_>) {
        let secret = (self.password_sent && !self.anonymous).then_some(SecretKind::Password);
        let default = stage == Stage::Completed && secret.is_some() && self.typed.is_default();
        let word = (stage, secret.is_some(), default);
        if !self.told.contains(&word) {
            self.told.push(word);
            out.security(Security::Login { clear: true, secret, default, stage, human: false, changing: false });
        }
    }
}
