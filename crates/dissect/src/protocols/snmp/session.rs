//! One manager and one agent.

use ringwall_model::{PeerProof, SecretKind, Security, ServiceKind, Soundness, Stage};

use super::{
    ENCRYPTED, call, identity,
    message::{self, Body, Level, Message, Scoped},
};
use crate::protocols::told::Told;
use crate::{Answered, Direction, Object, Pdu, Session, Sink};

/// Requests remembered until their answer.
const PENDING_MAX: usize = 8;
/// Communities makers ship.
const SHIPPED: [&[u8]; 2] = [b"public", b"private"];
/// Numbers of tags.
const RESPONSE: u8 = 2;
const SET: u8 = 3;
const INFORM: u8 = 6;
const REPORT: u8 = 8;
/// Errors that deny access (RFC 3416): noAccess and authorizationError.
const DENIED: [u32; 2] = [6, 16];
/// Digests of this length and above are HMAC-SHA-2 (RFC 7860).
const SHA_2_DIGEST_BYTES: usize = 16;
/// DES encrypts in blocks of so many bytes.
const DES_BLOCK_BYTES: usize = 8;

/// A request that waits for its answer.
#[derive(Clone, Copy, Debug)]
struct Request {
    direction: Direction,
    id: u32,
    number: Option<u8>,
    level: Option<Level>,
}

/// State of an exchange.
#[derive(Debug, Default)]
pub struct Snmp {
    pending: [Option<Request>; PENDING_MAX],
    told: Told,
    levels_told: Vec<Level>,
    /// An encrypted part was seen that DES cannot have made.
    aes: bool,
}

impl Session for Snmp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match message::read(pdu.bytes) {
            Some(Message::Community { community, at, body, .. }) => {
                out.secret(SecretKind::Community, at);
                match body {
                    Some(body) => self.shared(pdu.direction, body, SHIPPED.contains(&community), out),
                    None if pdu.cut => {}
                    None => out.malformed("snmp-pdu", 0),
                }
            }
            Some(Message::Secured { id, level, reportable, digest_bytes, scoped }) => {
                self.secured(pdu, Secured { id, level, reportable, digest_bytes }, &scoped, out);
            }
            None if pdu.cut => {}
            None => out.malformed("snmp-message", 0),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes().saturating_add(self.levels_told.capacity().saturating_mul(2))
    }

    fn is_blank(&self) -> bool {
        self.pending.iter().all(Option::is_none) && self.levels_told.is_empty()
    }
}

/// The header of a version 3 message.
#[derive(Clone, Copy, Debug)]
struct Secured {
    id: u32,
    level: Level,
    reportable: bool,
    digest_bytes: usize,
}

impl Snmp {
    /// Versions 1 and 2c.
    fn shared(&mut self, direction: Direction, body: Body<'_>, default: bool, out: &mut Sink<'_>) {
        if body.number != RESPONSE {
            self.ask(Request { direction, id: body.id, number: Some(body.number), level: None }, out);
            return;
        }
        let request = self.answered(direction, body, body.id, out);
        let Some(number) = request.and_then(|r| r.number) else { return };
        if number == INFORM || DENIED.contains(&body.error) {
            return;
        }
        let changing = number == SET && body.error == 0;
        let (secret, stage) = (Some(SecretKind::Community), Stage::Completed);
        self.told.tell(Security::Login { clear: true, secret, default, stage, human: false, changing }, out);
        self.service(out);
    }

    fn service(&mut self, out: &mut Sink<'_>) {
        self.told.tell(Security::Service { kind: ServiceKind::Management, stage: Stage::Completed }, out);
    }

