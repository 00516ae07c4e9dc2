//! Niagara Fox of Tridium's building automation framework. The maker does not publish it; the greeting is known from captures.
//!
//! Messages are text: a line of addressing, then properties in braces. Greetings name host, station, versions and brand, and
//! the challenge how the client has to prove itself. Everything after is opaque. Foxs runs inside TLS and is seen as that.

#[cfg(test)]
mod decoded;
mod messages;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Carrier, Direction, Function, Match, Protocol, Sample, Signature};

/// Niagara Fox.
pub static PROTOCOL: Protocol = Protocol {
    name: "fox",
    title: "Niagara Fox",
    carriers: &[Carrier::Tcp(1911), Carrier::Tcp(3011)],
    signatures: &[&[
        Signature { at: 0, mask: 0xFF, value: b'f' },
        Signature { at: 1, mask: 0xFF, value: b'o' },
        Signature { at: 2, mask: 0xFF, value: b'x' },
        Signature { at: 3, mask: 0xFF, value: b' ' },
    ]],
    probe,
    functions: FUNCTIONS,
    pdu_max: messages::LENGTH_MAX,
    frame: |_: Direction, bytes| messages::frame(bytes),
    resync: |_: Direction, bytes| messages::resync(bytes),
    tells: None,
    open: || Box::<session::Fox>::default(),
    basis: Basis::Captures,
};

static ROWS: [Keyed; 3] = [
    rows::row(1, 1, "message", "Hello", &[Session], None),
    rows::row(2, 2, "message", "Challenge", &[Session], None),
    rows::row(3, ANY_CODE, "message", "Message", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// A line of addressing is certain.
fn probe(sample: &Sample<'_>) -> Match {
    match messages::Message::read(sample.bytes) {
        Some(_) => Match::Sure,
        None if sample.whole || !sample.bytes.starts_with(b"fox ") || sample.bytes.contains(&b'\n') => Match::No,
        None if sample.bytes.len() < 64 => Match::More,
        None => Match::No,
    }
}
