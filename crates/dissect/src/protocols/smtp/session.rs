//! One connection.

use ringwall_model::{Attribute, Confidence, Security, ServiceKind, Stage};

use super::{AUTH, DATA, PROTECTED, REPLY, STARTTLS, call};
use crate::protocols::{
    lines,
    sasl::Exchange,
    told::Told,
    upgrade::{self, Upgrade},
    waiting::Waiting,
};
use crate::{Answered, Call, Direction, Object, Pdu, Session, Sink, Subject};

/// What the next line of the client is.
#[derive(Debug, Default)]
enum Turn {
    #[default]
    Command,
    /// Part of a log-in.
    Login,
    /// Part of a message; its last line is a dot.
    Message,
}

/// State of a connection.
#[derive(Default)]
pub struct Smtp {
    client: Option<Direction>,
    pending: Waiting<Call>,
    turn: Turn,
    login: Option<Exchange>,
    tls: Option<Upgrade>,
    greeted: bool,
    told: Told,
}

impl Session for Smtp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.tls.is_some() || upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            if let Some(tls) = &mut self.tls {
                tls.record(pdu, out);
            }
            return;
        }
        let line = pdu.bytes.trim_ascii_end();
        let is_reply = matches!(line, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9', ..]);
        match (self.client, is_reply) {
            (Some(client), _) if client == pdu.direction => self.client_line(pdu, line, out),
            (Some(_), true) => self.reply(line, out),
            (None, true) => {
                self.client_is(pdu.direction.reverse(), out);
                self.reply(line, out);
            }
            (None, false) if call(lines::word(line).0).row < 10 => {
                self.client_is(pdu.direction, out);
                self.client_line(pdu, line, out);
            }
            _ => {}
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.pending.clear();
        self.login = None;
        self.turn = Turn::Command;
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

impl Smtp {
    fn client_is(&mut self, direction: Direction, out: &mut Sink<'_>) {
        self.client = Some(direction);
        out.initiator_sends(direction);
    }

    fn client_line(&mut self, pdu: &Pdu<'_>, line: &[u8], out: &mut Sink<'_>) {
        match self.turn {
            Turn::Command => self.command(line, out),
            Turn::Login => {
                if let Some(login) = &mut self.login {
                    login.line(line);
                    if let Some(kind) = login.shows() {
                        out.secret(kind, 0..line.len());
                    }
                }
            }
            Turn::Message if line == b"." && !pdu.cut => self.turn = Turn::Command,
            Turn::Message => {}
        }
    }

    fn command(&mut self, line: &[u8], out: &mut Sink<'_>) {
        let (word, rest, at) = lines::word(line);
        if !(4..=8).contains(&word.len()) || !word.iter().all(u8::is_ascii_alphabetic) {
            return;
        }
        let call = call(word);
        out.request(call, 0, Object::NONE);
        self.pending.push(call);
        if call == AUTH {
            let (mechanism, initial, behind) = lines::word(rest);
            let mut login = Exchange::new(mechanism, false);
            if !initial.is_empty() {
                login.line(initial);
                if let Some(kind) = login.shows() {
                    out.secret(kind, at.saturating_add(behind).min(line.len())..line.len());
                }
            }
            self.login = Some(login);
        }
    }

    /// A reply of several lines ends with one that has a blank behind its number.
    fn reply(&mut self, line: &[u8], out: &mut Sink<'_>) {
        let (code, text) = line.split_at_checked(3).unwrap_or((line, &[]));
        if text.first() == Some(&b'-') {
            return;
        }
        let Some(asked) = self.pending.first() else {
            out.report(REPLY, Object::NONE);
            if code == b"220" && !self.greeted {
                self.greeted = true;
                out.identity(Subject::Sender, Attribute::Software, text.trim_ascii(), Confidence::Medium);
            }
            return;
        };
        match (asked, code) {
            (AUTH, b"334") => {
                self.turn = Turn::Login;
                out.report(REPLY, Object::NONE);
            }
            // Two replies: go on, and what became of the message.
            (DATA, b"354") => {
                self.turn = Turn::Message;
                out.report(REPLY, Object::NONE);
            }
            _ => self.ends(asked, code, out),
        }
    }

    fn ends(&mut self, asked: Call, code: &[u8], out: &mut Sink<'_>) {
        self.pending.answered();
        self.turn = Turn::Command;
        let good = code.first() == Some(&b'2');
        out.answer(0, Some(REPLY), if good { Answered::Accepted } else { Answered::Refused });
        match (asked, code) {
            (AUTH, b"235" | b"535") => {
                let stage = if good { Stage::Completed } else { Stage::Refused };
                if let Some(login) = self.login.take() {
                    login.tell(stage, &mut self.told, out);
                }
            }
            (STARTTLS, b"220") => self.tls = Some(Upgrade::default()),
            (DATA, b"250") => {
                let kind = ServiceKind::MailSubmission;
                self.told.tell(Security::Service { kind, stage: Stage::Completed }, out);
            }
            (_, b"530") => self.told.tell(Security::Denied { by: "530 authentication required".into() }, out),
            _ => {}
        }
    }
}
