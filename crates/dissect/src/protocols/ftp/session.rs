//! One control connection.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, ServiceKind, Stage};

use super::{AUTH, CHANGES, PASS, PROTECTED, REPLY, TRANSFERS, USER, call};
use crate::protocols::{
    credentials::Typed,
    lines,
    told::Told,
    upgrade::{self, Upgrade},
    waiting::Waiting,
};
use crate::{Answered, Call, Object, Pdu, Session, Sink, Subject};

/// State of a connection.
#[derive(Default)]
pub struct Ftp {
    /// Commands, until their final reply.
    pending: Waiting<Call>,
    /// Who logs in and with what, digested.
    typed: Typed,
    anonymous: bool,
    password_sent: bool,
    /// Let in as nobody in particular.
    let_in: bool,
    told: Told,
    greeted: bool,
    tls: Option<Upgrade>,
}

impl Session for Ftp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.tls.is_some() || upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            if let Some(tls) = &mut self.tls {
                tls.record(pdu, out);
            }
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

    fn gap(&mut self, direction: crate::Direction) {
        self.pending.clear();
        self.password_sent = false;
        if let Some(tls) = &mut self.tls {
            tls.gap(direction);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told
            .heap_bytes()
            .saturating_add(self.pending.heap_bytes())
            .saturating_add(self.tls.as_ref().map_or(0, Upgrade::heap_bytes))
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
        self.pending.push(call);
    }

    fn reply(&mut self, code: [u8; 3], text: &[u8], out: &mut Sink<'_>) {
        let Some(asked) = self.pending.first() else {
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
        self.pending.answered();
        let refused = matches!(code.first(), Some(b'4' | b'5'));
        out.answer(0, Some(REPLY), if refused { Answered::Refused } else { Answered::Accepted });
        match (asked, &code) {
            (USER | PASS, b"230") => self.let_in(out),
            (PASS, b"530") => self.login(Stage::Refused, out),
            (AUTH, b"234") => self.tls = Some(Upgrade::default()),
            (USER | PASS | AUTH, _) => {}
            (_, [b'2', ..]) => self.done(asked, out),
            (_, b"530" | b"532") => self.told.tell(Security::Denied { by: "not logged in".into() }, out),
            (_, b"550" | b"553") if lines::contains(text, b"denied") || lines::contains(text, b"permission") => {
                self.told.tell(Security::Denied { by: "permission denied".into() }, out);
            }
            _ => {}
        }
    }

    fn let_in(&mut self, out: &mut Sink<'_>) {
        if self.anonymous {
            self.let_in = true;
            self.told.tell(Security::Anonymous { human: true, changing: false, stage: Stage::Completed }, out);
        } else {
            self.let_in = false;
            self.login(Stage::Completed, out);
        }
    }

    fn done(&mut self, asked: Call, out: &mut Sink<'_>) {
        if self.let_in && CHANGES.contains(&asked.row) {
            self.told.tell(Security::Anonymous { human: true, changing: true, stage: Stage::Completed }, out);
        }
        if TRANSFERS.contains(&asked.row) {
            let kind = ServiceKind::FileTransfer;
            self.told.tell(Security::Service { kind, stage: Stage::Completed }, out);
        }
    }

    /// A user who is let in without a password was named, but proved nothing.
    fn login(&mut self, stage: Stage, out: &mut Sink<'_>) {
        if self.anonymous {
            return;
        }
        let secret = self.password_sent.then_some(SecretKind::Password);
        let default = stage == Stage::Completed && secret.is_some() && self.typed.is_default();
        self.told.tell(Security::Login { clear: true, secret, default, stage, human: false, changing: false }, out);
    }
}
