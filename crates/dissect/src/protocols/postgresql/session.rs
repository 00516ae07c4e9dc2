//! One connection.

use ringwall_model::{SecretKind, Security, ServiceKind, Soundness, Stage};

use super::{ASKS_FOR_TLS, PROTECTED, START, VERSION_3, call, start};
use crate::protocols::{
    credentials::Typed,
    sasl::Exchange,
    told::Told,
    upgrade::{self, Upgrade},
};
use crate::{Answered, Cursor, Direction, Object, Pdu, Session, Sink};

/// How a user is asked to prove who they are.
#[derive(Debug)]
enum Asked {
    /// Not yet, or not at all.
    Nothing,
    /// A password in the clear.
    Password,
    /// By a mechanism.
    Mechanism(Exchange),
    /// MD5, or another of the server's own numbers.
    Own(&'static str, Soundness),
}

/// State of a connection.
pub struct Postgresql {
    client: Option<Direction>,
    tls_asked: bool,
    tls: Option<Upgrade>,
    started: bool,
    asked: Asked,
    typed: Typed,
    queried: bool,
    told: Told,
}

impl Default for Postgresql {
    fn default() -> Self {
        Self {
            client: None,
            tls_asked: false,
            tls: None,
            started: false,
            asked: Asked::Nothing,
            typed: Typed::default(),
            queried: false,
            told: Told::default(),
        }
    }
}

impl Session for Postgresql {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.tls.is_some() || upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            if let Some(tls) = &mut self.tls {
                tls.record(pdu, out);
            }
            return;
        }
        match pdu.bytes {
            [0, ..] => self.start(pdu, out),
            [verdict] if self.tls_asked && self.client == Some(pdu.direction.reverse()) => {
                self.tls_asked = false;
                let granted = *verdict == b'S';
                out.answer(0, Some(START), if granted { Answered::Accepted } else { Answered::Refused });
                self.tls = granted.then(Upgrade::default);
            }
            [letter, _, _, _, _, body @ ..] if self.client == Some(pdu.direction) => {
                self.client_message(*letter, body, out);
            }
            [letter, _, _, _, _, body @ ..] if self.client.is_some() => self.server_message(*letter, body, out),
            _ => {}
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.started = false;
        self.queried = false;
        self.asked = Asked::Nothing;
        if let Some(tls) = &mut self.tls {
            tls.gap(direction);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes().saturating_add(self.tls.as_ref().map_or(0, Upgrade::heap_bytes))
    }
}

impl Postgresql {
    fn start(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(number) = start(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("postgresql-start", 0);
            }
            return;
        };
        self.client = Some(pdu.direction);
        out.initiator_sends(pdu.direction);
        out.request(START, 0, Object::NONE);
        self.tls_asked = number == ASKS_FOR_TLS;
        if number == VERSION_3 {
            self.started = true;
            let mut words = pdu.bytes.get(8..).unwrap_or_default().split(|b| *b == 0);
            while let (Some(name), Some(value)) = (words.next(), words.next()) {
                if name == b"user" {
                    self.typed = Typed::default().bytes(value).separator();
                }
            }
        }
    }

    fn client_message(&mut self, letter: u8, body: &[u8], out: &mut Sink<'_>) {
        out.report(call(letter), Object::NONE);
        match (letter, &mut self.asked) {
            (b'p', Asked::Password) => {
                let password = body.strip_suffix(b"\0").unwrap_or(body);
                out.secret(SecretKind::Password, 5..password.len().saturating_add(5));
                self.asked = Asked::Mechanism(Exchange::readable(self.typed.bytes(password), false));
            }
            (b'Q' | b'E', _) => self.queried = true,
            _ => {}
        }
    }

    fn server_message(&mut self, letter: u8, body: &[u8], out: &mut Sink<'_>) {
        match letter {
            b'R' => self.authentication(body, out),
            b'E' => self.error(body, out),
            b'C' if std::mem::take(&mut self.queried) => {
                self.told.tell(Security::Service { kind: ServiceKind::Database, stage: Stage::Completed }, out);
            }
            _ => {}
        }
    }

    /// Numbers of the server's messages on authentication.
    fn authentication(&mut self, body: &[u8], out: &mut Sink<'_>) {
        let mut c = Cursor::new(body);
        match c.u32() {
            Some(0) => self.ends(Stage::Completed, out),
            Some(3) => self.asked = Asked::Password,
            Some(5) => self.asked = Asked::Own("PostgreSQL MD5", Soundness::Weak),
            Some(2 | 7) => self.asked = Asked::Mechanism(Exchange::new(b"GSSAPI", false)),
            Some(9) => self.asked = Asked::Mechanism(Exchange::new(b"GSS-SPNEGO", false)),
            Some(10) => {
                // The strongest comes first, for clients that can bind it to TLS; here there is none.
                let scram = c.rest().split(|b| *b == 0).any(|name| name == b"SCRAM-SHA-256");
                let name: &[u8] = if scram { b"SCRAM-SHA-256" } else { b"" };
                self.asked = Asked::Mechanism(Exchange::new(name, false));
            }
            Some(8 | 11 | 12) => {}
            _ => self.asked = Asked::Own("another mechanism", Soundness::Unknown),
        }
    }

    fn ends(&mut self, stage: Stage, out: &mut Sink<'_>) {
        if !std::mem::take(&mut self.started) {
            return;
        }
        let login =
            |secret, clear| Security::Login { clear, secret, default: false, stage, human: false, changing: false };
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Mechanism(exchange) => exchange.tell(stage, &mut self.told, out),
            Asked::Own(name, soundness) => {
                self.told.tell(login(Some(SecretKind::Password), false), out);
                self.told.tell(Security::Mechanism { name: name.into(), soundness, stage }, out);
            }
            // Nothing was asked: a name alone lets in.
            Asked::Nothing if stage == Stage::Completed => {
                self.told.tell(login(None, true), out);
                let (name, soundness) = ("trust in a name".into(), Soundness::Weak);
                self.told.tell(Security::Mechanism { name, soundness, stage }, out);
            }
            Asked::Nothing | Asked::Password => {}
        }
    }

    /// Fields of an error: a letter and a text each. Class 28 is about who one is, 42501 about what one may do.
    fn error(&mut self, body: &[u8], out: &mut Sink<'_>) {
        let code = body.split(|b| *b == 0).find_map(|field| field.strip_prefix(b"C"));
        match code {
            Some([b'2', b'8', ..]) => self.ends(Stage::Refused, out),
            Some(b"42501") => self.told.tell(Security::Denied { by: "insufficient privilege".into() }, out),
            _ => {}
        }
        self.queried = false;
    }
}
