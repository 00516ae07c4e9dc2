//! One TLS session.

use std::borrow::Cow;

use ringwall_model::{Attribute, Confidence, PeerProof, PresentedCertificate, Security, Side, Stage};

use super::{
    DATA, clients,
    handshake::{self, ServerHello},
    ja4, message, record, records, remote_support, suites,
};
use crate::{Answered, Direction, Object, Pdu, Session, Sink, Subject, protocols::certificate};

/// Longest handshake message that is put together.
const MESSAGE_BYTES_MAX: usize = 32_768;
/// Most certificates of a chain that are read.
const CHAIN_MAX: usize = 8;
/// Bytes of a handshake message's header.
const MESSAGE_HEADER_BYTES: usize = 4;
/// A protected alert of TLS 1.3 with a 16-byte tag: 2 bytes, its true type, the tag.
const PROTECTED_ALERT_BYTES: usize = 19;
/// Fatal alerts by which a side refuses the other's certificate (RFC 8446, section 6).
const REFUSES_CERTIFICATE: [u8; 7] = [42, 43, 44, 45, 46, 48, 113];

/// One direction.
#[derive(Debug, Default)]
struct Half {
    /// The beginning of a handshake message that goes on in the next record.
    partial: Vec<u8>,
    /// Handshake messages can no longer be read: protected, lost or too long.
    closed: bool,
    /// Application data after the hellos.
    data_records: u32,
    /// Certificates this side presented.
    certificates: Vec<PresentedCertificate>,
    /// It proved to hold the key of its certificate in a message of its own.
    verified: bool,
}

/// State of a session.
#[derive(Debug, Default)]
pub struct Tls {
    halves: [Half; 2],
    client: Option<Direction>,
    hello: Option<ServerHello>,
    negotiated: bool,
    ended: bool,
    /// Through it people may work at a screen; nothing tells when somebody does.
    supports: bool,
}

impl Session for Tls {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = records::Header::read(pdu.bytes) else {
            out.malformed("tls-record-header", 0);
            return;
        };
        let body = pdu.bytes.get(records::HEADER_BYTES..).unwrap_or_default();
        match header.kind {
            records::HANDSHAKE if self.half(pdu.direction).closed => out.report(record(header.kind), Object::NONE),
            records::HANDSHAKE => self.handshake(pdu.direction, body, out),
            records::APPLICATION_DATA => {
                out.report(DATA, Object::NONE);
                self.data(pdu.direction, header.length, out);
            }
            records::ALERT => {
                out.report(record(header.kind), Object::NONE);
                self.alert(pdu.direction, body, out);
            }
            kind => {
                out.report(record(kind), Object::NONE);
                self.other(kind, pdu.direction, out);
            }
        }
        if pdu.cut {
            self.gap(pdu.direction);
        }
    }

    /// What was lost may have been the change to protected records.
    fn gap(&mut self, direction: Direction) {
        let half = self.half(direction);
        half.partial = Vec::new();
        half.closed = true;
    }

    fn heap_bytes(&self) -> usize {
        let each = std::mem::size_of::<PresentedCertificate>().saturating_add(256);
        self.halves.iter().fold(0, |sum, half| {
            sum.saturating_add(half.partial.capacity())
                .saturating_add(half.certificates.capacity().saturating_mul(each))
        })
    }
}

impl Tls {
    fn half(&mut self, direction: Direction) -> &mut Half {
        let [forward, backward] = &mut self.halves;
        if direction == Direction::Forward { forward } else { backward }
    }

    /// Reads the messages of a record; the beginning of one that goes on in the next is kept.
    fn handshake(&mut self, direction: Direction, body: &[u8], out: &mut Sink<'_>) {
        let mut held = std::mem::take(&mut self.half(direction).partial);
        let joined = !held.is_empty();
        if joined {
            held.extend_from_slice(body);
        }
        let bytes = if joined { held.as_slice() } else { body };
        let mut used = 0;
        while let Some(rest) = bytes.get(used..)
            && let Some(length) = message_length(rest)
        {
            if length > MESSAGE_BYTES_MAX {
                out.malformed("tls-message-too-long", records::HEADER_BYTES);
                self.half(direction).closed = true;
                return;
            }
            let Some(whole) = rest.get(..length) else { break };
            used = used.saturating_add(length);
            self.message(direction, whole, out);
        }
        let partial = if joined {
            held.drain(..used);
            held
        } else {
            body.get(used..).unwrap_or_default().to_vec()
        };
        let half = self.half(direction);
        half.partial = if half.closed { Vec::new() } else { partial };
    }

