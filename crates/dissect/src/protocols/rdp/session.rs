//! One RDP connection.

use ringwall_model::{PeerProof, SecretKind, Security, Soundness, Stage};

use super::{
    CONFIRM, DATA, FAST, PROTECTED, REQUEST, other,
    packets::{self, Choice, Packet},
};
use crate::protocols::{
    told::Told,
    upgrade::{self, Upgrade},
};
use crate::{Answered, Direction, Object, Pdu, Session, Sink};

/// Messages from each side that no connection takes before a desktop is shown.
const WORK_MESSAGES: u32 = 24;
/// Protections (section 2.2.1.2.1).
const TLS: u32 = 1;
const CREDSSP: [u32; 2] = [2, 8];
const AAD_TLS: [u32; 2] = [4, 16];

/// State of a connection.
#[derive(Default)]
pub struct Rdp {
    tls: Option<Upgrade>,
    credssp: bool,
    standard: Option<Security>,
    agreed: bool,
    messages: [u32; 2],
    told: Told,
}

impl Session for Rdp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            if let Some(tls) = &mut self.tls {
                tls.record(pdu, out);
                self.works(pdu.direction, out);
            }
            return;
        }
        match Packet::read(pdu.bytes) {
            Some(Packet::Request { cookie, .. }) => {
                out.initiator_sends(pdu.direction);
                out.request(REQUEST, 0, Object::NONE);
                if let Some(at) = cookie.filter(|at| at.end <= pdu.bytes.len()) {
                    out.secret(SecretKind::Token, at);
                }
            }
            Some(Packet::Confirm { choice }) => self.confirm(choice, pdu.direction, out),
            Some(Packet::Data(data)) => {
                out.report(DATA, Object::NONE);
                self.data(data, out);
                self.works(pdu.direction, out);
            }
            Some(Packet::Fast) => {
                out.report(FAST, Object::NONE);
                self.works(pdu.direction, out);
            }
            Some(Packet::Other(code)) => out.report(other(code), Object::NONE),
            None if pdu.cut => {}
            None => out.malformed("rdp-packet", 0),
        }
    }

    fn gap(&mut self, direction: Direction) {
        if let Some(tls) = &mut self.tls {
            tls.gap(direction);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes().saturating_add(self.tls.as_ref().map_or(0, Upgrade::heap_bytes))
    }
}

impl Rdp {
    fn confirm(&mut self, choice: Option<Choice>, direction: Direction, out: &mut Sink<'_>) {
        out.initiator_sends(direction.reverse());
        let refused = choice == Some(Choice::Failed);
        out.answer(0, Some(CONFIRM), if refused { Answered::Refused } else { Answered::Accepted });
        if let Some(Choice::Selected(kind)) = choice
            && (kind == TLS || CREDSSP.contains(&kind) || AAD_TLS.contains(&kind))
        {
            self.tls = Some(Upgrade::default());
            self.credssp = CREDSSP.contains(&kind);
        }
        self.agreed = !refused;
        if self.credssp {
            self.mechanism(Stage::Negotiated, out);
        }
        if self.agreed {
            self.told.tell(Security::Interactive { stage: Stage::Negotiated }, out);
        }
    }

    fn mechanism(&mut self, stage: Stage, out: &mut Sink<'_>) {
        self.told.tell(Security::Mechanism { name: "CredSSP".into(), soundness: Soundness::Sound, stage }, out);
    }

    /// The server's connect response names the cipher of standard security; under TLS it names none.
    fn data(&mut self, data: &[u8], out: &mut Sink<'_>) {
        if self.tls.is_some() || self.standard.is_some() {
            return;
        }
        let Some((method, level)) = packets::encryption(data) else { return };
        let suite = match (method, level) {
            (0, _) | (_, 0) => "none",
            (1, _) => "RC4 40 bit",
            (2, _) => "RC4 128 bit",
            (8, _) => "RC4 56 bit",
            (16, _) => "3DES (FIPS)",
            _ => "unknown",
        };
        let protects = suite != "none";
        let channel = |stage| Security::Channel {
            // Level 1 protects what the client sends only.
            secrecy: protects && level > 1,
            integrity: protects && level > 1,
            peer: PeerProof::None,
            version: "RDP standard security".into(),
            suite: suite.into(),
            soundness: Soundness::Weak,
            stage,
        };
        self.told.tell(channel(Stage::Negotiated), out);
        self.standard = Some(channel(Stage::Completed));
    }

    fn works(&mut self, direction: Direction, out: &mut Sink<'_>) {
        let [forward, backward] = &mut self.messages;
        let count = if direction == Direction::Forward { forward } else { backward };
        *count = count.saturating_add(1);
        if self.agreed && self.messages.iter().all(|n| *n >= WORK_MESSAGES) {
            self.agreed = false;
            self.told.tell(Security::Interactive { stage: Stage::Completed }, out);
            if self.credssp {
                self.mechanism(Stage::Completed, out);
            }
            if let Some(channel) = self.standard.take() {
                self.told.tell(channel, out);
            }
        }
    }
}
