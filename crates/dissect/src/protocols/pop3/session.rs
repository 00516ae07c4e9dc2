//! One connection.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, ServiceKind, Stage};

use super::{APOP, AUTH, CAPA, PASS, PROTECTED, READING, REPLY, STLS, USER, call};
use crate::protocols::{
    credentials::Typed,
    lines,
    sasl::Exchange,
    told::Told,
    upgrade::{self, Upgrade},
    waiting::Waiting,
};
use crate::{Answered, Call, Direction, Object, Pdu, Session, Sink, Subject};

/// State of a connection.
#[derive(Default)]
pub struct Pop3 {
    client: Option<Direction>,
    /// Commands, and whether their answers go on to a dot.
    pending: Waiting<(Call, bool)>,
    /// In an answer that goes on to a dot.
    listing: bool,
    /// The client's next line is part of a log-in.
    login_goes_on: bool,
    typed: Typed,
    login: Option<Exchange>,
    tls: Option<Upgrade>,
    greeted: bool,
    told: Told,
}

impl Session for Pop3 {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.tls.is_some() || upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            if let Some(tls) = &mut self.tls {
                tls.record(pdu, out);
            }
            return;
        }
        let line = pdu.bytes.trim_ascii_end();
        let is_reply = line.starts_with(b"+") || line.starts_with(b"-ERR");
        if self.client.is_none() && (is_reply || call(lines::word(line).0).row < 12) {
            let client = if is_reply { pdu.direction.reverse() } else { pdu.direction };
            self.client = Some(client);
            out.initiator_sends(client);
        }
        match self.client {
            Some(client) if client == pdu.direction => self.client_line(line, out),
            Some(_) if self.listing => self.listing = line != b".",
            Some(_) if is_reply => self.reply(line, out),
            _ => {}
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.pending.clear();
        self.login = None;
        self.listing = false;
        self.login_goes_on = false;
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

impl Pop3 {
    fn client_line(&mut self, line: &[u8], out: &mut Sink<'_>) {
        if std::mem::take(&mut self.login_goes_on) {
            if let Some(login) = &mut self.login {
                login.line(line);
                if let Some(kind) = login.shows() {
                    out.secret(kind, 0..line.len());
                }
            }
            return;
        }
        let (word, rest, at) = lines::word(line);
        if !(3..=4).contains(&word.len()) || !word.iter().all(u8::is_ascii_alphabetic) {
            return;
        }
        let call = call(word);
        out.request(call, 0, Object::NONE);
        // A list of all messages and a message end with a dot; a line on one message does not.
        let listing = call == CAPA || call.row >= 9 && call.row <= 10 || matches!(call.row, 7 | 8) && rest.is_empty();
        self.pending.push((call, listing));
        match call {
            USER => self.typed = Typed::default().bytes(rest).separator(),
            PASS => {
                self.login = Some(Exchange::readable(self.typed.bytes(rest), false));
                out.secret(SecretKind::Password, at..line.len());
            }
            APOP => self.login = Some(Exchange::new(b"APOP", false)),
            AUTH => self.auth(rest, at, line.len(), out),
            _ => {}
        }
    }

    fn auth(&mut self, rest: &[u8], at: usize, end: usize, out: &mut Sink<'_>) {
        let (mechanism, initial, behind) = lines::word(rest);
        let mut login = Exchange::new(mechanism, false);
        if !initial.is_empty() {
            login.line(initial);
            if let Some(kind) = login.shows() {
                out.secret(kind, at.saturating_add(behind).min(end)..end);
            }
        }
        self.login = Some(login);
    }

    fn reply(&mut self, line: &[u8], out: &mut Sink<'_>) {
        let Some((asked, listing)) = self.pending.first() else {
            out.report(REPLY, Object::NONE);
            if !std::mem::replace(&mut self.greeted, true) {
                let text = line.get(3..).unwrap_or_default().trim_ascii();
                out.identity(Subject::Sender, Attribute::Software, text, Confidence::Low);
            }
            return;
        };
        if asked == AUTH && matches!(line, [b'+'] | [b'+', b' ', ..]) {
            self.login_goes_on = true;
            out.report(REPLY, Object::NONE);
            return;
        }
        self.pending.answered();
        let good = line.starts_with(b"+OK");
        self.listing = good && listing;
        out.answer(0, Some(REPLY), if good { Answered::Accepted } else { Answered::Refused });
        let stage = if good { Stage::Completed } else { Stage::Refused };
        match asked {
            PASS | APOP | AUTH => {
                if let Some(login) = self.login.take() {
                    login.tell(stage, &mut self.told, out);
                }
            }
            STLS if good => self.tls = Some(Upgrade::default()),
            call if good && READING.contains(&call.row) => {
                self.told.tell(Security::Service { kind: ServiceKind::MailReading, stage }, out);
            }
            _ => {}
        }
    }
}
