//! MELSOFT, by which Mitsubishi's engineering tools work on MELSEC controllers over UDP and TCP.
//!
//! The maker does not publish it. Header, command groups and the answer to Read CPU Model are known from captures; a command
//! is two bytes whose groups are those of the published MC protocol (SH-080008, chapter 3): 04 reads devices, 14 writes them,
//! 10 is remote control, 18 is files. Commands not seen in captures are opaque.

#[cfg(test)]
mod decoded;
mod functions;
mod messages;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use messages::Message;
use session::Melsoft;

/// MELSOFT.
pub static PROTOCOL: Protocol = Protocol {
    name: "melsoft",
    title: "Mitsubishi MELSOFT",
    carriers: &[Carrier::Udp(5560), Carrier::Tcp(5562), Carrier::Udp(5006), Carrier::Tcp(5007), Carrier::Udp(5008)],
    signatures: &[
        &[Signature { at: 0, mask: 0x7F, value: 0x57 }, Signature { at: 2, mask: 0xFF, value: 0 }],
        &[
            Signature { at: 0, mask: 0x7F, value: 0x5A },
            Signature { at: 1, mask: 0xFF, value: 0 },
            Signature { at: 2, mask: 0xFF, value: 0 },
        ],
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x4000,
    frame,
    resync: |_: Direction, bytes| (0..bytes.len()).find(|at| bytes.get(*at..).and_then(Message::read).is_some()),
    tells: None,
    open: || Box::<Melsoft>::default(),
    basis: Basis::Captures,
};

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match messages::total(bytes) {
        _ if bytes.len() < messages::HEADER => Framing::Need(messages::HEADER),
        None => Framing::Lost,
        Some(total) if total > bytes.len() => Framing::Need(total),
        Some(total) => Framing::Pdu(total),
    }
}

/// Length and inner header that agree are certain; a search is on the usual port.
fn probe(sample: &Sample<'_>) -> Match {
    match Message::read(sample.bytes) {
        Some(_) => Match::Sure,
        None if sample.whole && messages::search(sample.bytes).is_some() => {
            if sample.hinted {
                Match::Sure
            } else {
                Match::Weak
            }
        }
        None if !sample.whole && sample.hinted && sample.bytes.len() < messages::HEADER => Match::More,
        None => Match::No,
    }
}
