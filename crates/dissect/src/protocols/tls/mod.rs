//! TLS (RFC 5246, 8446) and SSL 3 on any TCP port, known by its record header.
//!
//! What is proved about a session: version and suite from the `ServerHello`; certificates of both sides up to TLS 1.2, with
//! their fingerprints; who proved an identity; a refusal, from a fatal alert in the clear; and that data flowed. TLS 1.3
//! hides certificates, so its peer is `Hidden`. A session of which the capture lacks the `ServerHello` proves nothing.
//!
//! A channel is `Negotiated` when keys change, and `Completed` when application data went both ways. TLS 1.3 dresses the
//! end of its handshake as application data: there it takes a second protected record from the client, and one from the
//! server after it that has not the length of an alert.
//!
//! What a client offers is its JA4 fingerprint, told as its software, with the library where it was recorded. Contents are opaque; every record of application data counts as one message, in both directions.
//! Programs for remote support that say so are named; two of them without a relay between them are `Interactive` when data flows.

mod clients;
pub(super) mod handshake;
mod ja4;
mod records;
mod remote_support;
mod session;
pub(super) mod suites;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Function, Protocol, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "tls",
    title: "Transport Layer Security",
    carriers: &[Carrier::Tcp(443), Carrier::Tcp(8443), Carrier::Tcp(636), Carrier::Tcp(989), Carrier::Tcp(990)],
    signatures: &[
        &[Signature { at: 0, mask: 0xfc, value: 0x14 }, MAJOR, MINOR],
        &[Signature { at: 0, mask: 0xff, value: 0x18 }, MAJOR, MINOR],
    ],
    probe: records::probe,
    functions: &FUNCTIONS,
    pdu_max: records::HEADER_BYTES + records::BODY_BYTES_MAX,
    frame: records::frame,
    resync: records::resync,
    tells: None,
    open: || Box::new(session::Tls::default()),
    basis: Basis::Captures,
};

const MAJOR: Signature = Signature { at: 1, mask: 0xff, value: 3 };
const MINOR: Signature = Signature { at: 2, mask: 0xf8, value: 0 };

const ROWS: [Keyed; 18] = [
    rows::row(0, 0, "handshake", "HelloRequest", &[Session], None),
    rows::row(1, 1, "handshake", "ClientHello", &[Session], None),
    rows::row(2, 2, "handshake", "ServerHello", &[Session], None),
    rows::row(3, 4, "handshake", "NewSessionTicket", &[Session], None),
    rows::row(4, 11, "handshake", "Certificate", &[Session], None),
    rows::row(5, 12, "handshake", "ServerKeyExchange", &[Session], None),
    rows::row(6, 13, "handshake", "CertificateRequest", &[Session], None),
    rows::row(7, 14, "handshake", "ServerHelloDone", &[Session], None),
    rows::row(8, 15, "handshake", "CertificateVerify", &[Session], None),
    rows::row(9, 16, "handshake", "ClientKeyExchange", &[Session], None),
    rows::row(10, 20, "handshake", "Finished", &[Session], None),
    rows::row(11, 22, "handshake", "CertificateStatus", &[Session], None),
    rows::row(12, ANY_CODE, "handshake", "Other handshake message", &[Session], None),
    rows::row(13, 20, "record", "ChangeCipherSpec", &[Session], None),
    rows::row(14, 21, "record", "Alert", &[Session], None),
    rows::row(15, 22, "record", "Protected handshake", &[Session], None),
    rows::row(16, 23, "record", "Application data", &[Opaque], None),
    rows::row(17, 24, "record", "Heartbeat", &[Session], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Application data.
const DATA: Call = Call { row: 16, code: 23 };

/// A handshake message by its type.
fn message(kind: u8) -> Call {
    let row = match kind {
        0..=2 => u16::from(kind),
        4 => 3,
        11..=16 => u16::from(kind).saturating_sub(7),
        20 => 10,
        22 => 11,
        _ => 12,
    };
    Call { row, code: u32::from(kind) }
}

/// A record by its type, 20 to 24.
fn record(kind: u8) -> Call {
    Call { row: u16::from(kind).saturating_sub(7).clamp(13, 17), code: u32::from(kind) }
}
