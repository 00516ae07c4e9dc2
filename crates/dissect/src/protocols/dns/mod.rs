//! DNS over UDP and TCP (RFC 1035).
//!
//! Questions and answers are counted. A name is told of an address only by a reverse lookup (low confidence: an operator's
//! entry). A question that was served is the service used.

pub(super) mod message;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Configure, Other, Read, Report};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Direction, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "dns",
    title: "Domain Name System",
    carriers: &[Carrier::Udp(53), Carrier::Tcp(53)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 2 + 65_535,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Dns::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 4] = [
    rows::row(0, 0, "opcode", "Query", &[Read], None),
    rows::row(1, 4, "opcode", "Notify", &[Report], None),
    rows::row(2, 5, "opcode", "Update", &[Configure], None),
    rows::row(3, ANY_CODE, "opcode", "Other", &[Other], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

fn call(opcode: u8) -> Call {
    let row = match opcode {
        0 => 0,
        4 => 1,
        5 => 2,
        _ => 3,
    };
    Call { row, code: u32::from(opcode) }
}

/// Over TCP a length stands before each message (RFC 1035, section 4.2.2).
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    let Some(length) = bytes.first_chunk().map(|b| usize::from(u16::from_be_bytes(*b))) else {
        return Framing::Need(2);
    };
    match length.saturating_add(2) {
        _ if length < message::HEADER_BYTES => Framing::Lost,
        total if total <= bytes.len() => Framing::Pdu(total),
        total => Framing::Need(total),
    }
}

fn probe(sample: &Sample<'_>) -> Match {
    match message::Message::read(sample.bytes, !sample.whole) {
        Some(message) if sample.hinted && message.is_sane() => Match::Sure,
        None if sample.hinted && !sample.whole && sample.bytes.len() < 14 => Match::More,
        _ => Match::No,
    }
}
