//! RustDesk, by which people work at a screen from elsewhere (its published message definitions, `rendezvous.proto`, and list of
//! ports): how devices register and find each other, and the connections that a relay joins.
//!
//! A message is one field of a protocol buffer, over TCP behind a length. Devices that look for each other in one network tell
//! their names. After a request to a relay what both sides send is protected: `Interactive` is `Negotiated` with the request and
//! `Completed` once both sides sent something after it.

mod messages;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Configure, Discover, Opaque, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Direction, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "rustdesk",
    title: "RustDesk",
    carriers: &[
        Carrier::Tcp(21115),
        Carrier::Tcp(21116),
        Carrier::Tcp(21117),
        Carrier::Udp(21116),
        Carrier::Udp(21119),
    ],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x4_0000,
    frame,
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::<session::RustDesk>::default(),
    basis: Basis::Document,
};

#[rustfmt::skip]
static ROWS: [Keyed; 23] = [
    rows::row(6, 6, "rendezvous", "Register Peer", &[Session], None),
    rows::row(7, 7, "rendezvous", "Register Peer: Response", &[Session], None),
    rows::row(8, 8, "rendezvous", "Punch Hole: Request", &[Session], None),
    rows::row(9, 9, "rendezvous", "Punch Hole", &[Session], None),
    rows::row(10, 10, "rendezvous", "Punch Hole: Sent", &[Session], None),
    rows::row(11, 11, "rendezvous", "Punch Hole: Response", &[Session], None),
    rows::row(12, 12, "rendezvous", "Fetch Local Address", &[Session], None),
    rows::row(13, 13, "rendezvous", "Local Address", &[Session], None),
    rows::row(14, 14, "rendezvous", "Configuration Update", &[Configure], None),
    rows::row(15, 15, "rendezvous", "Register Key", &[Session], None),
    rows::row(16, 16, "rendezvous", "Register Key: Response", &[Session], None),
    rows::row(17, 17, "rendezvous", "Software Update", &[Session], None),
    rows::row(18, 18, "rendezvous", "Request Relay", &[Session], None),
    rows::row(19, 19, "rendezvous", "Relay Response", &[Session], None),
    rows::row(20, 20, "rendezvous", "Test NAT: Request", &[Session], None),
    rows::row(21, 21, "rendezvous", "Test NAT: Response", &[Session], None),
    rows::row(22, 22, "rendezvous", "Peer Discovery", &[Discover], None),
    rows::row(23, 23, "rendezvous", "Online: Request", &[Session], None),
    rows::row(24, 24, "rendezvous", "Online: Response", &[Session], None),
    rows::row(25, 25, "rendezvous", "Key Exchange", &[Session], None),
    rows::row(26, 26, "rendezvous", "Health Check", &[Session], None),
    rows::row(27, ANY_CODE, "rendezvous", "Other message", &[Opaque], None),
    rows::row(28, 0, "relayed", "Screen, keys and pointer", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// The row of a message by the number of its field.
fn call(field: u32) -> Call {
    rows::find(&ROWS, field.min(27), field).unwrap_or(Call { row: 0, code: field })
}

/// What a relay passes on.
fn relayed() -> Call {
    rows::find(&ROWS, 28, 0).unwrap_or(Call { row: 0, code: 0 })
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match messages::total(bytes) {
        None => Framing::Need(bytes.len().saturating_add(1)),
        Some(total) if total > bytes.len() => Framing::Need(total),
        Some(total) => Framing::Pdu(total),
    }
}

/// On its ports only: lengths that agree, and a field that exists.
fn probe(sample: &Sample<'_>) -> Match {
    if !sample.hinted {
        return Match::No;
    }
    let message = if sample.whole { Some(sample.bytes) } else { messages::unwrap(sample.bytes) };
    if message.and_then(messages::read).is_some() { Match::Sure } else { Match::No }
}
