//! DHCP for IPv4 (RFC 2131, 2132).
//!
//! An acknowledgement binds the client's MAC address to the address it was given, and is the service delivered. Host name and
//! vendor class are what the client says of itself in passing; the options it wants, and their order, tell its system and its program
//! (`fingerprints.rs`). Requests are broadcast and answers may be, so the two are counted, rarely paired.

mod fingerprints;
mod packet;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Discover, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "dhcp",
    title: "Dynamic Host Configuration Protocol",
    carriers: &[Carrier::Udp(67), Carrier::Udp(68)],
    signatures: &[
        &[Signature { at: 0, mask: 0xff, value: 1 }, ETHERNET],
        &[Signature { at: 0, mask: 0xff, value: 2 }, ETHERNET],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_535,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Dhcp::default()),
    basis: Basis::Captures,
};

const ETHERNET: Signature = Signature { at: 1, mask: 0xff, value: 1 };

const ROWS: [Keyed; 9] = [
    rows::row(0, 1, "message", "Discover", &[Discover], None),
    rows::row(1, 2, "message", "Offer", &[Discover], None),
    rows::row(2, 3, "message", "Request", &[Session], None),
    rows::row(3, 4, "message", "Decline", &[Session], None),
    rows::row(4, 5, "message", "Acknowledge", &[Session], None),
    rows::row(5, 6, "message", "Refuse", &[Session], None),
    rows::row(6, 7, "message", "Release", &[Session], None),
    rows::row(7, 8, "message", "Inform", &[Discover], None),
    rows::row(8, ANY_CODE, "message", "Other message", &[Session], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A message by its type; 0: BOOTP, which has none.
fn call(kind: u8) -> Call {
    let row = if (1..=8).contains(&kind) { kind.saturating_sub(1) } else { 8 };
    Call { row: u16::from(row), code: u32::from(kind) }
}

/// The magic cookie stands behind 236 bytes of header: proof on any port.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole && packet::Packet::read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}
