//! IGMP (RFC 1112, 2236, 3376): who listens to which group, asked by routers and switches and told by listeners.
//!
//! Nobody is authenticated. What groups stand in a report of version 3 is not read: the conversation with the group shows it.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Discover, Opaque, Report};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "igmp",
    title: "Internet Group Management Protocol",
    carriers: &[Carrier::Ip(2)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Igmp),
    basis: Basis::Captures,
};

#[rustfmt::skip]
static ROWS: [Keyed; 6] = [
    rows::row(0x11, 0x11, "message", "Membership Query", &[Discover], None),
    rows::row(0x12, 0x12, "message", "Membership Report, Version 1", &[Report], None),
    rows::row(0x16, 0x16, "message", "Membership Report, Version 2", &[Report], None),
    rows::row(0x17, 0x17, "message", "Leave Group", &[Report], None),
    rows::row(0x22, 0x22, "message", "Membership Report, Version 3", &[Report], None),
    rows::row(UNLISTED, ANY_CODE, "message", "Unlisted message", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const UNLISTED: u32 = 0x100;
/// Type, time or code, sum, group.
const HEADER: usize = 8;

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && sample.whole && sample.bytes.len() >= HEADER { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Igmp;

impl Session for Igmp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match pdu.bytes.first() {
            Some(kind) if pdu.bytes.len() >= HEADER => {
                let code = u32::from(*kind);
                out.report(rows::find_or(&ROWS, code, UNLISTED, code), Object::NONE);
            }
            _ if pdu.cut => {}
            _ => out.malformed("igmp-message", 0),
        }
    }
}
