//! BACnet MS/TP (ASHRAE 135, clause 9): what runs the bus. A token goes round between masters, who ask now and then whether there are
//! others; answers that take too long are put off. Frames that carry messages of BACnet are read as BACnet; what other types carry
//! (IPv6, whatever makers like) is not read.
//!
//! Checked on a line between two servers and the clients of BACnet Stack, as its capture program wrote it (35,387 frames, each type as often as
//! tshark counts it), and on coded frames that its encoder made.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Discover, Session as Keeps};

use super::rows::{self, Keyed};
use crate::mstp::{Header, PREAMBLE};
use crate::{Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "mstp",
    title: "BACnet MS/TP",
    carriers: &[Carrier::Serial(0)],
    signatures: &[&[
        Signature { at: 0, mask: 0xFF, value: PREAMBLE[0] },
        Signature { at: 1, mask: 0xFF, value: PREAMBLE[1] },
    ]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 2_048,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Mstp),
    basis: Basis::Peer,
};

const ROWS: [Keyed; 6] = [
    rows::row(0, 0, "frame", "Token", &[Keeps], None),
    rows::row(1, 1, "frame", "Poll For Master", &[Discover], None),
    rows::row(2, 2, "frame", "Reply To Poll For Master", &[Discover], None),
    rows::row(3, 3, "frame", "Test_Request", &[Discover], None),
    rows::row(4, 4, "frame", "Test_Response", &[Discover], None),
    rows::row(7, 7, "frame", "Reply Postponed", &[Keeps], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

fn call(kind: u8) -> Option<Call> {
    rows::find(&ROWS, kind.into(), kind.into())
}

/// A header whose check fits.
fn probe(sample: &Sample<'_>) -> Match {
    match Header::read(sample.bytes) {
        Some(Ok(header)) if sample.hinted && sample.whole && call(header.kind).is_some() => Match::Sure,
        _ => Match::No,
    }
}
