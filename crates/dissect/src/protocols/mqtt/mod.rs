//! MQTT 3.1, 3.1.1 (OASIS) and 5.0: a broker and its clients.
//!
//! Publications are reports, but those to a command topic of Sparkplug B operate. User name and password of a client are
//! readable and count when the broker let it in; a client without them is anonymous. Payloads are not read.

mod functions;
mod packet;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use packet::Header;
use session::Mqtt;

/// MQTT.
pub static PROTOCOL: Protocol = Protocol {
    name: "mqtt",
    title: "MQTT",
    carriers: &[Carrier::Tcp(1883)],
    signatures: &[
        &[Signature { at: 0, mask: 0xFF, value: 0x10 }],
        &[Signature { at: 0, mask: 0xFF, value: 0x20 }],
        &[Signature { at: 0, mask: 0xF0, value: 0x30 }],
        &[Signature { at: 0, mask: 0xDF, value: 0x40 }],
        &[Signature { at: 0, mask: 0xDF, value: 0x50 }],
        &[Signature { at: 0, mask: 0x5F, value: 0x02 }],
        &[Signature { at: 0, mask: 0xCF, value: 0xC0 }],
        &[Signature { at: 0, mask: 0x1F, value: 0x02 }],
        &[Signature { at: 0, mask: 0x8F, value: 0x80 }],
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x1_0000,
    frame,
    resync,
    tells: None,
    open: || Box::<Mqtt>::default(),
    basis: Basis::Captures,
};

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match Header::read(bytes) {
        Some(h) if h.total > bytes.len() => Framing::Need(h.total),
        Some(h) => Framing::Pdu(h.total),
        None if packet::may_begin(bytes) => Framing::Need(bytes.len().saturating_add(1)),
        None => Framing::Lost,
    }
}

/// A packet that is followed by another or by nothing.
fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| {
        let rest = bytes.get(*at..).unwrap_or_default();
        Header::read(rest).is_some_and(|h| match rest.get(h.total..) {
            Some([]) => true,
            Some(next) => Header::read(next).is_some(),
            None => false,
        })
    })
}

/// A connection names its protocol; any other packet says little.
fn probe(sample: &Sample<'_>) -> Match {
    match Header::read(sample.bytes) {
        Some(h) if h.kind == packet::CONNECT => {
            let body = sample.bytes.get(h.start..).unwrap_or_default();
            if packet::names_protocol(body) { Match::Sure } else { Match::No }
        }
        Some(h) if sample.hinted && h.total <= sample.bytes.len() => Match::Weak,
        _ => Match::No,
    }
}
