//! One association.

use std::borrow::Cow;

use ringwall_model::{PeerProof, PresentedCertificate, Security, Side, Stage};

use super::{
    call,
    records::{Message, Record, Records},
};
use crate::protocols::{
    certificate,
    tls::{handshake, suites},
    told::Told,
};
use crate::{Cursor, Direction, Object, Pdu, Session, Sink};

/// Longest message that is put together.
const MESSAGE_BYTES_MAX: usize = 32_768;
/// Most certificates of a chain that are read.
const CHAIN_MAX: usize = 8;
/// Versions of TLS that the versions on the wire correspond to.
const TLS_1_1: u16 = 0x0302;
const TLS_1_2: u16 = 0x0303;

/// One direction.
#[derive(Debug, Default)]
struct Half {
    /// The beginning of a message in pieces.
    partial: Vec<u8>,
    data: bool,
    changed: bool,
    verified: bool,
    certificates: Vec<PresentedCertificate>,
}

/// What the server chose: version as TLS numbers it, suite, and whether it took up encrypt-then-MAC.
#[derive(Clone, Copy, Debug)]
struct Chosen {
    version: u16,
    suite: u16,
    encrypt_then_mac: bool,
}

/// State of an association.
#[derive(Debug, Default)]
pub struct Dtls {
    halves: [Half; 2],
    client: Option<Direction>,
    chosen: Option<Chosen>,
    ended: bool,
    told: Told,
}

impl Session for Dtls {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut records = Records::new(pdu.bytes);
        for record in records.by_ref() {
            out.report(call(record.kind), Object::NONE);
            self.record(pdu.direction, &record, out);
        }
        if !records.is_at_end() && !pdu.cut {
            out.malformed("dtls-record", 0);
        }
    }

    fn heap_bytes(&self) -> usize {
        let each = size_of::<PresentedCertificate>().saturating_add(256);
        self.halves.iter().fold(self.told.heap_bytes(), |sum, half| {
            sum.saturating_add(half.partial.capacity())
                .saturating_add(half.certificates.capacity().saturating_mul(each))
        })
    }
}

impl Dtls {
    fn half(&mut self, direction: Direction) -> &mut Half {
        let [forward, backward] = &mut self.halves;
        if direction == Direction::Forward { forward } else { backward }
    }

    fn record(&mut self, direction: Direction, record: &Record<'_>, out: &mut Sink<'_>) {
        match (record.kind, record.epoch) {
            (20, _) => {
                self.half(direction).changed = true;
                if self.chosen.is_some() && !self.ended {
                    self.channel(Stage::Negotiated, out);
                }
            }
            // A fatal alert in the clear.
            (21, 0) if matches!(record.body, [2, _]) && !self.ended => {
                self.ended = true;
                self.channel(Stage::Refused, out);
            }
            (22, 0) => {
                let mut c = Cursor::new(record.body);
                while let Some(message) = Message::next(&mut c) {
                    self.piece(direction, &message, out);
                }
            }
            (23, 1..) => {
                let half = self.half(direction);
                half.data = half.changed;
                if !self.ended && self.halves.iter().all(|h| h.data) {
                    self.complete(out);
                }
            }
            _ => {}
        }
    }

    /// Pieces that come in order make a message; a piece sent again is passed over.
    fn piece(&mut self, direction: Direction, message: &Message<'_>, out: &mut Sink<'_>) {
        if message.length > MESSAGE_BYTES_MAX {
            out.malformed("dtls-message-too-long", 0);
            return;
        }
        let partial = &mut self.half(direction).partial;
        if message.offset == 0 {
            partial.clear();
        }
        if partial.len() != message.offset {
            return;
        }
        partial.extend_from_slice(message.piece);
        if partial.len() == message.length {
            let whole = std::mem::take(partial);
            self.message(direction, message.kind, &whole, out);
        }
    }

