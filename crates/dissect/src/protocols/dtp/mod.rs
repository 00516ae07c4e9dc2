//! DTP: switches of Cisco agree whether a link is a trunk. The format is described by free readers of it.
//!
//! A port that speaks it lets whoever is at the other end ask for a trunk, and with it for every VLAN. Nothing is proved.

#[cfg(test)]
mod tests;

use ringwall_model::{Attribute, Confidence, Mac, Operation::Session as Keeps};

use super::rows::{self, Keyed};
use crate::{
    Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "dtp",
    title: "Dynamic Trunking Protocol",
    carriers: &[Carrier::Snap(0x2004)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Dtp),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 1] = [rows::row(0, 1, "version", "Trunk negotiation", &[Keeps], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// LLC, SNAP of Cisco, and the number of this protocol.
const SNAP: &[u8] = &[0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x04];
/// Elements.
const DOMAIN: u16 = 1;
const NEIGHBOUR: u16 = 4;

/// Elements of a message of version 1.
fn elements(bytes: &[u8]) -> Option<impl Iterator<Item = (u16, &[u8])>> {
    let mut c = Cursor::new(bytes.strip_prefix(SNAP)?);
    let 1 = c.u8()? else { return None };
    Some(std::iter::from_fn(move || {
        let (kind, length) = (c.u16()?, c.u16()?);
        Some((kind, c.take(usize::from(length).checked_sub(4)?)?))
    }))
}

fn probe(sample: &Sample<'_>) -> Match {
    let first = elements(sample.bytes).and_then(|mut e| e.next());
    if sample.hinted && matches!(first, Some((DOMAIN..=NEIGHBOUR, _))) { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Dtp;

impl Session for Dtp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(elements) = elements(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("dtp-message", 0);
            }
            return;
        };
        out.report(Call { row: 0, code: 1 }, Object::NONE);
        out.identity(Subject::Sender, Attribute::Capability, b"bridge", Confidence::Medium);
        for (kind, value) in elements.take(16) {
            // The port that speaks, which may have another address than its frames.
            if let (NEIGHBOUR, Some(mac)) = (kind, value.first_chunk().map(|m| Mac(*m)))
                && !mac.is_group()
                && mac != Mac::default()
            {
                out.identity(Subject::Mac(mac), Attribute::Capability, b"bridge", Confidence::Medium);
            }
        }
    }
}
