//! Supervision of PRP and HSR (IEC 62439-3): nodes tell that they send everything twice, and for whom.
//!
//! The copies themselves are recognised by their trailers and tags, wherever they occur. No capture of others was at hand.

#[cfg(test)]
mod tests;

use ringwall_model::{Attribute, Confidence, Mac, Operation::Session as Keeps};

use super::rows::{self, Keyed};
use crate::{
    Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "prp",
    title: "PRP and HSR supervision",
    carriers: &[Carrier::EtherType(0x88FB)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Prp),
    basis: Basis::Document,
};

const ROWS: [Keyed; 3] = [
    rows::row(0, 20, "element", "Node that discards duplicates", &[Keeps], None),
    rows::row(1, 21, "element", "Node that accepts duplicates", &[Keeps], None),
    rows::row(2, 23, "element", "Node of a ring (HSR)", &[Keeps], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// The element that names the box which speaks for others.
const BOX: u8 = 30;

/// A message: its row and code, the node, and the box.
fn read(bytes: &[u8]) -> Option<(Call, Mac, Option<Mac>)> {
    let mut c = Cursor::new(bytes);
    // Path and version, sequence.
    let (0 | 1) = c.u16()? & 0x0fff else { return None };
    c.skip(2)?;
    let (kind, length) = (c.u8()?, c.u8()?);
    let row = match kind {
        20 => 0,
        21 => 1,
        23 => 2,
        _ => return None,
    };
    // Version 0 counts twelve bytes, of which six are the address of the port.
    let 6.. = length else { return None };
    let mut body = c.sub(usize::from(length))?;
    let node = Mac(body.array()?);
    let relay = match (c.u8(), c.u8()) {
        (Some(BOX), Some(6)) => c.array().map(Mac),
        _ => None,
    };
    Some((Call { row, code: u32::from(kind) }, node, relay))
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Prp;

impl Session for Prp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((call, node, relay)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("prp-message", 0);
            }
            return;
        };
        out.report(call, Object::NONE);
        for (mac, word) in [(Some(node), &b"redundant-node"[..]), (relay, b"redundancy-box")] {
            if let Some(mac) = mac.filter(|mac| !mac.is_group() && *mac != Mac::default()) {
                out.identity(Subject::Mac(mac), Attribute::Capability, word, Confidence::Medium);
            }
        }
    }
}
