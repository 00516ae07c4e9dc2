//! Radmin, by which people work at a screen from elsewhere: known by the sum of each message of its handshake (from captures;
//! TCP 4899 by its maker's documentation).
//!
//! After the handshake everything is protected and told as a payload. `Interactive` is `Negotiated` once both sides took part in
//! the handshake: whether a log-in succeeded is not to be seen.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};
use ringwall_model::{Attribute, Confidence, Security, Stage};

use super::rows::{self, Keyed};
use crate::{
    Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample, Signature, Sink,
    Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "radmin",
    title: "Radmin",
    carriers: &[Carrier::Tcp(4899)],
    signatures: &[&[byte(0, 1), byte(1, 0), byte(2, 0)]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x1_0000,
    frame,
    resync: |_, bytes| (!bytes.is_empty()).then_some(0),
    tells: None,
    open: || Box::<Radmin>::default(),
    basis: Basis::Captures,
};

const fn byte(at: u8, value: u8) -> Signature {
    Signature { at, mask: 0xFF, value }
}

const ROWS: [Keyed; 2] =
    [rows::row(0, 0, "message", "Handshake", &[Session], None), rows::row(1, 1, "message", "Payload", &[Opaque], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Mark, length, sum.
const HEADER: usize = 9;
/// Messages of the handshake are short.
const LENGTH_MAX: usize = 1024;

/// Length of a message of the handshake with its header, where its sum is right.
fn handshake(bytes: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(bytes);
    c.u8().filter(|mark| *mark == 1)?;
    let length = usize::try_from(c.u32()?).ok().filter(|length| (1..=LENGTH_MAX).contains(length))?;
    let told = c.u32()?;
    (told == sum(c.take(length)?)).then(|| HEADER.saturating_add(length))
}

/// Sum of words of four bytes, low one first; the last may be short.
fn sum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0_u32, |sum, word| {
        sum.wrapping_add(word.iter().rev().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)))
    })
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match handshake(bytes) {
        Some(total) => Framing::Pdu(total),
        None if bytes.is_empty() => Framing::Need(1),
        None => Framing::Pdu(bytes.len()),
    }
}

/// The sum is certain; of the shortest messages only on the port.
fn probe(sample: &Sample<'_>) -> Match {
    match handshake(sample.bytes) {
        _ if sample.whole => Match::No,
        Some(_) if sample.hinted => Match::Sure,
        Some(total) if total == sample.bytes.len() => Match::Weak,
        _ => Match::No,
    }
}

/// State of a connection: who took part in the handshake.
#[derive(Debug, Default)]
struct Radmin {
    spoke: [bool; 2],
}

impl crate::Session for Radmin {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if handshake(pdu.bytes).is_none() {
            return out.report(Call { row: 1, code: 1 }, Object::NONE);
        }
        out.report(Call { row: 0, code: 0 }, Object::NONE);
        let [forward, backward] = &mut self.spoke;
        let (mine, others) =
            if pdu.direction == Direction::Forward { (forward, backward) } else { (backward, forward) };
        if !std::mem::replace(mine, true) {
            out.identity(Subject::Sender, Attribute::Software, b"Radmin", Confidence::Medium);
            if *others {
                out.security(Security::Interactive { stage: Stage::Negotiated });
            }
        }
    }
}
