//! GOOSE and sampled values routed over UDP (IEC 61850-90-5): the session header only.
//!
//! Nothing of it was compared with a capture or a peer here, so contents are opaque: whether they are enciphered, who signs
//! them and what they say is not read.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::Opaque;

use crate::protocols::rows::{self, Keyed};
use crate::{
    Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session,
    Signature, Sink,
};

/// Routed GOOSE and sampled values.
pub static PROTOCOL: Protocol = Protocol {
    name: "r-goose",
    title: "Routed GOOSE and sampled values (opaque)",
    carriers: &[Carrier::Udp(102)],
    signatures: &[&[
        Signature { at: 0, mask: 0xFF, value: 1 },
        Signature { at: 1, mask: 0xFF, value: 0x40 },
        Signature { at: 2, mask: 0xFC, value: 0xA0 },
    ]],
    probe,
    functions: FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::new(Routed),
    basis: Basis::Document,
};

static ROWS: [Keyed; 4] = [
    rows::row(0xA0, 0xA0, "session", "Tunnelled", &[Opaque], None),
    rows::row(0xA1, 0xA1, "session", "GOOSE", &[Opaque], None),
    rows::row(0xA2, 0xA2, "session", "Sampled Values", &[Opaque], None),
    rows::row(0xA3, 0xA3, "session", "Management", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Parameter that holds the common header.
const COMMON: u8 = 0x80;

/// What a session carries: length and transport identifier, session identifier and length, common header.
fn session(bytes: &[u8]) -> Option<u8> {
    let mut c = Cursor::new(bytes);
    (c.u16()? == 0x0140).then_some(())?;
    let kind = c.u8().filter(|kind| (0xA0..=0xA3).contains(kind))?;
    let mut header = c.u8().and_then(|length| c.sub(usize::from(length)))?;
    header.u8().filter(|parameter| *parameter == COMMON)?;
    Some(kind)
}

fn probe(sample: &Sample<'_>) -> Match {
    match session(sample.bytes) {
        Some(_) if sample.whole => Match::Sure,
        _ => Match::No,
    }
}

/// Datagrams stand alone.
#[derive(Debug)]
struct Routed;

impl Session for Routed {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(kind) = session(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("r-goose-session", 0);
            }
            return;
        };
        let code = u32::from(kind);
        out.report(rows::find(&ROWS, code, code).unwrap_or(Call { row: 0, code }), Object::NONE);
    }
}
