//! One connection.

use ringwall_model::{SecretKind, Security, Soundness, Stage};

use super::{CONNECTION, DATA, begins};
use crate::protocols::{
    telnet::{login::Login, screen::Line},
    told::Told,
};
use crate::{Direction, Object, Pdu, Session, Sink};

/// State of a connection.
#[derive(Debug, Default)]
pub struct Rlogin {
    client: Option<Direction>,
    /// The server took the connection.
    taken: bool,
    /// A log-in was asked for, or bytes were lost.
    asked: bool,
    login: Login,
    line: Line,
    told: Told,
}

impl Session for Rlogin {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match self.client {
            None if begins(pdu.bytes) => {
                self.client = Some(pdu.direction);
                out.initiator_sends(pdu.direction);
                out.report(CONNECTION, Object::NONE);
            }
            Some(client) if client == pdu.direction => {
                out.report(DATA, Object::NONE);
                self.typed(pdu.bytes, out);
            }
            Some(_) => self.shown(pdu.bytes, out),
            None => out.report(DATA, Object::NONE),
        }
        if pdu.cut {
            self.gap(pdu.direction);
        }
    }

    fn gap(&mut self, _: Direction) {
        self.asked = true;
        self.login = Login::default();
        self.line.clear();
    }

    fn heap_bytes(&self) -> usize {
        self.line.heap_bytes().saturating_add(self.told.heap_bytes())
    }
}

impl Rlogin {
    fn typed(&mut self, bytes: &[u8], out: &mut Sink<'_>) {
        for (at, byte) in bytes.iter().enumerate() {
            if self.login.is_secret() && !matches!(byte, b'\r' | b'\n' | 0) {
                out.secret(SecretKind::Password, at..at.saturating_add(1));
            }
            let stage = self.login.key(*byte);
            self.decided(stage, out);
        }
    }

    fn shown(&mut self, bytes: &[u8], out: &mut Sink<'_>) {
        let bytes = match bytes {
            [0, rest @ ..] if !self.taken => {
                self.taken = true;
                out.report(CONNECTION, Object::NONE);
                rest
            }
            rest => rest,
        };
        if bytes.is_empty() {
            return;
        }
        out.report(DATA, Object::NONE);
        for byte in bytes {
            if self.line.push(*byte) {
                let stage = self.login.line_shown(&self.line);
                self.line.clear();
                self.decided(stage, out);
            }
        }
        let asks = self.line.asks().is_some();
        self.asked |= asks;
        let stage = self.login.line_paused(&self.line);
        if self.taken && !self.asked && self.line.is_prompt() {
            self.trusted(out);
        }
        if asks {
            self.line.clear();
        }
        self.decided(stage, out);
    }

    /// Let in by the address of the host and the name it gave.
    fn trusted(&mut self, out: &mut Sink<'_>) {
        let stage = Stage::Completed;
        let login = Security::Login { clear: true, secret: None, default: false, stage, human: true, changing: false };
        self.told.tell(login, out);
        let (name, soundness) = ("trust in an address".into(), Soundness::Weak);
        self.told.tell(Security::Mechanism { name, soundness, stage }, out);
        self.told.tell(Security::Interactive { stage }, out);
    }

    fn decided(&mut self, stage: Option<Stage>, out: &mut Sink<'_>) {
        let Some(stage) = stage else { return };
        let default = stage == Stage::Completed && self.login.is_default();
        let secret = Some(SecretKind::Password);
        self.told.tell(Security::Login { clear: true, secret, default, stage, human: true, changing: false }, out);
        if stage == Stage::Completed {
            self.told.tell(Security::Interactive { stage }, out);
        }
    }
}
