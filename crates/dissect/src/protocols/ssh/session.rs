//! One SSH connection.

use ringwall_model::{Attribute, Confidence, PeerProof, Security, Side as By, Soundness, Stage};

use super::{
    ENCRYPTED, IDENTIFICATION,
    algorithms::{self, Agreed, Offer},
    host_key::HostKey,
    message,
    packets::{self, Half, Item, Phase},
};
use crate::{Direction, Object, Pdu, Session, Sink, Subject};

/// Only a client sends these: a key exchange begins with it (RFC 4253, 4419, 5656, 8731).
const KEX_INIT: u8 = 30;
const GROUP_REQUEST: u8 = 34;
/// A server answers with one of these, its host key first; 31 is a group of numbers where groups are exchanged.
const KEX_REPLY: u8 = 31;
const GROUP_REPLY: u8 = 33;
/// Encrypted segments from each side that no log-in takes: six tries of two messages, and what comes before them.
const WORK_SEGMENTS: u32 = 16;

/// Versions a side says it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaks {
    One,
    Both,
    Two,
}

/// One side of a connection.
#[derive(Debug, Default)]
struct Side {
    half: Half,
    speaks: Option<Speaks>,
    offer: Option<Offer>,
    /// Segments after the key change.
    encrypted: u32,
}

/// State of a connection.
#[derive(Debug, Default)]
pub struct Ssh {
    sides: [Side; 2],
    client: Option<Direction>,
    agreed: Option<Agreed>,
    completed: bool,
    host_key: Option<HostKey>,
    interactive: bool,
}

impl Session for Ssh {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let direction = pdu.direction;
        let mut half = std::mem::take(&mut self.side(direction).half);
        let unread = half.read(pdu.bytes, |item| self.item(direction, &item, out));
        self.side(direction).half = half;
        if unread {
            out.report(ENCRYPTED, Object::NONE);
            let side = self.side(direction);
            side.encrypted = side.encrypted.saturating_add(1);
            self.complete(out);
        }
        if pdu.cut {
            self.gap(direction);
        }
    }

    /// After the key change bytes may be missing: they count by segments only.
    fn gap(&mut self, direction: Direction) {
        let half = &mut self.side(direction).half;
        if half.phase != Phase::Encrypted {
            half.lose();
        }
    }

    fn heap_bytes(&self) -> usize {
        let agreed = self.agreed.as_ref().map_or(0, |a| a.names.capacity());
        let agreed = agreed.saturating_add(self.host_key.as_ref().map_or(0, HostKey::heap_bytes));
        self.sides.iter().fold(agreed, |sum, side| {
            sum.saturating_add(side.half.heap_bytes()).saturating_add(side.offer.as_ref().map_or(0, Offer::heap_bytes))
        })
    }
}

impl Ssh {
    fn side(&mut self, direction: Direction) -> &mut Side {
        let [forward, backward] = &mut self.sides;
        if direction == Direction::Forward { forward } else { backward }
    }

    fn item(&mut self, direction: Direction, item: &Item<'_>, out: &mut Sink<'_>) -> Phase {
        match item {
            Item::Line(line) => self.line(direction, line, out),
            Item::Message(code, payload) => self.message(direction, *code, payload, out),
            Item::Wrong(code) => {
                out.malformed(code, 0);
                Phase::Blind
            }
        }
    }

    fn line(&mut self, direction: Direction, line: &[u8], out: &mut Sink<'_>) -> Phase {
        let Some(rest) = line.strip_prefix(b"SSH-") else { return Phase::Line };
        out.report(IDENTIFICATION, Object::NONE);
        let mut parts = rest.splitn(2, |b| *b == b'-');
        let version = parts.next().unwrap_or_default();
        if let Some(software) = parts.next() {
            out.identity(Subject::Sender, Attribute::Software, software, Confidence::Medium);
        }
        // 1.99: speaks both (RFC 4253, section 5.1).
        let speaks = match version {
            b"1.99" => Speaks::Both,
            v if v.starts_with(b"1.") => Speaks::One,
            _ => Speaks::Two,
        };
        self.side(direction).speaks = Some(speaks);
        if self.is_old() {
            // It protects against change by a CRC only.
            self.side(direction.reverse()).half.phase = Phase::Blind;
            self.agreed = Some(Agreed { names: "ssh-1".to_owned(), secrecy: true, soundness: Soundness::Weak });
            self.channel(Stage::Negotiated, out);
        }
        if self.is_old() || speaks == Speaks::One { Phase::Blind } else { Phase::Packets }
    }

