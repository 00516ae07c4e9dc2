//! GE-SRTP of GE Fanuc and Emerson PACSystems controllers over TCP.
//!
//! The maker does not publish it; the header is that of public research (Denton and others, "Leveraging the SRTP protocol for
//! over-the-network memory acquisition of a GE Fanuc Series 90-30", DFRWS 2017). Nothing of it was compared with a capture or
//! a peer here, so a service is counted by its code and opaque.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session as Keeps};

use crate::protocols::rows::{self, Keyed};
use crate::{
    ANY_CODE, Answered, Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol,
    Sample, Session, Sink,
};

/// GE-SRTP.
pub static PROTOCOL: Protocol = Protocol {
    name: "ge-srtp",
    title: "GE-SRTP (opaque)",
    carriers: &[Carrier::Tcp(18245), Carrier::Tcp(18246)],
    signatures: &[],
    probe,
    functions: FUNCTIONS,
    pdu_max: HEADER + TEXT_MAX,
    frame,
    resync: |_: Direction, bytes| {
        (0..bytes.len()).find(|at| bytes.get(*at..).and_then(Header::read).is_some_and(|h| h.service.is_some()))
    },
    tells: None,
    open: || Box::new(GeSrtp),
    basis: Basis::Document,
};

static ROWS: [Keyed; 3] = [
    rows::row(1, 0, "packet", "Initialise", &[Keeps], None),
    rows::row(2, ANY_CODE, "service", "Service Request", &[Opaque], None),
    rows::row(3, 0, "response", "Response", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

const HEADER: usize = 56;
const TEXT_MAX: usize = 0x1000;
const REQUEST: u8 = 2;
const RESPONSE: u8 = 3;

/// A packet.
#[derive(Clone, Copy, Debug)]
struct Header {
    kind: u8,
    /// Sequence number, chosen by who asks.
    sequence: u16,
    total: usize,
    /// Of a request: its code.
    service: Option<u8>,
}

impl Header {
    /// Kind, sequence number, length of what follows; further on the type of the message and the code of the service.
    fn read(bytes: &[u8]) -> Option<Self> {
        let header = bytes.get(..HEADER)?;
        let mut c = Cursor::new(header);
        let (kind, _) = (c.u8()?, c.u8()?);
        let (sequence, text) = (c.u16_le()?, usize::from(c.u16_le()?));
        let message = *header.get(31)?;
        let known = match kind {
            0 | 1 => text == 0 && header.iter().skip(1).filter(|b| **b != 0).count() <= 2,
            REQUEST => matches!(message, 0xC0 | 0x80),
            RESPONSE => matches!(message, 0xD4 | 0xD1 | 0x94 | 0x53),
            _ => false,
        };
        let service = if kind == REQUEST { header.get(if message == 0xC0 { 42 } else { 50 }).copied() } else { None };
        (known && text <= TEXT_MAX).then_some(Self { kind, sequence, total: HEADER + text, service })
    }
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match Header::read(bytes) {
        _ if bytes.len() < HEADER => Framing::Need(HEADER),
        None => Framing::Lost,
        Some(h) if h.total > bytes.len() => Framing::Need(h.total),
        Some(h) => Framing::Pdu(h.total),
    }
}

/// A request or response is certain on the usual port; the zeros of a start only hint.
fn probe(sample: &Sample<'_>) -> Match {
    match Header::read(sample.bytes) {
        _ if !sample.hinted || sample.whole => Match::No,
        Some(h) if h.kind >= REQUEST => Match::Sure,
        Some(h) if h.total == sample.bytes.len() => Match::Weak,
        None if sample.bytes.len() < HEADER => Match::More,
        _ => Match::No,
    }
}

/// Packets are paired by their sequence number.
#[derive(Debug)]
struct GeSrtp;

impl Session for GeSrtp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = Header::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("ge-srtp-header", 0);
            }
            return;
        };
        let call = |key: u32, code: u8| rows::find(&ROWS, key, code.into()).unwrap_or(Call { row: 0, code: 0 });
        let tag = 1 << 16 | u32::from(header.sequence);
        match header.kind {
            0 => out.request(call(1, 0), 0, Object::NONE),
            1 => out.answer(0, Some(call(1, 0)), Answered::Accepted),
            REQUEST => {
                out.initiator_sends(pdu.direction);
                out.request(call(2, header.service.unwrap_or(0)), tag, Object::NONE);
            }
            _ => {
                out.initiator_sends(pdu.direction.reverse());
                // Whether it accepts or refuses was not seen in a capture; that it answers is all that is said.
                out.answer(tag, Some(call(3, 0)), Answered::Accepted);
            }
        }
    }
}
