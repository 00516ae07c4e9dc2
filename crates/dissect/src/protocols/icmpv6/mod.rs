//! ICMPv6 (RFC 4443, 4861, 2710, 3810): whether somebody is there, who has an address, who routes, who listens to a group.
//!
//! Echo is asked and answered, and so is who has an address; the rest is told. Nobody is authenticated; whoever advertises itself as a
//! router routes.

#[cfg(test)]
mod tests;

use ringwall_model::{
    Attribute, Confidence,
    Operation::{Configure, Discover, Opaque, Report},
};

use super::rows::{self, Keyed};
use crate::{
    ANY_CODE, Answered, Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session,
    Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "icmpv6",
    title: "Internet Control Message Protocol for IPv6",
    carriers: &[Carrier::Ip(58)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    open: || Box::new(Icmpv6),
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

const UNLISTED: u32 = 0x100;
const ECHO: u8 = 128;
const ECHO_REPLY: u8 = 129;
const ROUTER_ADVERTISEMENT: u8 = 134;

/// Type of a message, and the four bytes behind its sum.
fn read(bytes: &[u8]) -> Option<(u8, u32)> {
    let mut c = Cursor::new(bytes);
    let kind = c.u8()?;
    c.skip(3)?;
    // Zero would mean the oldest.
    Some((kind, c.u32()?.max(1)))
}

fn call(kind: u8) -> Call {
    let code = u32::from(kind);
    let found = rows::find(&ROWS, code, code).or_else(|| rows::find(&ROWS, UNLISTED, code));
    found.unwrap_or(Call { row: 0, code })
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && sample.whole && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Icmpv6;

impl Session for Icmpv6 {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match read(pdu.bytes) {
            Some((ECHO, tag)) => {
                out.initiator_sends(pdu.direction);
                out.request(call(ECHO), tag, Object::NONE);
            }
            Some((ECHO_REPLY, tag)) => {
                out.initiator_sends(pdu.direction.reverse());
                out.answer(tag, Some(call(ECHO)), Answered::Accepted);
            }
            Some((kind, _)) => {
                out.report(call(kind), Object::NONE);
                if kind == ROUTER_ADVERTISEMENT {
                    out.identity(Subject::Sender, Attribute::Capability, b"router", Confidence::Medium);
                }
            }
            None if pdu.cut => {}
            None => out.malformed("icmpv6-message", 0),
        }
    }
}
