//! One connection.

use ringwall_model::{Security, ServiceKind, Stage};

use super::{MESSAGE, OTHER, PROTECTED, STREAM};
use crate::protocols::{
    lines,
    sasl::Exchange,
    told::Told,
    upgrade::{self, Upgrade},
};
use crate::{Direction, Object, Pdu, Session, Sink};

/// State of a connection.
#[derive(Default)]
pub struct Xmpp {
    client: Option<Direction>,
    login: Option<Exchange>,
    tls: Option<Upgrade>,
    told: Told,
}

impl Session for Xmpp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.tls.is_some() || upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            if let Some(tls) = &mut self.tls {
                tls.record(pdu, out);
            }
            return;
        }
        let open = pdu.bytes.iter().position(|b| *b == b'<').unwrap_or(pdu.bytes.len());
        let (text, element) = pdu.bytes.split_at_checked(open).unwrap_or((pdu.bytes, &[]));
        self.text(pdu.direction, text, out);
        let from_server = self.client == Some(pdu.direction.reverse());
        match name(element) {
            b"stream:stream" => {
                out.report(STREAM, Object::NONE);
                if self.client.is_none() {
                    self.client = Some(pdu.direction);
                    out.initiator_sends(pdu.direction);
                }
            }
            b"auth" if !from_server => {
                out.report(STREAM, Object::NONE);
                self.login = Some(Exchange::new(mechanism(element), false));
            }
            b"proceed" if from_server => {
                out.report(STREAM, Object::NONE);
                self.tls = Some(Upgrade::default());
            }
            b"success" if from_server => self.ends(Stage::Completed, out),
            b"failure" if from_server => self.ends(Stage::Refused, out),
            b"message" => {
                out.report(MESSAGE, Object::NONE);
                self.told.tell(Security::Service { kind: ServiceKind::Chat, stage: Stage::Completed }, out);
            }
            // What closes, and what has no name, was told with what it closes.
            b"" => {}
            _ => out.report(OTHER, Object::NONE),
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.login = None;
        if let Some(tls) = &mut self.tls {
            tls.gap(direction);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes().saturating_add(self.tls.as_ref().map_or(0, Upgrade::heap_bytes))
    }
}

impl Xmpp {
    /// What stands between the brackets of a log-in, base 64.
    fn text(&mut self, direction: Direction, text: &[u8], out: &mut Sink<'_>) {
        let Some(login) = self.login.as_mut().filter(|_| self.client == Some(direction)) else { return };
        if !text.trim_ascii().is_empty() {
            login.line(text);
            if let Some(kind) = login.shows() {
                out.secret(kind, 0..text.len());
            }
        }
    }

    fn ends(&mut self, stage: Stage, out: &mut Sink<'_>) {
        out.report(STREAM, Object::NONE);
        if let Some(login) = self.login.take() {
            login.tell(stage, &mut self.told, out);
        }
    }
}

/// The name of an opening element; nothing of a closing one or a declaration.
fn name(element: &[u8]) -> &[u8] {
    let rest = element.strip_prefix(b"<").unwrap_or_default();
    let end = rest.iter().position(|b| matches!(b, b' ' | b'>' | b'/' | b'?' | b'\n')).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// The mechanism a log-in names.
fn mechanism(element: &[u8]) -> &[u8] {
    let mut parts = element.split(|b| matches!(b, b'\'' | b'"'));
    while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
        if lines::contains(key, b"mechanism=") {
            return value;
        }
    }
    b""
}
