//! One connection.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, ServiceKind, Stage};

use super::{AUTHENTICATE, LOGIN, PROTECTED, READING, REPLY, STARTTLS, call};
use crate::protocols::{
    credentials::Typed,
    lines,
    sasl::Exchange,
    told::Told,
    upgrade::{self, Upgrade},
};
use crate::{Answered, Call, Direction, Object, Pdu, Session, Sink, Subject};

/// Longest tag that is remembered.
const TAG_BYTES_MAX: usize = 32;

/// State of a connection.
#[derive(Default)]
pub struct Imap {
    client: Option<Direction>,
    /// The last command and the digest of its tag.
    pending: Option<(Call, u64)>,
    login: Option<Exchange>,
    /// The client's next line is part of a log-in.
    login_goes_on: bool,
    tls: Option<Upgrade>,
    greeted: bool,
    told: Told,
}

impl Session for Imap {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.tls.is_some() || upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            if let Some(tls) = &mut self.tls {
                tls.record(pdu, out);
            }
            return;
        }
        let line = pdu.bytes.trim_ascii_end();
        if self.client.is_none() {
            let from_server = line.starts_with(b"* ");
            if !from_server && call(lines::word(lines::word(line).1).0).row >= 10 {
                return;
            }
            let client = if from_server { pdu.direction.reverse() } else { pdu.direction };
            self.client = Some(client);
            out.initiator_sends(client);
        }
        if self.client == Some(pdu.direction) {
            self.client_line(line, out);
        } else {
            self.server_line(line, out);
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.pending = None;
        self.login = None;
        self.login_goes_on = false;
        if let Some(tls) = &mut self.tls {
            tls.gap(direction);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes().saturating_add(self.tls.as_ref().map_or(0, Upgrade::heap_bytes))
    }
}

impl Imap {
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
        let (tag, behind, at) = lines::word(line);
        let (word, rest, behind_word) = lines::word(behind);
        let good = (1..=TAG_BYTES_MAX).contains(&tag.len()) && tag.iter().all(u8::is_ascii_alphanumeric);
        if !good || word.len() < 2 || !word.iter().all(u8::is_ascii_alphabetic) {
            return;
        }
        let call = call(word);
        out.request(call, 0, Object::NONE);
        self.pending = Some((call, Typed::default().bytes(tag).digest()));
        let at = at.saturating_add(behind_word).min(line.len());
        match call {
            LOGIN => self.login(rest, at, line.len(), out),
            AUTHENTICATE => {
                let (mechanism, initial, behind) = lines::word(rest);
                let mut login = Exchange::new(mechanism, false);
                if let Some(kind) = login.shows().filter(|_| !initial.is_empty()) {
                    login.line(initial);
                    out.secret(kind, at.saturating_add(behind).min(line.len())..line.len());
                }
                self.login = Some(login);
            }
            _ => {}
        }
    }

    /// Name and password, bare or quoted. A literal stands in the next line, which is blanked as a whole.
    fn login(&mut self, rest: &[u8], at: usize, end: usize, out: &mut Sink<'_>) {
        let (user, password, behind) = lines::word(rest);
        let typed = Typed::pair(unquoted(user), unquoted(password));
        self.login = Some(Exchange::readable(typed, false));
        self.login_goes_on = rest.ends_with(b"}");
        out.secret(SecretKind::Password, at.saturating_add(behind).min(end)..end);
    }

    fn server_line(&mut self, line: &[u8], out: &mut Sink<'_>) {
        let (tag, rest, _) = lines::word(line);
        match (tag, self.pending) {
            (b"*", None) if !self.greeted && rest.starts_with(b"OK") => {
                self.greeted = true;
                out.report(REPLY, Object::NONE);
                let text = rest.get(3..).unwrap_or_default();
                out.identity(Subject::Sender, Attribute::Software, text, Confidence::Low);
            }
            (b"+", Some((LOGIN | AUTHENTICATE, _))) => self.login_goes_on = true,
            (tag, Some((asked, digest))) if Typed::default().bytes(tag).digest() == digest => {
                self.answer(asked, lines::word(rest).0.eq_ignore_ascii_case(b"ok"), out);
            }
            _ => {}
        }
    }

    fn answer(&mut self, asked: Call, good: bool, out: &mut Sink<'_>) {
        self.pending = None;
        self.login_goes_on = false;
        out.answer(0, Some(REPLY), if good { Answered::Accepted } else { Answered::Refused });
        let stage = if good { Stage::Completed } else { Stage::Refused };
        match asked {
            LOGIN | AUTHENTICATE => {
                if let Some(login) = self.login.take() {
                    login.tell(stage, &mut self.told, out);
                }
            }
            STARTTLS if good => self.tls = Some(Upgrade::default()),
            call if good && READING.contains(&call.row) => {
                self.told.tell(Security::Service { kind: ServiceKind::MailReading, stage }, out);
            }
            _ => {}
        }
    }
}

fn unquoted(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\"").and_then(|t| t.strip_suffix(b"\"")).unwrap_or(text)
}
