//! ICMP (RFC 792, 950, 1256): whether somebody is there, and why a packet did not arrive.
//!
//! Echo, timestamp and address mask are asked and answered, paired by identifier and number. What is quoted of other packets is not
//! read. Nobody is authenticated; whoever advertises itself as a router routes.

pub(super) mod messages;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Configure, Discover, Opaque, Report};

use self::messages::{Family, Kind, UNLISTED};
use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Carrier, Framing, Function, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "icmp",
    title: "Internet Control Message Protocol",
    carriers: &[Carrier::Ip(1)],
    signatures: &[],
    probe: messages::probe,
    functions: &FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(&FAMILY),
    basis: Basis::Captures,
};

#[rustfmt::skip]
static ROWS: [Keyed; 12] = [
    rows::row(3, 3, "message", "Destination Unreachable", &[Report], None),
    rows::row(4, 4, "message", "Source Quench", &[Report], None),
    rows::row(5, 5, "message", "Redirect", &[Configure], None),
    rows::row(8, 8, "message", "Echo", &[Discover], None),
    rows::row(9, 9, "message", "Router Advertisement", &[Report], None),
    rows::row(10, 10, "message", "Router Solicitation", &[Discover], None),
    rows::row(11, 11, "message", "Time Exceeded", &[Report], None),
    rows::row(12, 12, "message", "Parameter Problem", &[Report], None),
    rows::row(13, 13, "message", "Timestamp", &[Discover], None),
    rows::row(15, 15, "message", "Information", &[Discover], None),
    rows::row(17, 17, "message", "Address Mask", &[Discover], None),
    rows::row(UNLISTED, ANY_CODE, "message", "Unlisted message", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

static FAMILY: Family = Family { kind, rows: &ROWS, router: 9, malformed: "icmp-message" };

fn kind(kind: u8) -> Kind {
    match kind {
        0 => Kind::Answers(8),
        14 | 16 | 18 => Kind::Answers(kind.saturating_sub(1)),
        8 | 13 | 15 | 17 => Kind::Asks,
        _ => Kind::Tells,
    }
}
