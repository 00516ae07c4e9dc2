//! OPC UA binary over TCP (OPC 10000-6: OPC UA Connection Protocol, secure conversation, binary encoding; 10000-4: services).
//!
//! Services are told by the type id their message starts with. A channel with policy *None* is told once a session is active
//! in it, not for discovery; one that signs or encrypts once its opening was answered, and again when messages went both ways.
//! In which of the two modes a protected channel is stands encrypted in its opening: a message whose type id can be read is
//! only signed. User tokens are log-ins, anonymous ones too, and count once the server let them in. Build information and
//! application descriptions identify. What is encrypted is opaque. PubSub (UADP) is not read.

mod certificates;
mod channel;
mod encoding;
mod functions;
mod headers;
mod identity;
mod messages;
mod nodes;
mod outcome;
mod session;
#[cfg(test)]
mod tests;
mod users;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use headers::{Header, PREFIX};
use session::OpcUa;

/// OPC UA binary.
pub static PROTOCOL: Protocol = Protocol {
    name: "opcua",
    title: "OPC UA binary",
    carriers: &[Carrier::Tcp(4840)],
    signatures: &[
        &starts(b"HEL"),
        &starts(b"ACK"),
        &starts(b"ERR"),
        &starts(b"RHE"),
        &starts(b"OPN"),
        &starts(b"MSG"),
        &starts(b"CLO"),
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x2_0000,
    frame,
    resync,
    tells: None,
    open: || Box::<OpcUa>::default(),
    basis: Basis::Captures,
};

const fn starts(word: &[u8; 3]) -> [Signature; 3] {
    let [a, b, c] = *word;
    [
        Signature { at: 0, mask: 0xFF, value: a },
        Signature { at: 1, mask: 0xFF, value: b },
        Signature { at: 2, mask: 0xFF, value: c },
    ]
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < PREFIX {
        return Framing::Need(PREFIX);
    }
    match Header::read(bytes) {
        None => Framing::Lost,
        Some(h) if h.total > bytes.len() => Framing::Need(h.total),
        Some(h) => Framing::Pdu(h.total),
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| Header::read(bytes.get(*at..).unwrap_or_default()).is_some())
}

/// Six fixed bytes, and a length whose upper ones are zero: proof on any port.
fn probe(sample: &Sample<'_>) -> Match {
    match Header::read(sample.bytes) {
        Some(_) => Match::Sure,
        None if sample.bytes.len() < PREFIX && !sample.whole => Match::More,
        None => Match::No,
    }
}
