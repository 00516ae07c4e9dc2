//! CODESYS V3 over TCP and UDP, by which engineering tools work on controllers of many makers.
//!
//! The maker does not publish it; the block driver's header and the services of the router are those of public research
//! (Kaspersky ICS CERT, "Security research: CODESYS Runtime, a PLC control framework"). Nothing of it was compared with a
//! capture or a peer here, so whatever a channel carries is opaque.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session as Keeps};

use crate::protocols::rows::{self, Keyed};
use crate::{
    ANY_CODE, Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample,
    Session, Signature, Sink,
};

/// CODESYS.
pub static PROTOCOL: Protocol = Protocol {
    name: "codesys",
    title: "CODESYS V3 (opaque)",
    carriers: &[
        Carrier::Tcp(11740),
        Carrier::Tcp(11741),
        Carrier::Tcp(11742),
        Carrier::Tcp(11743),
        Carrier::Udp(1740),
        Carrier::Udp(1741),
        Carrier::Udp(1742),
        Carrier::Udp(1743),
    ],
    signatures: &[
        &[
            Signature { at: 0, mask: 0xFF, value: 0 },
            Signature { at: 1, mask: 0xFF, value: 1 },
            Signature { at: 2, mask: 0xFF, value: 0x17 },
            Signature { at: 3, mask: 0xFF, value: 0xE8 },
        ],
        &[Signature { at: 0, mask: 0xFF, value: DATAGRAM }],
    ],
    probe,
    functions: FUNCTIONS,
    pdu_max: LENGTH_MAX,
    frame,
    resync: |_: Direction, bytes| (0..bytes.len()).find(|at| bytes.get(*at..).and_then(block).is_some()),
    tells: None,
    open: || Box::new(Codesys),
    basis: Basis::Document,
};

static ROWS: [Keyed; 6] = [
    rows::row(1, 1, "service", "Address Request", &[Keeps], None),
    rows::row(2, 2, "service", "Address Response", &[Keeps], None),
    rows::row(3, 3, "service", "Name Request", &[Keeps], None),
    rows::row(4, 4, "service", "Name Response", &[Keeps], None),
    rows::row(64, 64, "service", "Channel", &[Opaque], None),
    rows::row(0xFFFF, ANY_CODE, "service", "Unlisted service", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Mark and length.
const BLOCK: usize = 8;
const MARK: [u8; 4] = [0, 1, 0x17, 0xE8];
const LENGTH_MAX: usize = 0x1000;
/// First byte of a datagram.
const DATAGRAM: u8 = 0xC5;

/// Length of the block at the start of the bytes.
fn block(bytes: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(bytes);
    (c.array()? == MARK).then_some(())?;
    usize::try_from(c.u32_le()?).ok().filter(|n| (BLOCK + 4..=LENGTH_MAX).contains(n))
}

/// The service of a datagram: mark, hops, packet, service.
fn service(bytes: &[u8]) -> Option<u8> {
    let mut c = Cursor::new(bytes);
    c.u8().filter(|mark| *mark == DATAGRAM)?;
    c.skip(2)?;
    c.u8()
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match block(bytes) {
        _ if bytes.len() < BLOCK => Framing::Need(BLOCK),
        None => Framing::Lost,
        Some(total) if total > bytes.len() => Framing::Need(total),
        Some(total) => Framing::Pdu(total),
    }
}

/// A block with a datagram is certain; a bare datagram takes two on the usual port.
fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    if sample.whole {
        let known = service(bytes).is_some_and(|s| matches!(s, 1..=4 | 64));
        return if known && sample.hinted { Match::Weak } else { Match::No };
    }
    match block(bytes) {
        Some(_) if bytes.get(BLOCK) == Some(&DATAGRAM) => Match::Sure,
        Some(_) if bytes.len() == BLOCK => Match::More,
        None if bytes.len() < BLOCK && MARK.starts_with(bytes.get(..4).unwrap_or(bytes)) && !bytes.is_empty() => {
            Match::More
        }
        _ => Match::No,
    }
}

/// Datagrams stand alone.
#[derive(Debug)]
struct Codesys;

impl Session for Codesys {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let datagram = if block(pdu.bytes).is_some() { pdu.bytes.get(BLOCK..) } else { Some(pdu.bytes) };
        let Some(service) = datagram.and_then(service) else {
            if !pdu.cut {
                out.malformed("codesys-datagram", 0);
            }
            return;
        };
        let code = u32::from(service);
        let call = rows::find(&ROWS, code, code).or_else(|| rows::find(&ROWS, 0xFFFF, code));
        out.report(call.unwrap_or(Call { row: 0, code }), Object::NONE);
    }
}
