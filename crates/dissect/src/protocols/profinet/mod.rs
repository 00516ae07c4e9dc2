//! PROFINET below IP (IEC 61158-6-10): DCP, cyclic real-time data, alarms, and clock messages of PTCP.
//!
//! The frame id decides what a frame is. Cyclic data is producer-consumer data at its frame id, which is the native address.
//! DCP finds devices, names them and gives them addresses; what they answer identifies them. Nothing in it is authenticated.
//! The contents of cyclic frames and alarms are not read; connections are set up over DCE/RPC, by a protocol of its own.

mod blocks;
mod frames;
mod functions;
mod session;
#[cfg(test)]
mod tests;
mod vendors;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample};

use frames::Kind;
use session::Profinet;
pub use vendors::{family, vendor};

/// PROFINET.
pub static PROTOCOL: Protocol = Protocol {
    name: "profinet",
    title: "PROFINET DCP and real-time",
    carriers: &[Carrier::EtherType(0x8892)],
    signatures: &[],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 1600,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::<Profinet>::default(),
    basis: Basis::Captures,
};

/// A frame is one message.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) }
}

/// The EtherType belongs to it; a frame id that means something is proof.
fn probe(sample: &Sample<'_>) -> Match {
    match frames::read(sample.bytes) {
        Some((_, Kind::Unlisted)) => Match::Weak,
        Some(_) if sample.hinted => Match::Sure,
        Some(_) => Match::Weak,
        None => Match::No,
    }
}
