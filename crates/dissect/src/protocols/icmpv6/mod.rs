//! ICMPv6 (RFC 4443, 4861, 2710, 3810): whether somebody is there, who has an address, who routes, who listens to a group.
//!
//! Echo is asked and answered, and so is who has an address; the rest is told. Nobody is authenticated; whoever advertises itself as a
//! router routes.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Configure, Discover, Opaque, Report};

use super::icmp::messages::{self, Family, Kind, UNLISTED};
use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Carrier, Framing, Function, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "icmpv6",
    title: "Internet Control Message Protocol for IPv6",
    carriers: &[Carrier::Ip(58)],
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
static ROWS: [Keyed; 15] = [
    rows::row(1, 1, "message", "Destination Unreachable", &[Report], None),
    rows::row(2, 2, "message", "Packet Too Big", &[Report], None),
    rows::row(3, 3, "message", "Time Exceeded", &[Report], None),
    rows::row(4, 4, "message", "Parameter Problem", &[Report], None),
    rows::row(128, 128, "message", "Echo", &[Discover], None),
    rows::row(130, 130, "message", "Listener Query", &[Discover], None),
    rows::row(131, 131, "message", "Listener Report", &[Report], None),
    rows::row(132, 132, "message", "Listener Done", &[Report], None),
    rows::row(133, 133, "message", "Router Solicitation", &[Discover], None),
    rows::row(134, 134, "message", "Router Advertisement", &[Report], None),
    rows::row(135, 135, "message", "Neighbour Solicitation", &[Discover], None),
    rows::row(136, 136, "message", "Neighbour Advertisement", &[Report], None),
    rows::row(137, 137, "message", "Redirect", &[Configure], None),
    rows::row(143, 143, "message", "Listener Report, Version 2", &[Report], None),
    rows::row(UNLISTED, ANY_CODE, "message", "Unlisted message", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

static FAMILY: Family = Family { kind, rows: &ROWS, router: 134, malformed: "icmpv6-message" };

fn kind(kind: u8) -> Kind {
    match kind {
        128 => Kind::Asks,
        129 => Kind::Answers(128),
        _ => Kind::Tells,
    }
}
