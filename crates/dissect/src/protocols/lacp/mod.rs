//! LACP and the other slow protocols (IEEE 802.1AX, 802.3 annex 57A): links that act as one.
//!
//! Whoever speaks joins links for redundancy or throughput. Nobody proves it: the frames carry no authentication.

#[cfg(test)]
mod tests;

use ringwall_model::{
    Attribute, Confidence, Mac,
    Operation::{Opaque, Report},
};

use super::rows::{self, Keyed};
use crate::{
    ANY_CODE, Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink,
    Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "lacp",
    title: "Link Aggregation Control Protocol and other slow protocols",
    carriers: &[Carrier::EtherType(0x8809)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Lacp),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 4] = [
    rows::row(0, 1, "subtype", "Link aggregation", &[Report], None),
    rows::row(1, 2, "subtype", "Marker", &[Report], None),
    rows::row(2, 3, "subtype", "Operation and maintenance of a link", &[Report], None),
    rows::row(3, ANY_CODE, "subtype", "Unlisted slow protocol", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const AGGREGATION: u8 = 1;

/// The system an aggregation is of: version, the element of the actor and its length, priority, address.
fn actor(bytes: &[u8]) -> Option<Mac> {
    let mut c = Cursor::new(bytes);
    let [AGGREGATION, _, 1, 20] = c.array()? else { return None };
    c.skip(2)?;
    let system = Mac(c.array()?);
    // Key, port and state of the actor, then the element of the partner.
    c.skip(2 + 2 + 2 + 1 + 3)?;
    (c.array()? == [2, 20]).then_some(system)
}

fn probe(sample: &Sample<'_>) -> Match {
    match sample.bytes.first() {
        Some(&AGGREGATION) if sample.hinted && actor(sample.bytes).is_some() => Match::Sure,
        Some(1..=10) if sample.hinted => Match::Weak,
        _ => Match::No,
    }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Lacp;

impl Session for Lacp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(subtype) = pdu.bytes.first().copied() else { return out.malformed("lacp-frame", 0) };
        let row = if (1..=3).contains(&subtype) { u16::from(subtype).saturating_sub(1) } else { 3 };
        out.report(Call { row, code: u32::from(subtype) }, Object::NONE);
        match actor(pdu.bytes) {
            Some(system) if !system.is_group() && system != Mac::default() => {
                out.identity(Subject::Sender, Attribute::Capability, b"link-aggregation", Confidence::High);
                out.identity(Subject::Mac(system), Attribute::Capability, b"link-aggregation", Confidence::High);
            }
            None if subtype == AGGREGATION && !pdu.cut => out.malformed("lacp-elements", 2.min(pdu.bytes.len())),
            _ => {}
        }
    }
}