    fn message(&mut self, direction: Direction, whole: &[u8], out: &mut Sink<'_>) {
        let Some((kind, body)) = whole.first().zip(whole.get(MESSAGE_HEADER_BYTES..)) else { return };
        match *kind {
            handshake::CLIENT_HELLO => self.client_hello(direction, body, out),
            handshake::SERVER_HELLO => self.server_hello(direction, body, out),
            kind => {
                out.report(message(kind), Object::NONE);
                if handshake::FROM_SERVER.contains(&kind) {
                    self.client_is(direction.reverse(), out);
                } else if kind == handshake::CLIENT_KEY_EXCHANGE {
                    self.client_is(direction, out);
                } else if kind == handshake::CERTIFICATE {
                    self.certificates(direction, body, out);
                } else if kind == handshake::CERTIFICATE_VERIFY {
                    self.half(direction).verified = true;
                }
            }
        }
    }

    fn client_is(&mut self, direction: Direction, out: &mut Sink<'_>) {
        if self.client.is_none() {
            self.client = Some(direction);
            out.initiator_sends(direction);
        }
    }

    fn client_hello(&mut self, direction: Direction, body: &[u8], out: &mut Sink<'_>) {
        self.client_is(direction, out);
        out.request(message(handshake::CLIENT_HELLO), 0, Object::NONE);
        if let Some(name) = handshake::server_name(body) {
            out.identity(Subject::Receiver, Attribute::Hostname, name, Confidence::Medium);
            self.supports |= remote_support::reached(name, out);
        }
        if let Some(protocol) = handshake::first_protocol(body) {
            remote_support::offered(protocol, out);
        }
        if let Some(fingerprint) = ja4::of(body) {
            let text = format!("JA4 {fingerprint}");
            out.identity(Subject::Sender, Attribute::Software, text.as_bytes(), Confidence::Low);
            if let Some(library) = clients::library(&fingerprint) {
                let text = format!("TLS of {library}");
                out.identity(Subject::Sender, Attribute::Software, text.as_bytes(), Confidence::Low);
            }
        }
    }

    fn server_hello(&mut self, direction: Direction, body: &[u8], out: &mut Sink<'_>) {
        self.client_is(direction.reverse(), out);
        out.answer(0, Some(message(handshake::SERVER_HELLO)), Answered::Accepted);
        match ServerHello::read(body) {
            Some(hello) if hello.retry => {}
            Some(hello) => {
                self.hello = Some(hello);
                if hello.hides_handshake() {
                    self.halves.iter_mut().for_each(|half| half.closed = true);
                    self.negotiate(out);
                }
            }
            None => out.malformed("tls-server-hello", records::HEADER_BYTES),
        }
    }

    fn certificates(&mut self, direction: Direction, body: &[u8], out: &mut Sink<'_>) {
        if self.client.is_none() {
            return;
        }
        // Named as if the forward end were the client: the engine turns it round where the client proves to be the other.
        let by = if direction == Direction::Forward { Side::Initiator } else { Side::Responder };
        let mut chain = Vec::new();
        for (position, der) in (0u8..).zip(handshake::certificates(body)) {
            if chain.len() >= CHAIN_MAX {
                out.malformed("tls-chain-too-long", records::HEADER_BYTES);
                break;
            }
            match certificate::read(der, by, position) {
                Some(certificate) => chain.push(certificate),
                None => out.malformed("tls-certificate", records::HEADER_BYTES),
            }
        }
        present(&chain, Stage::Offered, out);
        self.supports |= remote_support::presented(&chain, out);
        self.half(direction).certificates = chain;
    }

    fn other(&mut self, kind: u8, direction: Direction, out: &mut Sink<'_>) {
        if kind == records::CHANGE_CIPHER_SPEC {
            self.half(direction).closed = true;
            self.negotiate(out);
        }
    }

