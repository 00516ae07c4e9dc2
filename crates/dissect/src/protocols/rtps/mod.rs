//! RTPS of the Data Distribution Service over UDP (OMG DDSI-RTPS 2.5).
//!
//! Data of the built-in writers announce participants and endpoints; all other data are reports whose topics are not followed.
//! The maker of a participant's library is its identity. Secured submessages are opaque.

#[cfg(test)]
mod decoded;
mod messages;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Discover, Opaque, Report, Session};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Direction, Framing, Function, Match, Protocol, Sample, Signature};

/// RTPS.
pub static PROTOCOL: Protocol = Protocol {
    name: "rtps",
    title: "DDS (RTPS)",
    carriers: &[Carrier::Udp(7400), Carrier::Udp(7401), Carrier::Udp(7410), Carrier::Udp(7411)],
    signatures: &[&[
        Signature { at: 0, mask: 0xFF, value: b'R' },
        Signature { at: 1, mask: 0xFF, value: b'T' },
        Signature { at: 2, mask: 0xFF, value: b'P' },
        Signature { at: 3, mask: 0xFF, value: b'S' },
    ]],
    probe,
    functions: FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::<session::Rtps>::default(),
    basis: Basis::Captures,
};

const BUILT_IN: u32 = 0x100;
const REST: u32 = 0xFFFF;

static ROWS: [Keyed; 12] = [
    rows::row(0x06, 0x06, "submessage", "AckNack", &[Session], None),
    rows::row(0x07, 0x07, "submessage", "Heartbeat", &[Session], None),
    rows::row(0x08, 0x08, "submessage", "Gap", &[Session], None),
    rows::row(0x12, 0x12, "submessage", "NackFrag", &[Session], None),
    rows::row(0x13, 0x13, "submessage", "HeartbeatFrag", &[Session], None),
    rows::row(0x15, 0x15, "submessage", "Data", &[Report], None),
    rows::row(0x16, 0x16, "submessage", "DataFrag", &[Report], None),
    rows::row(0x30, 0x30, "submessage", "Secured Body", &[Opaque], None),
    rows::row(0x33, 0x33, "submessage", "Secured Message", &[Opaque], None),
    rows::row(BUILT_IN | 0x15, 0x15, "submessage", "Data: Announcement", &[Discover], None),
    rows::row(BUILT_IN | 0x16, 0x16, "submessage", "DataFrag: Announcement", &[Discover], None),
    rows::row(REST, ANY_CODE, "submessage", "Unlisted submessage", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a submessage; none for those that only prepare others.
fn call(kind: u8, built_in: bool) -> Option<Call> {
    let code = u32::from(kind);
    if matches!(kind, 0x01 | 0x09 | 0x0C | 0x0D | 0x0E | 0x0F | 0x31 | 0x32 | 0x34) {
        return None;
    }
    let key = if built_in { BUILT_IN | code } else { code };
    rows::find(&ROWS, key, code).or_else(|| rows::find(&ROWS, REST, code))
}

/// The header and whole submessages are certain.
fn probe(sample: &Sample<'_>) -> Match {
    match messages::header(sample.bytes) {
        Some(_) if sample.whole => Match::Sure,
        _ => Match::No,
    }
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |kind, built_in| call(kind, built_in).map(|call| FUNCTIONS[usize::from(call.row)].name);
    assert_eq!((name(0x15, true), name(0x15, false)), (Some("Data: Announcement"), Some("Data")));
    assert_eq!((name(0x0E, false), name(0x77, false)), (None, Some("Unlisted submessage")));
}
