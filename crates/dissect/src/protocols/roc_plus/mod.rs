//! ROC Plus of ROC and FloBoss flow computers (Emerson, D301180X6175: ROC Plus protocol user manual).
//!
//! Unit and group of the flow computer are the native address. Operation codes name what is asked; one that passes messages
//! on is opaque. A log-in sends operator and password readable. An error indicator refuses the oldest request.

mod functions;
mod login;
mod session;
#[cfg(test)]
mod tests;

use crate::protocols::crc16;
use crate::{Basis, Carrier, Cursor, Direction, Framing, Match, Protocol, Sample};

use session::RocPlus;

/// ROC Plus.
pub static PROTOCOL: Protocol = Protocol {
    name: "roc-plus",
    title: "ROC Plus (flow computers)",
    carriers: &[Carrier::Tcp(4000), Carrier::Udp(4000)],
    signatures: &[&[]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: HEADER + 255 + CRC,
    frame,
    resync,
    tells: None,
    open: || Box::<RocPlus>::default(),
    basis: Basis::Captures,
};

/// Unit and group of the destination, of the source, operation code, length.
const HEADER: usize = 6;
const CRC: usize = 2;

/// A message whose CRC agrees.
#[derive(Clone, Copy, Debug)]
struct Message<'a> {
    destination: (u8, u8),
    source: (u8, u8),
    code: u8,
    data: &'a [u8],
}

/// Length of the message at the start of the bytes.
fn total(bytes: &[u8]) -> Option<usize> {
    Some(usize::from(*bytes.get(5)?).saturating_add(HEADER + CRC))
}

impl<'a> Message<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let whole = bytes.get(..total(bytes)?).filter(|whole| crc16::fits(whole))?;
        let mut c = Cursor::new(whole);
        let (destination, source) = ((c.u8()?, c.u8()?), (c.u8()?, c.u8()?));
        let (code, length) = (c.u8()?, c.u8()?);
        Some(Self { destination, source, code, data: c.take(usize::from(length))? })
    }
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match total(bytes) {
        None => Framing::Need(HEADER),
        Some(total) if total > bytes.len() => Framing::Need(total),
        Some(total) if bytes.get(..total).is_some_and(crc16::fits) => Framing::Pdu(total),
        Some(_) => Framing::Lost,
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| bytes.get(*at..).and_then(Message::read).is_some())
}

/// The same CRC ends messages of serial Modbus: on a strange port it takes two messages.
fn probe(sample: &Sample<'_>) -> Match {
    match Message::read(sample.bytes) {
        Some(message) if functions::is_listed(message.code) => {
            if sample.hinted {
                Match::Sure
            } else {
                Match::Weak
            }
        }
        Some(_) if sample.hinted => Match::Weak,
        None if sample.hinted && !sample.whole && total(sample.bytes).is_none_or(|n| n > sample.bytes.len()) => {
            Match::More
        }
        _ => Match::No,
    }
}
