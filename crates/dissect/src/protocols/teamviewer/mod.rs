//! TeamViewer, by which people work at a screen from elsewhere: known by the mark of its messages and by their lengths (from
//! captures; TCP and UDP 5938 by its maker's list of ports).
//!
//! What stands in a message is protected and not read. A device keeps a connection to its maker's servers all the time, and
//! nothing on the wire tells when somebody works through it: `Interactive` is `Negotiated` once both sides spoke, and never more.

#[cfg(test)]
mod tests;

use ringwall_model::{Attribute, Confidence, Operation::Opaque, Security, Stage};

use super::rows::{self, Keyed};
use crate::{
    Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session,
    Signature, Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "teamviewer",
    title: "TeamViewer",
    carriers: &[Carrier::Tcp(5938), Carrier::Udp(5938)],
    signatures: &[
        &[byte(0, 0x17), byte(1, 0x24)],
        &[byte(0, 0x11), byte(1, 0x30)],
        // A datagram begins with a number that is small.
        &[byte(2, 0), byte(3, 0)],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x4_0000,
    frame,
    resync: |_, bytes| (0..bytes.len()).find(|at| bytes.get(*at..).and_then(total).is_some()),
    tells: None,
    open: || Box::<TeamViewer>::default(),
    basis: Basis::Captures,
};

const fn byte(at: u8, value: u8) -> Signature {
    Signature { at, mask: 0xFF, value }
}

const ROWS: [Keyed; 2] = [
    rows::row(0, 0x1724, "message", "Message", &[Opaque], None),
    rows::row(1, 0x1130, "message", "Numbered Message", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const PLAIN: [u8; 2] = [0x17, 0x24];
const NUMBERED: [u8; 2] = [0x11, 0x30];
/// Header of a message: mark, kind, length.
const PLAIN_HEADER: usize = 5;
/// Header of a numbered one: mark, kind, flags, length, two numbers, and two words more.
const NUMBERED_HEADER: usize = 24;
/// What stands before the message in a datagram.
const DATAGRAM_HEADER: usize = 11;
/// A numbered message is no longer, or its length is none.
const LENGTH_MAX: u32 = 0x3_0000;

/// Length of the message these bytes begin with, with its header.
fn total(bytes: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(bytes);
    match c.array()? {
        PLAIN => {
            c.skip(1)?;
            Some(PLAIN_HEADER.saturating_add(usize::from(c.u16_le()?)))
        }
        NUMBERED => {
            c.skip(2)?;
            let length = c.u32_le().filter(|length| *length <= LENGTH_MAX)?;
            Some(NUMBERED_HEADER.saturating_add(usize::try_from(length).ok()?))
        }
        _ => None,
    }
}

/// True for a datagram that holds one message and nothing else.
fn is_datagram(bytes: &[u8]) -> bool {
    let message = bytes.get(DATAGRAM_HEADER..).unwrap_or_default();
    message.starts_with(&PLAIN) && total(message) == Some(message.len())
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match total(bytes) {
        Some(total) if total <= bytes.len() => Framing::Pdu(total),
        Some(total) => Framing::Need(total),
        None if bytes.len() < 8 => Framing::Need(8),
        None => Framing::Lost,
    }
}

/// The mark and a length that fits are certain on the port, and need a second message elsewhere.
fn probe(sample: &Sample<'_>) -> Match {
    let fits = match total(sample.bytes) {
        _ if sample.whole => is_datagram(sample.bytes),
        Some(total) => total <= sample.bytes.len() || sample.hinted,
        None => false,
    };
    match (fits, sample.hinted) {
        (true, true) => Match::Sure,
        (true, false) => Match::Weak,
        (false, _) => Match::No,
    }
}

/// State of a connection: who spoke.
#[derive(Debug, Default)]
struct TeamViewer {
    spoke: [bool; 2],
}

impl Session for TeamViewer {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let row = if pdu.bytes.starts_with(&NUMBERED) {
            1
        } else if pdu.bytes.starts_with(&PLAIN) || is_datagram(pdu.bytes) {
            0
        } else {
            if !pdu.cut {
                out.malformed("teamviewer-message", 0);
            }
            return;
        };
        let code = if row == 1 { 0x1130 } else { 0x1724 };
        out.report(Call { row, code }, Object::NONE);
        let [forward, backward] = &mut self.spoke;
        let (mine, others) =
            if pdu.direction == Direction::Forward { (forward, backward) } else { (backward, forward) };
        if !std::mem::replace(mine, true) {
            out.identity(Subject::Sender, Attribute::Software, b"TeamViewer", Confidence::Medium);
            if *others {
                out.security(Security::Interactive { stage: Stage::Negotiated });
            }
        }
    }
}