    fn message(&mut self, direction: Direction, kind: u8, body: &[u8], out: &mut Sink<'_>) {
        match kind {
            handshake::CLIENT_HELLO => {
                self.client = Some(direction);
                out.initiator_sends(direction);
            }
            handshake::SERVER_HELLO => {
                self.client = Some(direction.reverse());
                out.initiator_sends(direction.reverse());
                match choose(body) {
                    Some(chosen) => self.chosen = Some(chosen),
                    None => out.malformed("dtls-server-hello", 0),
                }
            }
            handshake::CERTIFICATE => self.certificates(direction, body, out),
            handshake::CERTIFICATE_VERIFY => self.half(direction).verified = true,
            _ => {}
        }
    }

    fn certificates(&mut self, direction: Direction, body: &[u8], out: &mut Sink<'_>) {
        // Named as if the forward end were the client: the engine turns it round where it is not.
        let by = if direction == Direction::Forward { Side::Initiator } else { Side::Responder };
        let chain: Vec<_> = (0u8..)
            .zip(handshake::certificates(body).take(CHAIN_MAX))
            .filter_map(|(position, der)| certificate::read(der, by, position))
            .collect();
        self.present(&chain, Stage::Offered, out);
        self.half(direction).certificates = chain;
    }

    fn present(&mut self, chain: &[PresentedCertificate], stage: Stage, out: &mut Sink<'_>) {
        for certificate in chain {
            self.told.tell(Security::Certificate { certificate: Box::new(certificate.clone()), stage }, out);
        }
    }

    fn complete(&mut self, out: &mut Sink<'_>) {
        self.ended = true;
        self.channel(Stage::Completed, out);
        for direction in [Direction::Forward, Direction::Backward] {
            let chain = std::mem::take(&mut self.half(direction).certificates);
            self.present(&chain, Stage::Completed, out);
        }
    }

    fn channel(&mut self, stage: Stage, out: &mut Sink<'_>) {
        let Some(chosen) = self.chosen else { return };
        let name = suites::name(chosen.suite);
        let channel = Security::Channel {
            secrecy: name.is_none_or(suites::is_secret),
            integrity: name.is_none_or(|n| n != "TLS_NULL_WITH_NULL_NULL"),
            peer: self.peer(name),
            version: if chosen.version == TLS_1_2 { "DTLS 1.2".into() } else { "DTLS 1.0".into() },
            suite: name.map_or_else(|| Cow::Owned(format!("0x{:04X}", chosen.suite)), Cow::Borrowed),
            soundness: suites::judge(chosen.version, name, chosen.encrypt_then_mac),
            stage,
        };
        self.told.tell(channel, out);
    }

    /// A resumed session shows no certificate: who proved what happened earlier, out of sight.
    fn peer(&self, suite: Option<&str>) -> PeerProof {
        let [forward, backward] = &self.halves;
        let (client, server) =
            if self.client == Some(Direction::Forward) { (forward, backward) } else { (backward, forward) };
        match suite {
            Some(name) if suites::is_anonymous(name) => PeerProof::None,
            Some(name) if suites::is_pre_shared(name) => PeerProof::Both,
            _ if server.certificates.is_empty() => PeerProof::Hidden,
            _ if client.verified && !client.certificates.is_empty() => PeerProof::Both,
            _ => PeerProof::Responder,
        }
    }
}

/// Reads a `ServerHello` as that of the TLS version it corresponds to.
fn choose(body: &[u8]) -> Option<Chosen> {
    let version = match body.first_chunk()? {
        [0xfe, 0xfd] => TLS_1_2,
        [0xfe, 0xff] => TLS_1_1,
        _ => return None,
    };
    let hello: Vec<u8> = version.to_be_bytes().into_iter().chain(body.iter().skip(2).copied()).collect();
    let hello = handshake::ServerHello::read(&hello).filter(|h| h.version == version)?;
    Some(Chosen { version, suite: hello.suite, encrypt_then_mac: hello.encrypt_then_mac })
}
