//! ISO transport over TCP: RFC 1006 packets (TPKT) with class 0 TPDUs of ITU-T X.224 | ISO 8073 (COTP).
//!
//! Connection, disconnection and errors are counted; data is put together and handed on. The called selector of a
//! Siemens connection names rack and slot, which are the native address of everything carried over it.

mod functions;
mod reassembly;
mod selector;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Cursor, Direction, Framing, Match, Protocol, Sample, Signature};

use session::Cotp;

/// COTP in TPKT.
pub static PROTOCOL: Protocol = Protocol {
    name: "cotp",
    title: "ISO transport over TCP (TPKT, COTP)",
    carriers: &[Carrier::Tcp(102)],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: 3 }, Signature { at: 1, mask: 0xFF, value: 0 }]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0xFFFF,
    frame,
    resync,
    tells: None,
    open: || Box::<Cotp>::default(),
    basis: Basis::Captures,
};

/// Version, reserved byte and length (RFC 1006, section 6).
const TPKT: usize = 4;
/// A TPKT header, the length indicator and the type of the TPDU in it.
const TPKT_AND_TYPE: usize = TPKT + 2;

/// Length of the packet at the start of `bytes`, when header and TPDU agree.
fn packet(bytes: &[u8]) -> Option<usize> {
    let mut cursor = Cursor::new(bytes);
    let version = cursor.u16()?;
    let total = usize::from(cursor.u16()?);
    let indicator = usize::from(cursor.u8()?);
    let code = cursor.u8()?;
    let header_fits = indicator >= 2 && TPKT + 1 + indicator <= total;
    (version == 0x0300 && header_fits && functions::known(code, indicator)).then_some(total)
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < TPKT_AND_TYPE {
        return Framing::Need(TPKT_AND_TYPE);
    }
    match packet(bytes) {
        None => Framing::Lost,
        Some(total) if total > bytes.len() => Framing::Need(total),
        Some(total) => Framing::Pdu(total),
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| {
        let rest = bytes.get(*at..).unwrap_or_default();
        packet(rest).is_some_and(|total| match rest.get(total..) {
            Some(next) => next.is_empty() || packet(next).is_some(),
            None => false,
        })
    })
}

fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    if bytes.len() < TPKT_AND_TYPE {
        return if sample.whole { Match::No } else { Match::More };
    }
    match packet(bytes) {
        None => Match::No,
        Some(_) if sample.hinted => Match::Sure,
        Some(_) => Match::Weak,
    }
}
