//! Modbus over TCP and UDP: the MODBUS Application Protocol V1.1b3 in its TCP header (Messaging Implementation Guide V1.0b).
//!
//! Every public function has its operation; diagnostics and encapsulated interfaces are told apart by sub-function.
//! Device identification (43/14) and the server id (17) yield identities. Exceptions are refusals, except *acknowledge*,
//! which accepts. UMAS (function 90) is read by its own codes; those that are not listed are opaque. The protocol has no
//! authentication; none is ever claimed.

mod functions;
mod identity;
mod objects;
mod session;
mod shape;
#[cfg(test)]
mod tests;
mod umas;

use super::starts;
use crate::{Basis, Carrier, Cursor, Direction, Framing, Match, Protocol, Sample, Signature};

use session::Modbus;
use shape::Shape;

/// Modbus.
pub static PROTOCOL: Protocol = Protocol {
    name: "modbus",
    title: "Modbus/TCP",
    carriers: &[Carrier::Tcp(502), Carrier::Udp(502)],
    signatures: &[&[Signature { at: 2, mask: 0xFF, value: 0 }, Signature { at: 3, mask: 0xFF, value: 0 }]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: HEADER + UMAS_LENGTH_MAX,
    frame,
    resync,
    tells: Some(6),
    open: || Box::<Modbus>::default(),
    basis: Basis::Captures,
};

/// Transaction, protocol and length, which the length does not count.
const HEADER: usize = 6;
/// Longest unit id and PDU (section 4.1: 253 bytes of PDU).
const LENGTH_MAX: usize = 254;
/// Longest unit id and PDU of UMAS, whose peers agree on longer messages than the specification allows.
const UMAS_LENGTH_MAX: usize = 2048;

/// A header as far as it can be believed: length of the whole message and function code.
struct Header {
    total: usize,
    code: u8,
}

fn header(bytes: &[u8]) -> Option<Header> {
    let mut cursor = Cursor::new(bytes);
    cursor.skip(2)?;
    let protocol = cursor.u16()?;
    let length = usize::from(cursor.u16()?);
    cursor.skip(1)?;
    let code = cursor.u8()?;
    let longest = if code & 0x7F == umas::CODE { UMAS_LENGTH_MAX } else { LENGTH_MAX };
    let sane = protocol == 0 && (2..=longest).contains(&length);
    sane.then_some(Header { total: HEADER + length, code })
}

/// Enough of a message to see its function.
const HEADER_AND_CODE: usize = HEADER + 2;

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < HEADER_AND_CODE {
        return Framing::Need(HEADER_AND_CODE);
    }
    match header(bytes) {
        None => Framing::Lost,
        Some(h) if h.total > bytes.len() => Framing::Need(h.total),
        Some(h) => Framing::Pdu(h.total),
    }
}

/// The first offset where a message starts whose length and data agree and whose end is the end of the bytes or another
/// believable header.
fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    let may_start = |head: &[u8; HEADER_AND_CODE]| head[2..4] == [0, 0];
    starts::first(bytes, may_start, |rest| {
        fits(rest).is_some_and(|total| {
            let next = rest.get(total..).unwrap_or_default();
            next.is_empty() || next.len() >= HEADER_AND_CODE && header(next).is_some()
        })
    })
}

/// Length of the message at the start of `bytes` when it is whole, of a public function, and its data fit.
fn fits(bytes: &[u8]) -> Option<usize> {
    let h = header(bytes)?;
    let data = bytes.get(HEADER_AND_CODE..h.total)?;
    let known = functions::is_public(h.code & 0x7F) && !Shape::of(h.code, data).is_wrong();
    known.then_some(h.total)
}

fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    if bytes.len() < HEADER_AND_CODE {
        return if sample.whole { Match::No } else { Match::More };
    }
    let Some(h) = header(bytes) else { return Match::No };
    if fits(bytes).is_some() {
        return if sample.hinted { Match::Sure } else { Match::Weak };
    }
    match bytes.len() {
        n if n == h.total && sample.hinted => Match::Weak,
        n if n < h.total && !sample.whole && functions::is_public(h.code & 0x7F) => Match::More,
        _ => Match::No,
    }
}
