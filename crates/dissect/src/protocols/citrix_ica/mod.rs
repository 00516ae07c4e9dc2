//! Citrix ICA, by which people work at a screen of a server: known by what both sides begin with, the mark of ICA (TCP 1494) or of
//! the protocol that carries it and outlives a lost connection (CGP, TCP 2598; ports by its maker's list).
//!
//! What follows is not read. `Interactive` is `Negotiated` once both sides began so, and `Completed` when both went on.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};
use ringwall_model::{Security, Stage};

use super::rows::{self, Keyed};
use super::told::Told;
use crate::{
    Basis, Call, Carrier, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample, Signature, Sink,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "citrix-ica",
    title: "Citrix ICA",
    carriers: &[Carrier::Tcp(1494), Carrier::Tcp(2598)],
    signatures: &[
        &[byte(0, 0x7F), byte(1, 0x7F), byte(2, b'I'), byte(3, b'C')],
        &[byte(0, 0x1A), byte(1, b'C'), byte(2, b'G'), byte(3, b'P')],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, bytes| (!bytes.is_empty()).then_some(0),
    tells: None,
    open: || Box::<Ica>::default(),
    basis: Basis::Captures,
};

const fn byte(at: u8, value: u8) -> Signature {
    Signature { at, mask: 0xFF, value }
}

const ROWS: [Keyed; 2] = [
    rows::row(0, 0, "stream", "Beginning", &[Session], None),
    rows::row(1, 1, "stream", "Screen, keys and pointer", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// What either side begins with.
const MARKS: [&[u8]; 2] = [b"\x7F\x7FICA\0", b"\x1ACGP/01"];

fn begins(bytes: &[u8]) -> bool {
    MARKS.iter().any(|mark| bytes.starts_with(mark))
}

fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    if sample.whole {
        Match::No
    } else if begins(bytes) {
        Match::Sure
    } else if MARKS.iter().any(|mark| mark.starts_with(bytes)) {
        Match::More
    } else {
        Match::No
    }
}

/// State of a connection: who began, and who went on.
#[derive(Debug, Default)]
struct Ica {
    began: [bool; 2],
    went_on: [bool; 2],
    told: Told,
}

impl crate::Session for Ica {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let begins = begins(pdu.bytes);
        let row = u16::from(!begins);
        out.report(Call { row, code: u32::from(row) }, Object::NONE);
        let [forward, backward] = if begins { &mut self.began } else { &mut self.went_on };
        *(if pdu.direction == Direction::Forward { forward } else { backward }) = true;
        if self.began == [true; 2] {
            self.told.tell(Security::Interactive { stage: Stage::Negotiated }, out);
            if self.went_on == [true; 2] {
                self.told.tell(Security::Interactive { stage: Stage::Completed }, out);
            }
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