    fn message(&mut self, direction: Direction, code: u8, payload: &[u8], out: &mut Sink<'_>) -> Phase {
        out.report(message(code), Object::NONE);
        match code {
            packets::KEXINIT => match packets::lists(payload) {
                Some(lists) => self.side(direction).offer = Some(Offer::new(&lists)),
                None => out.malformed("ssh-kexinit", 0),
            },
            KEX_INIT | GROUP_REQUEST if self.client.is_none() => {
                self.client = Some(direction);
                out.initiator_sends(direction);
            }
            KEX_REPLY | GROUP_REPLY if self.client == Some(direction.reverse()) && self.agreed.is_none() => {
                self.host_key = self.host_key.take().or_else(|| HostKey::read(payload));
            }
            packets::NEWKEYS => {
                self.negotiate(out);
                self.host_key(direction, out);
                return Phase::Encrypted;
            }
            _ => {}
        }
        Phase::Packets
    }

    /// At the first key change both lists are known, and who is the client.
    fn negotiate(&mut self, out: &mut Sink<'_>) {
        let Some(client) = self.client.filter(|_| self.agreed.is_none()) else { return };
        let ours = self.side(client).offer.take();
        let theirs = self.side(client.reverse()).offer.take();
        let (Some(ours), Some(theirs)) = (ours, theirs) else { return };
        match algorithms::agree(&ours, &theirs) {
            Some(agreed) => {
                self.agreed = Some(agreed);
                self.channel(Stage::Negotiated, out);
            }
            None => out.malformed("ssh-nothing-agreed", 0),
        }
    }

    /// A client changes keys once it has accepted the server's signature.
    fn host_key(&mut self, direction: Direction, out: &mut Sink<'_>) {
        if self.client != Some(direction) {
            return;
        }
        let Some(HostKey { fingerprint, key }) = self.host_key.take() else { return };
        // Named as if the forward end were the client: who it is may be found out later.
        let by = if direction == Direction::Forward { By::Responder } else { By::Initiator };
        out.security(Security::HostKey { by, fingerprint, key: key.into() });
    }

    /// Both speak SSH 1 and one of them nothing else.
    fn is_old(&self) -> bool {
        let [forward, backward] = &self.sides;
        matches!(
            (forward.speaks, backward.speaks),
            (Some(Speaks::One), Some(Speaks::One | Speaks::Both)) | (Some(Speaks::Both), Some(Speaks::One))
        )
    }

    /// SSH 1 exchanges a key and a session key in the clear first: there it takes two segments from each side.
    fn complete(&mut self, out: &mut Sink<'_>) {
        let asked = if self.is_old() { 2 } else { 1 };
        let changed = self.is_old() || self.sides.iter().all(|s| s.half.phase == Phase::Encrypted);
        if !self.completed && changed && self.agreed.is_some() && self.sides.iter().all(|s| s.encrypted >= asked) {
            self.completed = true;
            self.channel(Stage::Completed, out);
            out.security(Security::Interactive { stage: Stage::Negotiated });
        }
        if self.completed && !self.interactive && self.sides.iter().all(|s| s.encrypted >= WORK_SEGMENTS) {
            self.interactive = true;
            out.security(Security::Interactive { stage: Stage::Completed });
        }
    }

    fn channel(&self, stage: Stage, out: &mut Sink<'_>) {
        let Some(agreed) = &self.agreed else { return };
        out.security(Security::Channel {
            secrecy: agreed.secrecy,
            integrity: !self.is_old(),
            peer: PeerProof::Responder,
            version: if self.is_old() { "SSH-1".into() } else { "SSH-2.0".into() },
            suite: agreed.names.clone().into(),
            soundness: agreed.soundness,
            stage,
        });
    }
}
