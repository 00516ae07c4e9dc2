//! AH (RFC 4302): packets whose sender and contents are proved, and anybody can read.
//!
//! What is inside is not read: whoever is inside is protected by something this reader cannot check. Packets both ways are a
//! channel in use.

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
    name: "ah",
    title: "IPsec: authentication header",
    carriers: &[Carrier::Ip(51)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Ah::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 1] = [rows::row(0, 0, "packet", "Authenticated packet", &[Opaque], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// The protocol inside and the length of the check value, where the header can be.
fn read(bytes: &[u8]) -> Option<(u8, usize)> {
    let mut c = Cursor::new(bytes);
    let (next, words) = (c.u8()?, usize::from(c.u8()?));
    // It counts words of four bytes, less two.
    let header = words.saturating_add(2).saturating_mul(4);
    let (0, 256..) = (c.u16()?, c.u32()?) else { return None };
    let check = header.checked_sub(12).filter(|n| *n > 0)?;
    (header <= bytes.len()).then_some((next, check))
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// State of two peers.
#[derive(Debug, Default)]
struct Ah {
    seen: [bool; 2],
    told: Told,
}

impl Session for Ah {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if read(pdu.bytes).is_none() {
            if !pdu.cut {
                out.malformed("ah-header", 0);
            }
            return;
        }
        out.report(Call { row: 0, code: 0 }, Object::NONE);
        let [forward, backward] = &mut self.seen;
        *(if pdu.direction == Direction::Forward { forward } else { backward }) = true;
        if self.seen == [true; 2] {
            let channel = Security::Channel {
                secrecy: false,
                integrity: true,
                peer: PeerProof::Hidden,
                version: "AH".into(),
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
