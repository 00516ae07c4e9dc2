//! Ether-S-Bus of Saia PCD controllers over UDP (Saia-Burgess 26/739: S-Bus manual; the frame over UDP is known from captures).
//!
//! The station asked is the native address. Commands carry their number; answers only say that they are answers, and are
//! named by their request. Type and firmware of a controller are its identity. There is no authentication.

#[cfg(test)]
mod decoded;
mod functions;
mod session;
mod telegrams;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use session::EtherSbus;
use telegrams::Telegram;

/// Ether-S-Bus.
pub static PROTOCOL: Protocol = Protocol {
    name: "ether-sbus",
    title: "Saia Ether-S-Bus",
    carriers: &[Carrier::Udp(5050)],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: 0 }, Signature { at: 1, mask: 0xFF, value: 0 }]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x800,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::<EtherSbus>::default(),
    basis: Basis::Captures,
};

/// A length that is the datagram's and a CRC that agrees are certain.
fn probe(sample: &Sample<'_>) -> Match {
    match Telegram::read(sample.bytes) {
        Some(_) if sample.whole => Match::Sure,
        _ => Match::No,
    }
}
