//! BACnet MS/TP (ASHRAE 135, clause 9): what runs the bus. A token goes round between masters, who ask now and then whether there are
//! others; answers that take too long are put off. Frames that carry messages of BACnet are read as BACnet; what makers carry in
//! types of their own is opaque.
//!
//! Checked on a line between two servers and the clients of BACnet Stack, as its capture program wrote it (35,387 frames, each type as often as
//! tshark counts it), and on coded frames that its encoder made.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Discover, Opaque, Session as Keeps};

use super::rows::{self, Keyed};
use crate::mstp::{Header, PREAMBLE};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

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
    open: || Box::new(session::Mstp),
    basis: Basis::Peer,
};

const ROWS: [Keyed; 8] = [
    rows::row(0, 0, "frame", "Token", &[Keeps], None),
    rows::row(1, 1, "frame", "Poll For Master", &[Discover], None),
    rows::row(2, 2, "frame", "Reply To Poll For Master", &[Discover], None),
    rows::row(3, 3, "frame", "Test_Request", &[Discover], None),
    rows::row(4, 4, "frame", "Test_Response", &[Discover], None),
    rows::row(7, 7, "frame", "Reply Postponed", &[Keeps], None),
    rows::row(34, 34, "frame", "IPv6 over MS/TP", &[Opaque], None),
    rows::row(999, ANY_CODE, "frame", "Unlisted or proprietary frame", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

fn call(kind: u8) -> Call {
    let code = u32::from(kind);
    rows::find_or(&ROWS, code, 999, code)
}

/// A header whose check fits.
fn probe(sample: &Sample<'_>) -> Match {
    match Header::read(sample.bytes) {
        Some(Ok(header)) if sample.hinted && sample.whole && !header.is_bacnet() => Match::Sure,
        _ => Match::No,
    }
}
