//! GOOSE (IEC 61850-8-1, annex A): events one device publishes to many, that outputs may follow.
//!
//! The application id is the native address. A message that is marked as simulated counts in a row of its own. The reference
//! of the control block describes the publisher. Signatures of IEC 62351-6 are not judged.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Configure, Io, Opaque};

use super::{
    application::{HEADER, frame, header},
    rows::{self, Keyed},
};
use crate::{ANY_CODE, Basis, Call, Carrier, Function, Match, Protocol, Sample};

/// GOOSE.
pub static PROTOCOL: Protocol = Protocol {
    name: "goose",
    title: "GOOSE (IEC 61850-8-1)",
    carriers: &[Carrier::EtherType(0x88B8), Carrier::EtherType(0x88B9)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1600,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::<session::Goose>::default(),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 4] = [
    rows::row(0, 0x61, "message", "GOOSE", &[Io], None),
    rows::row(1, 0x61, "message", "GOOSE, simulated", &[Io], None),
    rows::row(2, 0x60, "message", "GSE management", &[Configure], None),
    rows::row(3, ANY_CODE, "message", "Other message", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// The row of a message by its tag, simulated or not.
fn call(tag: u8, simulated: bool) -> Call {
    let row = match (tag, simulated) {
        (0x61, false) => 0,
        (0x61, true) => 1,
        (0x60, _) => 2,
        _ => 3,
    };
    Call { row, code: u32::from(tag) }
}

fn probe(sample: &Sample<'_>) -> Match {
    match header(sample.bytes) {
        Some((_, total)) if total <= sample.bytes.len() => match sample.bytes.get(HEADER) {
            Some(0x61) => Match::Sure,
            _ => Match::Weak,
        },
        Some(_) => Match::Weak,
        None => Match::No,
    }
}
