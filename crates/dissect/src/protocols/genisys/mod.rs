//! Genisys, the protocol of railway signalling between an office and its field stations, in a TCP stream (Union Switch &
//! Signal, SM-6800 and SM-1D1.0010: Genisys serial protocol).
//!
//! A message is a header, the address of a station, pairs of byte number and value, a CRC, and an end; what would look like
//! a header inside is escaped. The station is the native address. Controls operate; indications are what polls read. There
//! is no authentication.

mod frames;
mod functions;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use frames::{END, Message};
use session::Genisys;

/// Genisys.
pub static PROTOCOL: Protocol = Protocol {
    name: "genisys",
    title: "Genisys (railway signalling)",
    carriers: &[Carrier::Tcp(10001)],
    signatures: &[&[Signature { at: 0, mask: 0xF0, value: 0xF0 }]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: frames::LENGTH_MAX,
    frame,
    resync,
    tells: None,
    open: || Box::<Genisys>::default(),
    basis: Basis::Captures,
};

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match bytes.first() {
        None => Framing::Need(1),
        Some(first) if !frames::is_header(*first) => Framing::Lost,
        Some(_) => match frames::total(bytes) {
            Some(total) => Framing::Pdu(total),
            None if bytes.len() >= frames::LENGTH_MAX => Framing::Lost,
            None => Framing::Need(bytes.len().saturating_add(1)),
        },
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| bytes.get(*at..).and_then(first).is_some())
}

/// The message at the start of the bytes, where its end is there.
fn first(bytes: &[u8]) -> Option<Message> {
    Message::read(bytes.get(..frames::total(bytes)?)?)
}

/// A CRC that agrees is certain; an acknowledgement has none.
fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    match first(bytes) {
        Some(message) if message.is_proved => Match::Sure,
        Some(_) => Match::Weak,
        None if sample.hinted && bytes.len() < frames::LENGTH_MAX && !bytes.contains(&END) => {
            if bytes.first().is_some_and(|b| frames::is_header(*b)) { Match::More } else { Match::No }
        }
        None => Match::No,
    }
}
