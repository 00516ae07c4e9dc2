//! Ether-S-I/O of Saia PCD controllers and their remote inputs and outputs over UDP, known from captures.
//!
//! A telegram carries values of outputs or inputs, or the state of a remote station; the station that sends is the native
//! address. There is no authentication.

#[cfg(test)]
mod decoded;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Diagnose, Io, Opaque};

use crate::protocols::rows::{self, Keyed};
use crate::{
    ANY_CODE, Basis, Carrier, Cursor, Direction, Framing, Function, Match, Native, Object, Pdu, Protocol, Sample,
    Session, Signature, Sink,
};

/// Ether-S-I/O.
pub static PROTOCOL: Protocol = Protocol {
    name: "ether-sio",
    title: "Saia Ether-S-I/O",
    carriers: &[Carrier::Udp(6060)],
    signatures: &[&[
        Signature { at: 0, mask: 0xFF, value: b'E' },
        Signature { at: 1, mask: 0xFF, value: b'S' },
        Signature { at: 2, mask: 0xFF, value: b'I' },
        Signature { at: 3, mask: 0xFF, value: b'O' },
    ]],
    probe,
    functions: FUNCTIONS,
    pdu_max: 0x800,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::new(EtherSio),
    basis: Basis::Captures,
};

/// Data transfer.
const DATA: u16 = 1;

static ROWS: [Keyed; 3] = [
    rows::row(1, 1, "telegram", "Data Transfer", &[Io], None),
    rows::row(2, 2, "telegram", "Status", &[Diagnose], None),
    rows::row(3, ANY_CODE, "telegram", "Unlisted telegram", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Kind of telegram, station that sends it, and the transfer it begins with.
fn header(bytes: &[u8]) -> Option<(u16, u32, Object)> {
    let mut c = Cursor::new(bytes);
    (c.take(4)? == b"ESIO").then_some(())?;
    let (kind, _version, length) = (c.u16()?, c.u16()?, c.u16()?);
    (usize::from(length) == bytes.len()).then_some(())?;
    c.skip(6)?;
    let station = c.u32()?;
    let transfer = if kind == DATA { c.u16().and_then(|_| c.u32()) } else { None };
    Some((kind, station, transfer.map_or(Object::NONE, |id| Object::range("transfer", id, 1))))
}

/// The mark and a length that is the datagram's are certain.
fn probe(sample: &Sample<'_>) -> Match {
    match header(sample.bytes) {
        Some(_) if sample.whole => Match::Sure,
        _ => Match::No,
    }
}

/// Telegrams stand alone.
#[derive(Debug)]
struct EtherSio;

impl Session for EtherSio {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((kind, station, object)) = header(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("ether-sio-telegram", 0);
            }
            return;
        };
        out.native(Native::Numbered("station", station));
        let code = u32::from(kind);
        let Some(call) = rows::find(&ROWS, if matches!(code, 1 | 2) { code } else { 3 }, code) else { return };
        if kind == DATA { out.io(call, object) } else { out.report(call, object) }
    }
}
