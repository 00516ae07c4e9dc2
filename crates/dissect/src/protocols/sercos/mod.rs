//! Sercos III (IEC 61158-4-19): telegrams between a master and drives in cycles.
//!
//! Which telegram it is and in which phase the network is are read. No capture of others was at hand: what telegrams carry,
//! parameters and the safety container (CIP Safety on Sercos) among it, is opaque.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session as Keeps};

use super::rows::{self, Keyed};
use crate::{Basis, Call, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "sercos",
    title: "Sercos III",
    carriers: &[Carrier::EtherType(0x88CD)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Sercos),
    basis: Basis::Document,
};

const ROWS: [Keyed; 4] = [
    rows::row(0, 0, "telegram", "Master data, network begins", &[Keeps], None),
    rows::row(1, 1, "telegram", "Drive data, network begins", &[Keeps], None),
    rows::row(2, 0, "telegram", "Master data", &[Opaque], None),
    rows::row(3, 1, "telegram", "Drive data", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Bits of the first byte: from a drive; its number, of which there are four.
const FROM_DRIVE: u8 = 0x40;
const NUMBER: u8 = 0x0f;
const NUMBER_MAX: u8 = 3;
/// Bits of the second: the phase, and that another is asked for, which they then name.
const PHASE: u8 = 0x0f;
const SWITCHES: u8 = 0x80;
/// In these, drives are found and numbered; from the next on they are given parameters.
const BEGINS: u8 = 1;
const PHASE_MAX: u8 = 4;
/// Type, phase and check value.
const HEADER: usize = 6;

/// A telegram: its row and code.
fn read(bytes: &[u8]) -> Option<Call> {
    let [kind, phase, ..] = *bytes.first_chunk::<HEADER>()?;
    if kind & NUMBER > NUMBER_MAX || phase & PHASE > PHASE_MAX {
        return None;
    }
    let drive = kind & FROM_DRIVE != 0;
    let begins = phase & PHASE <= BEGINS && phase & SWITCHES == 0;
    let row = u16::from(drive).saturating_add(if begins { 0 } else { 2 });
    Some(Call { row, code: u32::from(drive) })
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Sercos;

impl Session for Sercos {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match read(pdu.bytes) {
            Some(call) => out.report(call, Object::NONE),
            None if pdu.cut => {}
            None => out.malformed("sercos-telegram", 0),
        }
    }
}
