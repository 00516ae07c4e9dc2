//! BSAP over IP of Bristol remote terminal units (Emerson, D4052: BSAP communication application programmer's reference;
//! the header of a datagram is known from captures).
//!
//! A datagram holds messages, each with a sequence number and a function: remote data base access reads and writes signals
//! by name, address or list. Other applications are told by their code. There is no authentication on the wire. Where a serial line
//! is led through a network its telegrams stand in datagrams as they are, with the same functions inside.

mod functions;
mod messages;
mod serial;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use messages::Datagram;
use session::Bsap;

/// BSAP.
pub static PROTOCOL: Protocol = Protocol {
    name: "bsap",
    title: "BSAP/IP (Bristol)",
    carriers: &[Carrier::Udp(1234), Carrier::Udp(1235)],
    signatures: &[
        &[
            Signature { at: 0, mask: 0xFF, value: 0x0E },
            Signature { at: 1, mask: 0xFF, value: 0 },
            Signature { at: 3, mask: 0xFF, value: 0 },
        ],
        &[Signature { at: 0, mask: 0xFF, value: 0x10 }, Signature { at: 1, mask: 0xFF, value: 0x02 }],
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x1000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::<Bsap>::default(),
    basis: Basis::Captures,
};

/// Lengths that fill the datagram are certain, and so is a CRC; a bare header is on the usual port.
fn probe(sample: &Sample<'_>) -> Match {
    if serial::begins(sample.bytes) {
        let fits = sample.whole && serial::read(sample.bytes, &mut [0; serial::LENGTH_MAX]).is_some();
        return if fits { Match::Sure } else { Match::No };
    }
    match Datagram::read(sample.bytes) {
        _ if !sample.whole => Match::No,
        Some(datagram) if datagram.fills() && datagram.count > 0 => Match::Sure,
        Some(datagram) if datagram.fills() && sample.hinted => Match::Sure,
        Some(datagram) if datagram.fills() => Match::Weak,
        _ => Match::No,
    }
}
