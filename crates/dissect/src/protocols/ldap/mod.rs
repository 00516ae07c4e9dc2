//! LDAP 3 (RFC 4511, 4513) over TCP, and connectionless over UDP.
//!
//! A bind without name and password, or with a name and no password, is anonymous access; a simple bind shows its password;
//! SASL goes by a mechanism. All are decided by the bind's own answer. Anonymous access is changing once a change was carried
//! out. The directory was used when a search or a bind was answered well. `insufficientAccessRights` and
//! `strongerAuthRequired` are denied. Behind StartTLS only the TLS session is read; what SASL seals is opaque.

mod message;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Configure, Opaque, Read, Session};

use super::{
    ber,
    rows::{self, Keyed},
    upgrade,
};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ldap",
    title: "Lightweight Directory Access Protocol",
    carriers: &[Carrier::Tcp(389), Carrier::Tcp(3268), Carrier::Udp(389)],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: ber::SEQUENCE }]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: MESSAGE_BYTES_MAX,
    frame: |_, bytes| frame(bytes),
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Ldap::default()),
    basis: Basis::Document,
};

/// Longest message that is read whole.
const MESSAGE_BYTES_MAX: usize = 1 << 18;

const ROWS: [Keyed; 12] = [
    rows::row(0, 0, "operation", "Bind", &[Session], None),
    rows::row(1, 2, "operation", "Unbind", &[Session], None),
    rows::row(2, 3, "operation", "Search", &[Read], None),
    rows::row(3, 6, "operation", "Modify", &[Configure], None),
    rows::row(4, 8, "operation", "Add", &[Configure], None),
    rows::row(5, 10, "operation", "Delete", &[Configure], None),
    rows::row(6, 12, "operation", "Modify DN", &[Configure], None),
    rows::row(7, 14, "operation", "Compare", &[Read], None),
    rows::row(8, 23, "operation", "Extended", &[Session], None),
    rows::row(9, ANY_CODE, "operation", "Other", &[Session], None),
    rows::row(10, 0, "stream", "Sealed by SASL", &[Opaque], None),
    rows::row(11, 1, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const SEALED: Call = Call { row: 10, code: 0 };
const PROTECTED: Call = Call { row: 11, code: 1 };

/// An operation by the number of its request.
fn call(number: u8) -> Call {
    let row = match number {
        0 => 0,
        2 => 1,
        3 => 2,
        6 => 3,
        8 => 4,
        10 => 5,
        12 => 6,
        14 => 7,
        23 => 8,
        _ => 9,
    };
    Call { row, code: u32::from(number) }
}

/// A message, a TLS record, or a sealed piece with its length before it (RFC 4422, section 3.7).
fn frame(bytes: &[u8]) -> Framing {
    if let Some(framing) = upgrade::frame(bytes) {
        return framing;
    }
    let total = match bytes {
        [0, a, b, c, ..] => usize::try_from(u32::from_be_bytes([0, *a, *b, *c])).ok().and_then(|n| n.checked_add(4)),
        [ber::SEQUENCE, ..] => match ber::length(bytes) {
            Some(total) => Some(total),
            None if bytes.len() < 6 => return Framing::Need(6),
            None => None,
        },
        _ if bytes.len() < 5 && matches!(bytes.first(), None | Some(0 | 20..=23)) => return Framing::Need(5),
        _ => None,
    };
    match total.filter(|n| *n > 4 && *n <= 1 << 24) {
        None => Framing::Lost,
        Some(total) if total <= bytes.len() => Framing::Pdu(total),
        Some(total) => Framing::Need(total),
    }
}

/// A bind with its version is proof anywhere; other messages on the port only.
fn probe(sample: &Sample<'_>) -> Match {
    match message::Message::read(sample.bytes) {
        Some(message) if message.is_bind() => Match::Sure,
        Some(_) if sample.hinted => Match::Sure,
        None if sample.hinted && !sample.whole && sample.bytes.len() < 8 => Match::More,
        _ => Match::No,
    }
}