    /// Version 3.
    fn secured(&mut self, pdu: &Pdu<'_>, header: Secured, scoped: &Scoped<'_>, out: &mut Sink<'_>) {
        let (direction, id) = (pdu.direction, header.id);
        let level = Some(header.level);
        match scoped {
            Scoped::Plain(None) if pdu.cut => {}
            Scoped::Plain(None) => out.malformed("snmp-pdu", 0),
            Scoped::Plain(Some(body)) if body.number == RESPONSE => {
                let request = self.answered(direction, *body, id, out);
                self.channel(request, header, out);
            }
            Scoped::Plain(Some(body)) if body.number == REPORT => {
                self.take(direction.reverse(), id);
                out.answer(id, Some(call(REPORT)), Answered::Refused);
                if let Some(word) = identity::refusal(body.variables) {
                    self.told.tell(Security::Denied { by: word.into() }, out);
                }
            }
            Scoped::Plain(Some(body)) => self.ask(Request { direction, id, number: Some(body.number), level }, out),
            Scoped::Encrypted(bytes) => {
                self.aes |= bytes % DES_BLOCK_BYTES != 0;
                if header.reportable {
                    self.ask(Request { direction, id, number: None, level }, out);
                } else if let Some(request) = self.take(direction.reverse(), id) {
                    out.answer(id, Some(ENCRYPTED), Answered::Accepted);
                    self.channel(Some(request), header, out);
                } else {
                    out.report(ENCRYPTED, Object::NONE);
                }
            }
        }
    }

    fn ask(&mut self, request: Request, out: &mut Sink<'_>) {
        match request.number {
            None => out.request(ENCRYPTED, request.id, Object::NONE),
            Some(number @ (0 | 1 | 3 | 5 | 6)) => out.request(call(number), request.id, Object::NONE),
            Some(number) => {
                out.report(call(number), Object::NONE);
                return;
            }
        }
        out.initiator_sends(request.direction);
        self.pending.rotate_left(1);
        if let Some(slot) = self.pending.last_mut() {
            *slot = Some(request);
        }
    }

    fn answered(&mut self, direction: Direction, body: Body<'_>, id: u32, out: &mut Sink<'_>) -> Option<Request> {
        let outcome = if body.error == 0 { Answered::Accepted } else { Answered::Refused };
        out.answer(id, Some(call(RESPONSE)), outcome);
        if body.error == 0 {
            identity::tell(body.variables, out);
        }
        match body.error {
            6 => self.told.tell(Security::Denied { by: "noAccess".into() }, out),
            16 => self.told.tell(Security::Denied { by: "authorizationError".into() }, out),
            _ => {}
        }
        self.take(direction.reverse(), id)
    }

    fn take(&mut self, direction: Direction, id: u32) -> Option<Request> {
        let waiting = |slot: &&mut Option<Request>| slot.is_some_and(|r| r.direction == direction && r.id == id);
        self.pending.iter_mut().find(waiting)?.take()
    }

    fn channel(&mut self, request: Option<Request>, header: Secured, out: &mut Sink<'_>) {
        let level = header.level;
        if request.and_then(|r| r.level) != Some(level) {
            return;
        }
        self.service(out);
        if level.authenticated {
            self.told.tell(mechanism(header.digest_bytes), out);
        }
        let soundness = match level {
            Level { authenticated: false, .. } => Soundness::Weak,
            Level { private: true, .. } if self.aes && header.digest_bytes >= SHA_2_DIGEST_BYTES => Soundness::Sound,
            _ => Soundness::Unknown,
        };
        // Once a level; a doubt at the first answer is not counted again when a later message clears it.
        if self.levels_told.contains(&level) {
            return;
        }
        self.levels_told.push(level);
        out.security(Security::Channel {
            secrecy: level.private,
            integrity: level.authenticated,
            peer: if level.authenticated { PeerProof::Both } else { PeerProof::None },
            version: "SNMPv3".into(),
            suite: match (level.authenticated, level.private) {
                (true, true) => "usm authPriv".into(),
                (true, false) => "usm authNoPriv".into(),
                _ => "usm noAuthNoPriv".into(),
            },
            soundness,
            stage: Stage::Completed,
        });
    }
}

/// The length of a digest tells HMAC-SHA-2 from the two of RFC 3414, which are alike: MD5 and SHA-1 cut to 96 bits.
fn mechanism(digest_bytes: usize) -> Security {
    let (name, soundness) = match digest_bytes {
        SHA_2_DIGEST_BYTES.. => ("USM HMAC-SHA-2", Soundness::Sound),
        _ => ("USM HMAC-96", Soundness::Unknown),
    };
    Security::Mechanism { name: name.into(), soundness, stage: Stage::Completed }
}
