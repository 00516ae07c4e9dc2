//! RADIUS (RFC 2865, 2866, 3579) over UDP.
//!
//! An answered access request is the directory used, and shows by what mechanism a user proved who they are: a password hidden
//! by MD5 (weak), CHAP, MS-CHAP, or EAP with its method. The log-in itself is to whatever device asks the server, so none is
//! told of this conversation. Passwords are marked, although hidden. A device names itself as a client of the server.

mod packet;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Configure, Report, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "radius",
    title: "Remote Authentication Dial-In User Service",
    carriers: &[Carrier::Udp(1812), Carrier::Udp(1813), Carrier::Udp(1645), Carrier::Udp(1646), Carrier::Udp(3799)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 4_096,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Radius::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 9] = [
    rows::row(0, 1, "code", "Access-Request", &[Session], None),
    rows::row(1, 2, "code", "Access-Accept", &[Session], None),
    rows::row(2, 3, "code", "Access-Reject", &[Session], None),
    rows::row(3, 4, "code", "Accounting-Request", &[Report], None),
    rows::row(4, 5, "code", "Accounting-Response", &[Report], None),
    rows::row(5, 11, "code", "Access-Challenge", &[Session], None),
    rows::row(6, 40, "code", "Disconnect-Request", &[Configure], None),
    rows::row(7, 43, "code", "CoA-Request", &[Configure], None),
    rows::row(8, ANY_CODE, "code", "Other", &[Session], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A packet by its code.
fn call(code: u8) -> Call {
    let row = match code {
        1..=5 => u16::from(code).saturating_sub(1),
        11 => 5,
        40 => 6,
        43 => 7,
        _ => 8,
    };
    Call { row, code: u32::from(code) }
}

/// A length that is the datagram's, a known code, and attributes that fill it.
fn probe(sample: &Sample<'_>) -> Match {
    match packet::Packet::read(sample.bytes) {
        Some(packet) if sample.whole && sample.hinted && packet.is_whole() => Match::Sure,
        _ => Match::No,
    }
}
