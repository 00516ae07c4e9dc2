//! ANSI C12.22 of electricity meters over TCP and UDP (ANSI C12.22, IEEE 1703: ACSE envelope, EPSEM, services; C12.19: tables).
//!
//! Reads and writes name their table; writing table 7 starts a procedure. Messages with a message authentication code or
//! enciphered are seen as such, and the latter are opaque. A security service carries a readable password. Titles of
//! applications are no identities here.

mod envelope;
mod functions;
mod session;
#[cfg(test)]
mod tests;

use crate::protocols::ber;
use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use envelope::Envelope;
use session::Meter;

/// C12.22.
pub static PROTOCOL: Protocol = Protocol {
    name: "c1222",
    title: "ANSI C12.22 (meters)",
    carriers: &[Carrier::Tcp(1153), Carrier::Udp(1153)],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: 0x60 }]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x4000,
    frame,
    resync: |_: Direction, bytes| (0..bytes.len()).find(|at| bytes.get(*at..).and_then(Envelope::read).is_some()),
    tells: None,
    open: || Box::<Meter>::default(),
    basis: Basis::Captures,
};

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match (bytes.first(), ber::length(bytes)) {
        (Some(&0x60), Some(total)) if total > bytes.len() => Framing::Need(total),
        (Some(&0x60), Some(total)) if total <= PROTOCOL.pdu_max => Framing::Pdu(total),
        (Some(&0x60) | None, None) if bytes.len() < 6 => Framing::Need(bytes.len().saturating_add(1)),
        _ => Framing::Lost,
    }
}

/// An association whose user information holds services is certain.
fn probe(sample: &Sample<'_>) -> Match {
    match Envelope::read(sample.bytes) {
        Some(_) => Match::Sure,
        None if !sample.hinted || sample.whole => Match::No,
        None if sample.bytes.first() == Some(&0x60) && sample.bytes.len() < 0x100 => Match::More,
        None => Match::No,
    }
}
