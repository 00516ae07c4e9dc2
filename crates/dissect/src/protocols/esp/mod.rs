//! ESP (RFC 4303): encrypted packets between two hosts or gateways.
//!
//! A number of the association and one of the packet are all that shows. Packets both ways are a channel in use; what
//! protects it was agreed on elsewhere. Where a whole IP packet can be read inside, nothing was encrypted (RFC 5879).

#[cfg(test)]
mod tests;

use ringwall_model::{Operation::Opaque, PeerProof, Security, Soundness, Stage};

use super::{
    rows::{self, Keyed},
    told::Told,
};
use crate::{
    Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "esp",
    title: "IPsec: encapsulating security payload",
    carriers: &[Carrier::Ip(50)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Esp::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 1] = [rows::row(0, 0, "packet", "Encrypted packet", &[Opaque], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Association and number, then lengths of what may stand before the packet.
const HEADER: usize = 8;
const VECTORS: [usize; 3] = [0, 8, 16];
/// Padding, next header and check value behind the packet.
const BEHIND: std::ops::RangeInclusive<usize> = 2..=64;

/// True for a packet of an association; numbers below 256 are reserved.
fn is_packet(bytes: &[u8]) -> bool {
    let mut c = Cursor::new(bytes);
    c.u32().is_some_and(|association| association >= 256) && c.u32().is_some() && c.left() >= 4
}

/// True where an IP packet stands inside as it is: version, header length and total length fit.
fn is_readable(bytes: &[u8]) -> bool {
    VECTORS.into_iter().any(|vector| {
        let inside = bytes.get(HEADER.saturating_add(vector)..).unwrap_or_default();
        match inside {
            [0x45, _, high, low, ..] => {
                let total = usize::from(u16::from_be_bytes([*high, *low]));
                total >= 20 && inside.len().checked_sub(total).is_some_and(|behind| BEHIND.contains(&behind))
            }
            _ => false,
        }
    })
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && is_packet(sample.bytes) { Match::Weak } else { Match::No }
}

/// State of two peers.
#[derive(Debug, Default)]
struct Esp {
    seen: [bool; 2],
    readable: bool,
    told: Told,
}

impl Session for Esp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if !is_packet(pdu.bytes) {
            if !pdu.cut {
                out.malformed("esp-packet", 0);
            }
            return;
        }
        out.report(Call { row: 0, code: 0 }, Object::NONE);
        self.readable |= is_readable(pdu.bytes);
        let [forward, backward] = &mut self.seen;
        *(if pdu.direction == Direction::Forward { forward } else { backward }) = true;
        if self.seen == [true; 2] {
            let channel = Security::Channel {
                secrecy: !self.readable,
                integrity: true,
                peer: PeerProof::Hidden,
                version: "ESP".into(),
                suite: "not visible".into(),
                soundness: Soundness::Unknown,
                stage: Stage::Completed,
            };
            self.told.tell(channel, out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
