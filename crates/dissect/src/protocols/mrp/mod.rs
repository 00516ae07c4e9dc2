//! MRP (IEC 62439-2): a ring of switches in which a manager keeps one link idle until it is needed.
//!
//! Who sends test frames manages the ring; whoever speaks is a node of it. Frames carry no authentication: anybody in the
//! ring can open it. No capture of others was at hand, so that what a frame is for is named and nothing concluded.

#[cfg(test)]
mod tests;

use ringwall_model::{
    Attribute, Confidence,
    Operation::{Opaque, Session as Keeps},
};

use super::rows::{self, Keyed};
use crate::{
    ANY_CODE, Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink,
    Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "mrp",
    title: "Media Redundancy Protocol",
    carriers: &[Carrier::EtherType(0x88E3)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Mrp),
    basis: Basis::Document,
};

const ROWS: [Keyed; 11] = [
    rows::row(1, 1, "frame", "Common", &[Keeps], None),
    rows::row(2, 2, "frame", "Test", &[Keeps], None),
    rows::row(3, 3, "frame", "Topology change", &[Keeps], None),
    rows::row(4, 4, "frame", "Link down", &[Keeps], None),
    rows::row(5, 5, "frame", "Link up", &[Keeps], None),
    rows::row(6, 6, "frame", "Interconnection test", &[Keeps], None),
    rows::row(7, 7, "frame", "Interconnection topology change", &[Keeps], None),
    rows::row(8, 8, "frame", "Interconnection link down", &[Keeps], None),
    rows::row(9, 9, "frame", "Interconnection link up", &[Keeps], None),
    rows::row(10, 10, "frame", "Interconnection link status", &[Keeps], None),
    rows::row(11, ANY_CODE, "frame", "Unlisted frame", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const VERSION: u16 = 1;
const TEST: u8 = 2;

/// What a frame is: the first element behind the version.
fn kind(bytes: &[u8]) -> Option<u8> {
    let mut c = Cursor::new(bytes);
    let VERSION = c.u16()? else { return None };
    let (kind, length) = (c.u8()?, usize::from(c.u8()?));
    (kind > 0 && length <= c.left()).then_some(kind)
}

fn probe(sample: &Sample<'_>) -> Match {
    match kind(sample.bytes) {
        Some(1..=10) if sample.hinted => Match::Sure,
        Some(_) if sample.hinted => Match::Weak,
        _ => Match::No,
    }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Mrp;

impl Session for Mrp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(kind) = kind(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("mrp-frame", 0);
            }
            return;
        };
        let row = if (1..=10).contains(&kind) { u16::from(kind).saturating_sub(1) } else { 10 };
        out.report(Call { row, code: u32::from(kind) }, Object::NONE);
        let role: &[u8] = if kind == TEST { b"ring-manager" } else { b"ring-node" };
        out.identity(Subject::Sender, Attribute::Capability, role, Confidence::Medium);
    }
}
