//! Ethernet POWERLINK (EPSG DS 301): a managing node polls controlled nodes in cycles.
//!
//! Kinds of messages and the nodes they come from and go to are read, and what a node says of itself when it is asked. No
//! capture of others was at hand: what polls carry and services do is opaque. That safety frames (openSAFETY) are among it is told, for their checks prove them.

#[cfg(test)]
mod tests;

use ringwall_model::{
    Attribute, Confidence,
    Operation::{Opaque, Session as Keeps},
};

use super::opensafety;
use super::rows::{self, Keyed};
use crate::{
    ANY_CODE, Basis, Call, Carrier, Cursor, Framing, Function, Match, Native, Object, Pdu, Protocol, Sample, Session,
    Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "powerlink",
    title: "Ethernet POWERLINK",
    carriers: &[Carrier::EtherType(0x88AB)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::<Powerlink>::default(),
    basis: Basis::Document,
};

const ROWS: [Keyed; 14] = [
    rows::row(0x0001, 1, "message", "Start of cycle", &[Keeps], None),
    rows::row(0x0003, 3, "message", "Poll request", &[Opaque], None),
    rows::row(0x0004, 4, "message", "Poll response", &[Opaque], None),
    rows::row(0x0005, 5, "message", "Start of asynchronous", &[Keeps], None),
    rows::row(0x0007, 7, "message", "Active managing node", &[Keeps], None),
    rows::row(0x00ff, ANY_CODE, "message", "Unlisted message", &[Opaque], None),
    rows::row(0x0101, 1, "service", "Identification", &[Keeps], None),
    rows::row(0x0102, 2, "service", "Status", &[Keeps], None),
    rows::row(0x0103, 3, "service", "Network management request", &[Opaque], None),
    rows::row(0x0104, 4, "service", "Network management command", &[Opaque], None),
    rows::row(0x0105, 5, "service", "Service data", &[Opaque], None),
    rows::row(0x0106, 6, "service", "Synchronisation", &[Keeps], None),
    rows::row(0x01a0, 0xa0, "service", "Maker's own service", &[Opaque], None),
    rows::row(0x01ff, ANY_CODE, "service", "Unlisted service", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const POLL_REQUEST: u8 = 3;
const POLL_RESPONSE: u8 = 4;
const ASYNCHRONOUS: u8 = 6;
const IDENTIFICATION: u8 = 1;
/// Bytes from the flags of an identification to the kind of device.
const BEFORE_DEVICE: usize = 22;

/// A message: kind, destination, source, and what follows.
fn read(bytes: &[u8]) -> Option<(u8, u8, u8, Cursor<'_>)> {
    let mut c = Cursor::new(bytes);
    let (kind, to, from) = (c.u8()?, c.u8()?, c.u8()?);
    // Node 0 is nobody; of the rest, some numbers are reserved.
    (matches!(kind, 1 | 3..=7) && to != 0 && from != 0).then_some((kind, to, from, c))
}

fn call(kind: u8, service: Option<u8>) -> Call {
    let (base, seen) = match service {
        Some(service) => (0x100, u32::from(service)),
        None => (0, u32::from(kind)),
    };
    rows::find(&ROWS, base | seen, seen)
        .or_else(|| rows::find(&ROWS, base | 0xff, seen))
        .unwrap_or(Call { row: 5, code: seen })
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// Which safe nodes are believed.
#[derive(Debug, Default)]
struct Powerlink {
    safety: opensafety::Watch,
}

impl Session for Powerlink {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((kind, _, from, mut c)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("powerlink-message", 0);
            }
            return;
        };
        out.native(Native::Numbered("node", u32::from(from)));
        if matches!(kind, POLL_REQUEST | POLL_RESPONSE | ASYNCHRONOUS) && self.safety.see(c.rest()).is_some() {
            opensafety::tell(out);
        }
        let service = if kind == ASYNCHRONOUS { c.u8() } else { None };
        out.report(call(kind, service), Object::NONE);
        if service == Some(IDENTIFICATION) && identify(c, out).is_none() && !pdu.cut {
            out.malformed("powerlink-identification", pdu.bytes.len());
        }
    }

    fn heap_bytes(&self) -> usize {
        self.safety.heap_bytes()
    }
}

/// Flags, state, version, features, sizes and times; kind of device, maker, product, revision, serial number.
fn identify(mut c: Cursor<'_>, out: &mut Sink<'_>) -> Option<()> {
    c.skip(BEFORE_DEVICE)?;
    c.skip(4)?;
    let (maker, product) = (c.u32_le()?, c.u32_le()?);
    let (revision, serial) = (c.u32_le()?, c.u32_le()?);
    let mut say = |what, text: String| out.identity(Subject::Sender, what, text.as_bytes(), Confidence::Medium);
    say(Attribute::Model, format!("POWERLINK vendor 0x{maker:08x} product 0x{product:08x}"));
    say(Attribute::Hardware, format!("0x{revision:08x}"));
    if serial != 0 {
        say(Attribute::Serial, serial.to_string());
    }
    Some(())
}
