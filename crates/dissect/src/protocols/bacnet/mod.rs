//! BACnet over IP (ASHRAE 135, annex J), over Ethernet (clause 7) and over MS/TP (clause 9): virtual link, network layer, application
//! layer.
//!
//! Services are counted in two spaces, confirmed and unconfirmed; so are messages of the virtual link (foreign devices,
//! distribution tables) and of the network layer. A device behind a router is the native address, by network and address;
//! what it says of itself is nobody's identity, for it has no IP address. Passwords of device control and reinitialization
//! are readable. I-Am and the properties of a device object identify.

mod apdu;
mod bus;
mod functions;
mod identity;
mod npdu;
mod objects;
mod passwords;
mod session;
mod tags;
#[cfg(test)]
mod tests;

use crate::mstp::PREAMBLE;
use crate::{Basis, Carrier, Cursor, Direction, Framing, Match, Protocol, Sample, Signature};

use session::Bacnet;

/// BACnet over IP, Ethernet and MS/TP.
pub static PROTOCOL: Protocol = Protocol {
    name: "bacnet",
    title: "BACnet/IP",
    carriers: &[Carrier::Udp(47_808), Carrier::Llc(0x82), Carrier::Serial(5)],
    signatures: &[
        &[Signature { at: 0, mask: 0xFF, value: VIRTUAL_LINK }, Signature { at: 1, mask: 0xF0, value: 0 }],
        &[Signature { at: 0, mask: 0xFF, value: 0x82 }, Signature { at: 1, mask: 0xFF, value: 0x82 }],
        &[Signature { at: 0, mask: 0xFF, value: PREAMBLE[0] }, Signature { at: 1, mask: 0xFF, value: PREAMBLE[1] }],
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0xFFFF,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::<Bacnet>::default(),
    basis: Basis::Captures,
};

/// First byte of every message over IP.
const VIRTUAL_LINK: u8 = 0x81;
/// Type, function, length.
const HEADER: usize = 4;
/// Access points of BACnet and an unnumbered frame: over Ethernet the network layer follows at once.
const LOGICAL_LINK: &[u8] = &[0x82, 0x82, 0x03];

/// Function and length of a message.
fn header(bytes: &[u8]) -> Option<(u8, usize)> {
    let mut c = Cursor::new(bytes);
    if c.u8()? != VIRTUAL_LINK {
        return None;
    }
    let function = c.u8().filter(|f| *f <= functions::SECURE)?;
    let length = usize::from(c.u16()?);
    (length >= HEADER).then_some((function, length))
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.starts_with(LOGICAL_LINK) || bytes.starts_with(&PREAMBLE) {
        return Framing::Pdu(bytes.len());
    }
    match header(bytes) {
        None if bytes.len() < HEADER => Framing::Need(HEADER),
        None => Framing::Lost,
        Some((_, total)) if total > bytes.len() => Framing::Need(total),
        Some((_, total)) => Framing::Pdu(total),
    }
}

/// A length that agrees with the datagram's, and contents that agree with the function. Some stacks count wrongly, and some
/// datagrams are padded.
fn probe(sample: &Sample<'_>) -> Match {
    if let Some(network) = sample.bytes.strip_prefix(LOGICAL_LINK) {
        let fits = sample.hinted && sample.whole && network.first() == Some(&npdu::VERSION);
        return if fits { Match::Sure } else { Match::No };
    }
    if sample.bytes.starts_with(&PREAMBLE) {
        // Of a bus, whose frames are cut and checked: this is what they carry.
        let fits = sample.hinted && sample.whole && bus::carried(sample.bytes).is_some();
        return if fits { Match::Sure } else { Match::No };
    }
    match header(sample.bytes) {
        Some((function, length)) if length == sample.bytes.len() && fits(function, sample.bytes) => Match::Sure,
        Some((function, _)) if sample.hinted && sample.whole && fits(function, sample.bytes) => Match::Weak,
        _ => Match::No,
    }
}

fn fits(function: u8, bytes: &[u8]) -> bool {
    let version_at = |at: usize| bytes.get(at) == Some(&npdu::VERSION);
    match function {
        functions::RESULT | functions::REGISTER => bytes.len() == 6,
        2 | 6 => bytes.len() == HEADER,
        8 => bytes.len() == 10,
        functions::FORWARDED => version_at(HEADER + 6),
        9..=11 => version_at(HEADER),
        // Entries of ten bytes each: address, and mask or times.
        _ => bytes.len() % 10 == HEADER,
    }
}
