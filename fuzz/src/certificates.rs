//! Certificates, as a server presents them in TLS 1.2: what is told of one is text that is bounded, and of its bytes.

use ringwall_dissect::{Direction, Event, Events, PROTOCOLS, Pdu, Sink};
use ringwall_model::Security;

/// Longest record of TLS (RFC 8446, 5.1).
const RECORD_BYTES_MAX: usize = 1 << 14;

/// Shows a client's session a certificate.
pub fn run(der: &[u8]) {
    let (Some(protocol), true) = (PROTOCOLS.iter().find(|p| p.name == "tls"), der.len() < RECORD_BYTES_MAX - 16) else {
        return;
    };
    let mut session = (protocol.open)();
    for (direction, bytes) in [(Direction::Forward, hello(1)), (Direction::Backward, hello(2))] {
        session.pdu(&Pdu { bytes: &bytes, direction, cut: false }, &mut Sink::new(&mut Events::default()));
    }
    let mut events = Events::default();
    let bytes = presented(der);
    session.pdu(&Pdu { bytes: &bytes, direction: Direction::Backward, cut: false }, &mut Sink::new(&mut events));
    for event in &events.list {
        if let Event::Security(Security::Certificate { certificate, .. }) = event {
            let is_hex = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(is_hex(&certificate.fingerprint) && is_hex(&certificate.key_fingerprint));
            assert!(
                certificate.subject.raw().chars().count() <= 512 && certificate.issuer.raw().chars().count() <= 512
            );
        }
    }
}

fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    let handshake = [&[kind][..], &long(body.len()), body].concat();
    let length = (handshake.len() as u16).to_be_bytes();
    [&[22, 3, 3][..], &length, &handshake].concat()
}

/// A length in three bytes.
fn long(length: usize) -> [u8; 3] {
    let [.., a, b, c] = length.to_be_bytes();
    [a, b, c]
}

/// A client's hello (1) or a server's (2), of TLS 1.2.
fn hello(kind: u8) -> Vec<u8> {
    let suites: &[u8] = if kind == 1 { &[0, 2, 0xc0, 0x2f, 1, 0] } else { &[0xc0, 0x2f, 0] };
    record(kind, &[&[3, 3][..], &[7; 32], &[0], suites].concat())
}

fn presented(der: &[u8]) -> Vec<u8> {
    let one = [&long(der.len())[..], der].concat();
    record(11, &[&long(one.len())[..], &one].concat())
}
