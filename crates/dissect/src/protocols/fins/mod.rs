//! FINS of OMRON controllers over UDP and TCP (OMRON W227 and W342: FINS commands; W420: FINS over TCP).
//!
//! The node a command is for is the native address: network, then node and unit. Controller data read identifies the
//! controller. End codes refuse. There is no authentication; a program is protected by a readable password.

mod frames;
mod functions;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use session::Fins;

/// FINS.
pub static PROTOCOL: Protocol = Protocol {
    name: "fins",
    title: "OMRON FINS",
    carriers: &[Carrier::Udp(9600), Carrier::Tcp(9600)],
    signatures: &[
        &[Signature { at: 0, mask: 0x3E, value: 0 }, Signature { at: 1, mask: 0xFF, value: 0 }],
        &[Signature { at: 0, mask: 0xFF, value: b'F' }, Signature { at: 1, mask: 0xFF, value: b'I' }],
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x1000,
    frame,
    resync,
    tells: None,
    open: || Box::<Fins>::default(),
    basis: Basis::Captures,
};

/// Over a stream every message stands in an envelope.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < frames::ENVELOPE {
        return Framing::Need(frames::ENVELOPE);
    }
    match frames::envelope(bytes) {
        None => Framing::Lost,
        Some((_, total)) if total > bytes.len() => Framing::Need(total),
        Some((_, total)) => Framing::Pdu(total),
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| frames::envelope(bytes.get(*at..).unwrap_or_default()).is_some())
}

/// An envelope is certain. A bare message is when its command is one of the makers' on the usual port.
fn probe(sample: &Sample<'_>) -> Match {
    if frames::envelope(sample.bytes).is_some() {
        return Match::Sure;
    }
    match frames::Header::read(sample.bytes) {
        _ if !sample.whole => Match::No,
        Some(header) if sample.hinted && functions::is_listed(header.command) => Match::Sure,
        Some(header) if functions::is_listed(header.command) => Match::Weak,
        Some(_) if sample.hinted => Match::Weak,
        _ => Match::No,
    }
}
