//! One connection.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, ServiceKind, Soundness, Stage};

use super::{
    GREETING, LOG_IN, PROTECTED, call,
    packets::{Greeting, HEADER_BYTES, LogIn},
};
use crate::protocols::{
    credentials::Typed,
    sasl::Exchange,
    told::Told,
    upgrade::{self, Upgrade},
};
use crate::{Answered, Direction, Object, Pdu, Session, Sink, Subject};

/// Errors: access denied to whoever logs in, or to what they ask for.
const LOGIN_DENIED: u16 = 1045;
const DENIED: [u16; 4] = [1044, 1142, 1143, 1227];

/// A log-in that waits for its verdict.
#[derive(Debug)]
enum Proof {
    /// The password itself.
    Clear(Exchange),
    /// An answer to a challenge.
    Challenge(&'static str, Soundness),
    /// Nothing but this name.
    Name(Typed),
}

/// State of a connection.
#[derive(Default)]
pub struct Mysql {
    client: Option<Direction>,
    tls: Option<Upgrade>,
    proof: Option<Proof>,
    /// Let in: commands may follow.
    working: bool,
    asked: bool,
    told: Told,
}

impl Session for Mysql {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.tls.is_some() || upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            if let Some(tls) = &mut self.tls {
                tls.record(pdu, out);
            }
            return;
        }
        let (number, body) = (pdu.bytes.get(3).copied(), pdu.bytes.get(HEADER_BYTES..).unwrap_or_default());
        match self.client {
            None => self.greeting(pdu, out),
            Some(client) if client != pdu.direction => self.server(body, out),
            Some(_) if self.working && number == Some(0) => {
                if let Some(command) = body.first() {
                    out.request(call(*command), 0, Object::NONE);
                    self.asked = matches!(command, 2..=4 | 22..=25);
                }
            }
            Some(_) if !self.working && self.proof.is_none() && number == Some(1) => self.log_in(pdu, out),
            Some(_) => {}
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.proof = None;
        self.asked = false;
        if let Some(tls) = &mut self.tls {
            tls.gap(direction);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes().saturating_add(self.tls.as_ref().map_or(0, Upgrade::heap_bytes))
    }
}

impl Mysql {
    fn greeting(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(greeting) = Greeting::read(pdu.bytes) else { return };
        self.client = Some(pdu.direction.reverse());
        out.initiator_sends(pdu.direction.reverse());
        out.report(GREETING, Object::NONE);
        let software = [b"MySQL protocol, server ", greeting.version].concat();
        out.identity(Subject::Sender, Attribute::Software, &software, Confidence::Medium);
    }

    fn log_in(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match LogIn::read(pdu.bytes) {
            Some(LogIn::Tls) => self.tls = Some(Upgrade::default()),
            Some(LogIn::User(user, answer, at, plugin)) => {
                out.request(LOG_IN, 0, Object::NONE);
                let typed = Typed::default().bytes(user).separator();
                self.proof = Some(match (answer, plugin) {
                    ([], _) => Proof::Name(typed),
                    (password, b"mysql_clear_password") => {
                        out.secret(SecretKind::Password, at);
                        let password = password.strip_suffix(b"\0").unwrap_or(password);
                        Proof::Clear(Exchange::readable(typed.bytes(password), false))
                    }
                    (_, b"caching_sha2_password") => Proof::Challenge("caching_sha2_password", Soundness::Unknown),
                    (_, b"sha256_password") => Proof::Challenge("sha256_password", Soundness::Unknown),
                    (_, b"client_ed25519") => Proof::Challenge("ed25519", Soundness::Sound),
                    (_, b"" | b"mysql_native_password") => Proof::Challenge("mysql_native_password", Soundness::Weak),
                    _ => Proof::Challenge("another mechanism", Soundness::Unknown),
                });
            }
            None if pdu.cut => {}
            None => out.malformed("mysql-log-in", 0),
        }
    }

    fn server(&mut self, body: &[u8], out: &mut Sink<'_>) {
        let error = match body {
            [0xff, low, high, ..] => Some(u16::from_le_bytes([*low, *high])),
            _ => None,
        };
        match (body.first(), error) {
            (Some(0), _) if self.proof.is_some() => {
                self.working = true;
                out.answer(0, Some(LOG_IN), Answered::Accepted);
                self.ends(Stage::Completed, out);
            }
            // Another plug-in is wanted, or more is to come: what was sent is not what decides.
            (Some(0xfe), _) if !self.working => {
                self.proof = Some(Proof::Challenge("another mechanism", Soundness::Unknown));
            }
            (Some(1), _) if !self.working => {}
            (_, Some(LOGIN_DENIED)) if self.proof.is_some() => {
                out.answer(0, Some(LOG_IN), Answered::Refused);
                self.ends(Stage::Refused, out);
            }
            (_, Some(code)) => {
                self.asked = false;
                if DENIED.contains(&code) {
                    self.told.tell(Security::Denied { by: "access denied".into() }, out);
                }
            }
            _ if std::mem::take(&mut self.asked) => {
                self.told.tell(Security::Service { kind: ServiceKind::Database, stage: Stage::Completed }, out);
            }
            _ => {}
        }
    }

    fn ends(&mut self, stage: Stage, out: &mut Sink<'_>) {
        let (name, soundness, clear, secret, default) = match self.proof.take() {
            Some(Proof::Clear(exchange)) => {
                exchange.tell(stage, &mut self.told, out);
                return;
            }
            Some(Proof::Challenge(name, soundness)) => (name, soundness, false, Some(SecretKind::Password), false),
            Some(Proof::Name(typed)) => {
                let default = stage == Stage::Completed && typed.is_default();
                ("trust in a name", Soundness::Weak, true, None, default)
            }
            None => return,
        };
        let login = Security::Login { clear, secret, default, stage, human: false, changing: false };
        self.told.tell(login, out);
        self.told.tell(Security::Mechanism { name: name.into(), soundness, stage }, out);
    }
}