    fn negotiate(&mut self, out: &mut Sink<'_>) {
        if !self.negotiated && self.hello.is_some() {
            self.negotiated = true;
            self.channel(Stage::Negotiated, out);
        }
    }

    /// Only an alert in the clear can be read: two bytes, before this side changed to protected records.
    fn alert(&mut self, direction: Direction, body: &[u8], out: &mut Sink<'_>) {
        let [2, code] = *body else { return };
        if self.half(direction).closed || self.ended {
            return;
        }
        self.ended = true;
        if self.client == Some(direction.reverse()) && self.hello.is_none() {
            out.answer(0, None, Answered::Refused);
        }
        self.channel(Stage::Refused, out);
        if REFUSES_CERTIFICATE.contains(&code) {
            let refused = std::mem::take(&mut self.half(direction.reverse()).certificates);
            present(&refused, Stage::Refused, out);
        }
    }

    fn data(&mut self, direction: Direction, length: usize, out: &mut Sink<'_>) {
        let (Some(hello), Some(client), false) = (self.hello, self.client, self.ended) else { return };
        if hello.hides_handshake() && length == PROTECTED_ALERT_BYTES {
            return;
        }
        let asked = if hello.hides_handshake() { 2 } else { 1 };
        let from_client = self.half(client).data_records;
        // TLS 1.3: what the server sends before the client's second record may still be handshake.
        if direction == client || !hello.hides_handshake() || from_client >= asked {
            let half = self.half(direction);
            half.data_records = half.data_records.saturating_add(1);
        }
        if self.half(client).data_records >= asked && self.half(client.reverse()).data_records > 0 {
            self.complete(out);
        }
    }

    fn complete(&mut self, out: &mut Sink<'_>) {
        self.ended = true;
        self.channel(Stage::Completed, out);
        if self.halves.iter().all(|half| remote_support::is_peer(&half.certificates)) {
            out.security(Security::Interactive { stage: Stage::Completed });
        } else if self.supports {
            out.security(Security::Interactive { stage: Stage::Negotiated });
        }
        for half in &mut self.halves {
            present(&std::mem::take(&mut half.certificates), Stage::Completed, out);
        }
    }

    fn channel(&self, stage: Stage, out: &mut Sink<'_>) {
        let Some(hello) = self.hello else { return };
        let name = suites::name(hello.suite);
        out.security(Security::Channel {
            secrecy: name.is_none_or(suites::is_secret),
            integrity: name.is_none_or(|n| n != "TLS_NULL_WITH_NULL_NULL"),
            peer: self.peer(hello, name),
            version: hello.version_name().into(),
            suite: name.map_or_else(|| Cow::Owned(format!("0x{:04X}", hello.suite)), Cow::Borrowed),
            soundness: suites::judge(hello.version, name, hello.encrypt_then_mac),
            stage,
        });
    }

    /// A resumed session shows no certificate: who proved what happened earlier, out of sight.
    fn peer(&self, hello: ServerHello, suite: Option<&str>) -> PeerProof {
        let [forward, backward] = &self.halves;
        let (client, server) =
            if self.client == Some(Direction::Forward) { (forward, backward) } else { (backward, forward) };
        match suite {
            _ if hello.hides_handshake() => PeerProof::Hidden,
            Some(name) if suites::is_anonymous(name) => PeerProof::None,
            Some(name) if suites::is_pre_shared(name) => PeerProof::Both,
            _ if server.certificates.is_empty() => PeerProof::Hidden,
            _ if client.verified && !client.certificates.is_empty() => PeerProof::Both,
            _ => PeerProof::Responder,
        }
    }
}

fn present(certificates: &[PresentedCertificate], stage: Stage, out: &mut Sink<'_>) {
    for certificate in certificates {
        out.security(Security::Certificate { certificate: Box::new(certificate.clone()), stage });
    }
}

/// Length of the message at the start of these bytes, with its header, where the header is whole.
fn message_length(bytes: &[u8]) -> Option<usize> {
    let [_, a, b, c] = *bytes.first_chunk::<MESSAGE_HEADER_BYTES>()?;
    usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()?.checked_add(MESSAGE_HEADER_BYTES)
}
