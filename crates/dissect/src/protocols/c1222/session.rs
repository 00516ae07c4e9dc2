//! Two nodes of a network of meters; either may ask.

use std::borrow::Cow;

use ringwall_model::{PeerProof, SecretKind, Security, Soundness, Stage};

use crate::protocols::told::Told;
use crate::recent::Recent;
use crate::{Answered, Call, Cursor, Direction, Object, Pdu, Session, Sink};

use super::envelope::{Envelope, Protection};
use super::functions::{self, FULL_WRITE, LOGON, PROCEDURES, SECURITY};

/// Requests kept until they are answered.
const WAITING_MAX: u8 = 32;
/// First code that is a request; below, responses.
const REQUESTS: u8 = 0x20;
/// The response: insufficient security clearance.
const NOT_CLEARED: u8 = 3;
const PASSWORD: usize = 20;

/// State of a flow: requests by who asked and invocation; who asked with a password; which ends sent protected messages.
#[derive(Debug)]
pub struct Meter {
    asked: Recent<(bool, u32), Call>,
    security: Option<u32>,
    protected: [bool; 2],
    sides: bool,
    told: Told,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            asked: Recent::new(WAITING_MAX),
            security: None,
            protected: [false; 2],
            sides: false,
            told: Told::default(),
        }
    }
}

impl Session for Meter {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(envelope) = Envelope::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("c1222-envelope", 0);
            }
            return;
        };
        self.protection(&envelope, pdu.direction, out);
        if envelope.protection == Protection::Enciphered {
            return self.message(functions::enciphered(), !envelope.answers, &envelope, pdu.direction, out);
        }
        let mut any = false;
        for (at, service) in envelope.services() {
            let Some(code) = service.first() else { continue };
            any = true;
            if *code >= REQUESTS {
                self.request((at, service), &envelope, pdu.direction, out);
            } else {
                self.answer(*code, &envelope, pdu.direction, out);
            }
        }
        if !any {
            out.report(functions::empty(), Object::NONE);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.asked.memory().saturating_add(self.told.heap_bytes())
    }
}

impl Meter {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.sides, true) {
            out.initiator_sends(initiator);
        }
    }

    /// Enciphered messages answer by the invocation they name; nothing else tells.
    fn message(&mut self, call: Call, asks: bool, envelope: &Envelope<'_>, direction: Direction, out: &mut Sink<'_>) {
        let tag = tag(envelope.invocation);
        self.tell(if asks { direction } else { direction.reverse() }, out);
        if asks { out.request(call, tag, Object::NONE) } else { out.answer(tag, Some(call), Answered::Accepted) }
    }

    fn request(
        &mut self,
        (at, service): (usize, &[u8]),
        envelope: &Envelope<'_>,
        direction: Direction,
        out: &mut Sink<'_>,
    ) {
        self.tell(direction, out);
        let mut c = Cursor::new(service);
        let code = c.u8().unwrap_or(0);
        let table = c.u16().filter(|_| matches!(code, 0x30..=0x4F));
        let call = match (code, table) {
            (FULL_WRITE, Some(PROCEDURES)) => functions::procedure(),
            _ => functions::call(code),
        };
        match code {
            SECURITY => {
                let start = at.saturating_add(1);
                let length = PASSWORD.min(service.len().saturating_sub(1));
                out.secret(SecretKind::Password, start..start.saturating_add(length));
                self.security = Some(envelope.invocation);
            }
            LOGON => self.security = None,
            _ => {}
        }
        self.asked.push((direction == Direction::Forward, envelope.invocation), call);
        out.request(
            call,
            tag(envelope.invocation),
            table.map_or(Object::NONE, |t| Object::range("table", t.into(), 1)),
        );
    }

    fn answer(&mut self, code: u8, envelope: &Envelope<'_>, direction: Direction, out: &mut Sink<'_>) {
        self.tell(direction.reverse(), out);
        let asked = self.asked.take_oldest((direction == Direction::Backward, envelope.invocation));
        let call = asked.unwrap_or_else(|| functions::call(code));
        let accepted = code == 0;
        let outcome = if accepted { Answered::Accepted } else { Answered::Refused };
        out.answer(tag(envelope.invocation), Some(call), outcome);
        if code == NOT_CLEARED {
            self.told.tell(Security::Denied { by: "insufficient security clearance".into() }, out);
        }
        let by_password = call.code == u32::from(SECURITY);
        if self.security.take_if(|asked| by_password && *asked == envelope.invocation).is_some() {
            let stage = if accepted { Stage::Completed } else { Stage::Refused };
            let (secret, default) = (Some(SecretKind::Password), false);
            self.told.tell(Security::Login { clear: true, secret, default, stage, human: false, changing: true }, out);
        }
    }

    /// The cipher is EAX' with AES-128, whose proofs of origin were broken for short messages (Minematsu and others, 2012).
    fn protection(&mut self, envelope: &Envelope<'_>, direction: Direction, out: &mut Sink<'_>) {
        if envelope.protection == Protection::None {
            return;
        }
        let [forward, backward] = &mut self.protected;
        match direction {
            Direction::Forward => *forward = true,
            Direction::Backward => *backward = true,
        }
        let stage = if *forward && *backward { Stage::Completed } else { Stage::Negotiated };
        let channel = Security::Channel {
            secrecy: envelope.protection == Protection::Enciphered,
            integrity: true,
            peer: PeerProof::Hidden,
            version: Cow::Borrowed("C12.22"),
            suite: Cow::Borrowed("AES-128-EAX'"),
            soundness: Soundness::Weak,
            stage,
        };
        self.told.tell(channel, out);
    }
}

/// The tag 0 means the oldest.
fn tag(invocation: u32) -> u32 {
    invocation.max(1)
}
