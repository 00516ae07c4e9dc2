//! PostgreSQL's protocol 3, over TCP (its documentation, chapter on the frontend/backend protocol).
//!
//! The server says how a user is to prove who they are: a password in the clear, MD5 (weak), SCRAM; or not at all, which is a
//! log-in by a name alone. It is decided by the server's word that all is well, or error class 28. The database was used when a
//! query was completed. After a request for TLS was granted only the TLS session is read.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Other, Session};

use super::{
    rows::{self, Keyed},
    upgrade,
};
use crate::{ANY_CODE, Basis, Call, Carrier, Direction, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "postgresql",
    title: "PostgreSQL",
    carriers: &[Carrier::Tcp(5432)],
    signatures: &[
        // A start: its length, below 10,000.
        &[Signature { at: 0, mask: 0xff, value: 0 }, Signature { at: 1, mask: 0xff, value: 0 }],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_536,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Postgresql::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 6] = [
    rows::row(0, 0, "start", "Start", &[Session], None),
    rows::row(1, 0x51, "message", "Query", &[Other], None),
    rows::row(2, 0x50, "message", "Parse", &[Other], None),
    rows::row(3, 0x70, "message", "Password", &[Session], None),
    rows::row(4, ANY_CODE, "message", "Other message", &[Session], None),
    rows::row(5, 0, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const START: Call = Call { row: 0, code: 0 };
const PROTECTED: Call = Call { row: 5, code: 0 };
/// Numbers in a start: version 3, and requests for TLS and GSS encryption, and to cancel.
const VERSION_3: u32 = 196_608;
const ASKS_FOR_TLS: u32 = 80_877_103;
const ASKS_FOR_GSS: u32 = 80_877_104;
const CANCELS: u32 = 80_877_102;
const START_BYTES_MAX: usize = 10_000;
const MESSAGE_BYTES_MAX: usize = 1 << 24;

/// A message by its letter.
fn call(letter: u8) -> Call {
    let row = match letter {
        b'Q' => 1,
        b'P' => 2,
        b'p' => 3,
        _ => 4,
    };
    Call { row, code: u32::from(letter) }
}

/// The number in a start whose length is right.
fn start(bytes: &[u8]) -> Option<u32> {
    let (length, number) = bytes.first_chunk::<8>()?.split_at(4);
    let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
    let number = u32::from_be_bytes(number.try_into().ok()?);
    let known = match number {
        ASKS_FOR_TLS | ASKS_FOR_GSS => length == 8,
        CANCELS => length == 16,
        VERSION_3 => (9..=START_BYTES_MAX).contains(&length),
        _ => false,
    };
    known.then_some(number)
}

/// A start, a record of TLS, the lone letter that answers a request for TLS, or a letter with a length.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if let Some(framing) = upgrade::frame(bytes) {
        return framing;
    }
    let total = match bytes {
        [b'S' | b'N'] => return Framing::Pdu(1),
        [0, 0, high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
        [letter, a, b, c, d, ..] if letter.is_ascii_alphanumeric() => {
            let length = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap_or(MESSAGE_BYTES_MAX);
            if !(4..MESSAGE_BYTES_MAX).contains(&length) {
                return Framing::Lost;
            }
            length.saturating_add(1)
        }
        short if short.len() < 5 => return Framing::Need(5),
        _ => return Framing::Lost,
    };
    match total {
        0..5 => Framing::Lost,
        n if n <= bytes.len() => Framing::Pdu(n),
        n => Framing::Need(n),
    }
}

/// A start is proof, for its numbers occur nowhere else.
fn probe(sample: &Sample<'_>) -> Match {
    match start(sample.bytes) {
        _ if sample.whole => Match::No,
        Some(_) => Match::Sure,
        None if sample.hinted && sample.bytes.len() < 8 => Match::More,
        None => Match::No,
    }
}
