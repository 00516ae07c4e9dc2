//! NetBIOS name service (RFC 1001, 1002): names found, and claimed, by asking everybody on the link.
//!
//! A registration names its sender's own address, a positive answer that of the device found; group names and names of
//! services are no host names. Nobody proves a name, so an answer is the service used and a question one offered.

mod message;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Discover, Other, Report};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "nbns",
    title: "NetBIOS Name Service",
    carriers: &[Carrier::Udp(137)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Nbns::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 5] = [
    rows::row(0, 0, "opcode", "Query", &[Discover], None),
    rows::row(1, 5, "opcode", "Registration", &[Report], None),
    rows::row(2, 6, "opcode", "Release", &[Report], None),
    rows::row(3, 8, "opcode", "Refresh", &[Report], None),
    rows::row(4, ANY_CODE, "opcode", "Other", &[Other], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A message by its operation code.
fn call(opcode: u8) -> Call {
    let row = match opcode {
        0 => 0,
        5 => 1,
        6 => 2,
        8 => 3,
        _ => 4,
    };
    Call { row, code: u32::from(opcode) }
}

/// A header whose first name is coded as only NetBIOS does.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole && sample.hinted && message::Message::read(sample.bytes).is_some() {
        Match::Sure
    } else {
        Match::No
    }
}
