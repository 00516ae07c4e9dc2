//! SNMP versions 1, 2c (RFC 1157, 3416) and 3 with the user-based security model (RFC 3412, 3414).
//!
//! Versions 1 and 2c let in whoever names a community, readably. That is a completed log-in only when a request was seen
//! answered with the same request id, and not by an access error; a set counts as changing only when it succeeded. Traps,
//! informs and polls nobody answers claim nothing. The community never leaves; only whether it is `public` or `private`.
//!
//! Version 3 is a channel once a response at the level of its request was seen; the reports of discovery do not count.
//! Its algorithms are not named on the wire, but two things tell: a digest of 16 bytes or more is HMAC-SHA-2 (RFC 7860), and
//! an encrypted part whose length is no multiple of 8 is AES, since DES pads (RFC 3414, 3826). Both together are sound;
//! authentication alone or anything less certain is unknown; no authentication is weak.
//!
//! Answers about the system group, the chassis row of the entity table and the bridge address identify the device.

mod identity;
mod message;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Configure, Opaque, Read, Report, Session};

use super::{
    ber,
    rows::{self, Keyed},
};
use crate::{ANY_CODE, Basis, Call, Carrier, Direction, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "snmp",
    title: "Simple Network Management Protocol",
    carriers: &[Carrier::Udp(161), Carrier::Udp(162)],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: ber::SEQUENCE }]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_535,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Snmp::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 11] = [
    rows::row(0, 0, "pdu", "GetRequest", &[Read], None),
    rows::row(1, 1, "pdu", "GetNextRequest", &[Read], None),
    rows::row(2, 2, "pdu", "Response", &[Read], None),
    rows::row(3, 3, "pdu", "SetRequest", &[Configure], None),
    rows::row(4, 4, "pdu", "Trap", &[Report], None),
    rows::row(5, 5, "pdu", "GetBulkRequest", &[Read], None),
    rows::row(6, 6, "pdu", "InformRequest", &[Report], None),
    rows::row(7, 7, "pdu", "SNMPv2-Trap", &[Report], None),
    rows::row(8, 8, "pdu", "Report", &[Session], None),
    rows::row(9, ANY_CODE, "pdu", "Other message", &[Opaque], None),
    rows::row(10, 0, "message", "Encrypted message", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A message of version 3 that cannot be read.
const ENCRYPTED: Call = Call { row: 10, code: 0 };

/// A message by the number of its tag.
fn call(number: u8) -> Call {
    Call { row: u16::from(number.min(9)), code: u32::from(number) }
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match ber::length(bytes) {
        Some(total) if bytes.first() == Some(&ber::SEQUENCE) && total <= bytes.len() => Framing::Pdu(total),
        Some(total) if bytes.first() == Some(&ber::SEQUENCE) => Framing::Need(total),
        _ if bytes.len() < 6 => Framing::Need(6),
        _ => Framing::Lost,
    }
}

/// The whole envelope agrees: proof wherever it is found, because its lengths nest.
fn probe(sample: &Sample<'_>) -> Match {
    match message::read(sample.bytes) {
        Some(message) if sample.whole && message.is_whole() => Match::Sure,
        Some(_) if sample.whole && sample.hinted => Match::Weak,
        _ => Match::No,
    }
}
