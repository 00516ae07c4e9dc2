//! NTP and SNTP (RFC 5905, 4330) over UDP.
//!
//! A reply counts as time for its asker only when it repeats the transmit timestamp of a request seen before it, has a
//! stratum of 1 to 15, is not marked unsynchronised and carries a time. A kiss of death (stratum 0) is a refusal. It is
//! called authenticated when it carries a message authentication code or NTS fields (RFC 8915); whether the asker checks
//! them cannot be seen. Control messages (modes 6 and 7) prove nothing about time.

mod packet;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Configure, Diagnose, Other, Read, Report};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ntp",
    title: "Network Time Protocol",
    carriers: &[Carrier::Udp(123)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 4_096,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Ntp::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 10] = [
    rows::row(0, 1, "mode", "Symmetric active", &[Read], None),
    rows::row(1, 2, "mode", "Symmetric passive", &[Read], None),
    rows::row(2, 3, "mode", "Client", &[Read], None),
    rows::row(3, 4, "mode", "Server", &[Read], None),
    rows::row(4, 5, "mode", "Broadcast", &[Report], None),
    rows::row(5, 7, "mode", "Private", &[Other], None),
    rows::row(6, 3, "control", "Write variables", &[Configure], None),
    rows::row(7, 5, "control", "Write clock variables", &[Configure], None),
    rows::row(8, 8, "control", "Configure at run time", &[Configure], None),
    rows::row(9, ANY_CODE, "control", "Read or report", &[Diagnose], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A message by its mode; mode 6 by its operation code.
fn call(mode: u8, control: u8) -> Call {
    match (mode, control) {
        (1..=5, _) => Call { row: u16::from(mode).saturating_sub(1), code: u32::from(mode) },
        (6, 3) => Call { row: 6, code: 3 },
        (6, 5) => Call { row: 7, code: 5 },
        (6, 8) => Call { row: 8, code: 8 },
        (6, code) => Call { row: 9, code: u32::from(code) },
        _ => Call { row: 5, code: u32::from(mode) },
    }
}

fn probe(sample: &Sample<'_>) -> Match {
    match sample.bytes.first() {
        Some(first) if sample.whole && sample.hinted => match (first >> 3 & 7, first & 7, sample.bytes.len()) {
            (1..=4, 1..=5, 48..) => Match::Sure,
            (1..=4, 6, 12..) | (2..=4, 7, 8..) => Match::Weak,
            _ => Match::No,
        },
        _ => Match::No,
    }
}
