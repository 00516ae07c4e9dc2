//! MMS (ISO 9506) over COTP as IEC 61850-8-1 and ICCP use it: session, presentation, association and services.
//!
//! Confirmed services are counted by their number. Writes are told apart by the functional constraint in the variable's
//! name, where it has one (IEC 61850-7-2): controls operate, settings and control blocks configure. The association's
//! password is readable; an association without one is anonymous. Identify names the device. Messages without session and
//! presentation are read as well. Indefinite lengths are not read.
//!
//! TASE.2 (ICCP) is told by the names of its objects. From there on a write is to a transfer set or a device where its name was
//! told to be one, else to a value or a device, and which of them is unknown. That was compared with a
//! capture of two control centres and with a real peer.

mod functions;
mod osi;
mod services;
mod session;
mod tase2;
#[cfg(test)]
mod tests;
mod variables;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use session::Mms;

/// MMS.
pub static PROTOCOL: Protocol = Protocol {
    name: "mms",
    title: "MMS (ISO 9506, IEC 61850-8-1, TASE.2)",
    carriers: &[Carrier::Cotp],
    signatures: &[
        &[Signature { at: 0, mask: 0xF0, value: 0x00 }],
        &[Signature { at: 0, mask: 0xF0, value: 0xA0 }],
        &[Signature { at: 0, mask: 0xF0, value: 0x80 }],
        &[Signature { at: 0, mask: 0xFF, value: osi::ABORT }],
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x1_0000,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::<Mms>::default(),
    basis: Basis::Captures,
};

/// The carrier hands over whole messages.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) }
}

/// An association that names MMS is certain; a message that reads as one could be.
fn probe(sample: &Sample<'_>) -> Match {
    match osi::peel(sample.bytes) {
        Some(peeled) if peeled.names_mms() => Match::Sure,
        Some(peeled) if peeled.message.is_some() => Match::Weak,
        _ => Match::No,
    }
}
