//! UDLD (RFC 5171): switches of Cisco find links that carry one way only.

#[cfg(test)]
mod tests;

use ringwall_model::{Attribute, Confidence, Operation::Report};

use super::rows::{self, Keyed};
use crate::{
    ANY_CODE, Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink,
    Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "udld",
    title: "UniDirectional Link Detection",
    carriers: &[Carrier::Snap(0x0111)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Udld),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 4] = [
    rows::row(0, 1, "opcode", "Probe", &[Report], None),
    rows::row(1, 2, "opcode", "Echo", &[Report], None),
    rows::row(2, 3, "opcode", "Flush", &[Report], None),
    rows::row(3, ANY_CODE, "opcode", "Unlisted operation", &[Report], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// LLC, SNAP of Cisco, and the number of this protocol.
const SNAP: &[u8] = &[0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x01, 0x11];
const VERSION: u8 = 1;
/// Elements.
const DEVICE: u16 = 1;
const NAME: u16 = 6;
const ELEMENTS_MAX: usize = 32;

/// The operation, and elements behind flags and checksum.
fn read(bytes: &[u8]) -> Option<(u8, Cursor<'_>)> {
    let mut c = Cursor::new(bytes.strip_prefix(SNAP)?);
    let first = c.u8()?;
    c.skip(3)?;
    (first >> 5 == VERSION).then_some((first & 0x1f, c))
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Udld;

impl Session for Udld {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((operation, mut c)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("udld-message", 0);
            }
            return;
        };
        let row = if (1..=3).contains(&operation) { u16::from(operation).saturating_sub(1) } else { 3 };
        out.report(Call { row, code: u32::from(operation) }, Object::NONE);
        out.identity(Subject::Sender, Attribute::Capability, b"bridge", Confidence::Medium);
        for _ in 0..ELEMENTS_MAX {
            let (Some(kind), Some(length)) = (c.u16(), c.u16()) else { return };
            let Some(value) = usize::from(length).checked_sub(4).and_then(|n| c.take(n)) else {
                if !pdu.cut {
                    out.malformed("udld-element", c.position().saturating_add(SNAP.len()));
                }
                return;
            };
            match kind {
                // Cisco's switches put their serial number here; the RFC only wants it unique.
                DEVICE => out.identity(Subject::Sender, Attribute::Serial, value, Confidence::Medium),
                NAME => out.identity(Subject::Sender, Attribute::Hostname, value, Confidence::High),
                _ => {}
            }
        }
    }
}
