//! Sampled values (IEC 61850-9-2): measurements one merging unit publishes to many.
//!
//! The application id is the native address. The sample id describes the publisher. Samples themselves are not read.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Io, Opaque};

use super::{
    application::{HEADER, frame, header},
    rows::{self, Keyed},
};
use crate::{ANY_CODE, Basis, Call, Carrier, Function, Match, Protocol, Sample};

/// Sampled values.
pub static PROTOCOL: Protocol = Protocol {
    name: "sampled-values",
    title: "Sampled values (IEC 61850-9-2)",
    carriers: &[Carrier::EtherType(0x88BA)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1600,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::<session::SampledValues>::default(),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 2] = [
    rows::row(0, 0x60, "message", "Sampled values", &[Io], None),
    rows::row(1, ANY_CODE, "message", "Other message", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// The tag of a message of samples.
const SAMPLES: u8 = 0x60;

/// The row of a message by its tag.
fn call(tag: u8) -> Call {
    Call { row: u16::from(tag != SAMPLES), code: u32::from(tag) }
}

fn probe(sample: &Sample<'_>) -> Match {
    match (header(sample.bytes), sample.bytes.get(HEADER)) {
        (Some((_, total)), Some(&SAMPLES)) if total <= sample.bytes.len() => Match::Sure,
        (Some(_), _) => Match::Weak,
        (None, _) => Match::No,
    }
}
