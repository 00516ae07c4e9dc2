//! ICMP (RFC 792, 950, 1256): whether somebody is there, and why a packet did not arrive.
//!
//! Echo, timestamp and address mask are asked and answered, paired by identifier and number. What is quoted of other packets is not
//! read. Nobody is authenticated; whoever advertises itself as a router routes.

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
    name: "icmp",
    title: "Internet Control Message Protocol",
    carriers: &[Carrier::Ip(1)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    open: || Box::new(Icmp),
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

const UNLISTED: u32 = 0x100;
const ROUTER_ADVERTISEMENT: u8 = 9;

/// What a message is: a question, the answer to one, or told unasked; with the type of its row.
enum Kind {
    Asks(u8),
    Answers(u8),
    Tells(u8),
}

fn kind(bytes: &[u8]) -> Option<(Kind, u32)> {
    let mut c = Cursor::new(bytes);
    let kind = c.u8()?;
    c.skip(3)?;
    let tag = c.u32()?;
    Some((
        match kind {
            0 => Kind::Answers(8),
            14 | 16 | 18 => Kind::Answers(kind.saturating_sub(1)),
            8 | 13 | 15 | 17 => Kind::Asks(kind),
            _ => Kind::Tells(kind),
        },
        // Zero would mean the oldest.
        tag.max(1),
    ))
}

fn call(kind: u8) -> Call {
    let code = u32::from(kind);
    let found = rows::find(&ROWS, code, code).or_else(|| rows::find(&ROWS, UNLISTED, code));
    found.unwrap_or(Call { row: 0, code })
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && sample.whole && kind(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Icmp;

impl Session for Icmp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match kind(pdu.bytes) {
            Some((Kind::Asks(kind), tag)) => {
                out.initiator_sends(pdu.direction);
                out.request(call(kind), tag, Object::NONE);
            }
            Some((Kind::Answers(kind), tag)) => {
                out.initiator_sends(pdu.direction.reverse());
                out.answer(tag, Some(call(kind)), Answered::Accepted);
            }
            Some((Kind::Tells(kind), _)) => {
                out.report(call(kind), Object::NONE);
                if kind == ROUTER_ADVERTISEMENT {
                    out.identity(Subject::Sender, Attribute::Capability, b"router", Confidence::Medium);
                }
            }
            None if pdu.cut => {}
            None => out.malformed("icmp-message", 0),
        }
    }
}
