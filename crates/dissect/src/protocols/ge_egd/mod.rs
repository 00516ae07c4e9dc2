//! Ethernet Global Data of GE controllers over UDP (GE Fanuc GFK-2224: TCP/IP Ethernet communications for PACSystems, chapter 4).
//!
//! The exchange is the native address. Nothing of it was compared with a capture or a peer here, so that data are produced is
//! all that is said of them.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::Opaque;

use crate::protocols::rows::{self, Keyed};
use crate::{
    Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Native, Object, Pdu, Protocol, Sample, Session,
    Signature, Sink,
};

/// EGD.
pub static PROTOCOL: Protocol = Protocol {
    name: "ge-egd",
    title: "GE Ethernet Global Data (opaque)",
    carriers: &[Carrier::Udp(18246)],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: 0x0D }, Signature { at: 1, mask: 0xFF, value: 1 }]],
    probe,
    functions: FUNCTIONS,
    pdu_max: 0x800,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::new(GeEgd),
    basis: Basis::Document,
};

static ROWS: [Keyed; 1] = [rows::row(13, 13, "message", "Data Production", &[Opaque], None)];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Bytes in front of the data, and most data.
const HEADER: usize = 32;
const DATA_MAX: usize = 1400;

/// The exchange: kind, version, request, producer, exchange, times, status, signature, reserved.
fn exchange(bytes: &[u8]) -> Option<u32> {
    let mut c = Cursor::new(bytes);
    (c.u16()? == 0x0D01 && (HEADER..=HEADER + DATA_MAX).contains(&bytes.len())).then_some(())?;
    c.skip(6)?;
    let exchange = c.u32_le()?;
    c.skip(16)?;
    (c.u32_le()? == 0).then_some(exchange)
}

fn probe(sample: &Sample<'_>) -> Match {
    match exchange(sample.bytes) {
        Some(_) if !sample.whole => Match::No,
        Some(_) if sample.hinted => Match::Sure,
        Some(_) => Match::Weak,
        None => Match::No,
    }
}

/// Messages stand alone.
#[derive(Debug)]
struct GeEgd;

impl Session for GeEgd {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(exchange) = exchange(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("ge-egd-header", 0);
            }
            return;
        };
        out.native(Native::Numbered("exchange", exchange));
        out.report(rows::find(&ROWS, 13, 13).unwrap_or(Call { row: 0, code: 13 }), Object::NONE);
    }
}
