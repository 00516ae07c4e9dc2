//! EtherNet/IP: its encapsulation over TCP and UDP, CIP messages in it, and producer-consumer data on UDP.
//!
//! The encapsulation message and the CIP message inside it are counted each in its own space. What a CIP service does is
//! decided by the class it is addressed to; messages inside others (Unconnected Send, Multiple Service Packet, Execute
//! PCCC) are counted themselves. List Identity and the Identity object yield identities, and so does the electronic key of a
//! connection once it is accepted. Without CIP Security nobody is authenticated, and none is ever claimed.

mod asked;
mod attributes;
mod cip;
mod connections;
mod encapsulation;
mod functions;
mod identity;
mod path;
mod pccc;
mod products;
mod session;
#[cfg(test)]
mod tests;

use super::starts;
use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use encapsulation::{HEADER, Header, is_io};
use session::Enip;

/// EtherNet/IP and CIP.
pub static PROTOCOL: Protocol = Protocol {
    name: "enip",
    title: "EtherNet/IP and CIP",
    carriers: &[Carrier::Tcp(44818), Carrier::Udp(44818), Carrier::Udp(2222)],
    signatures: SIGNATURES,
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: HEADER + 0xFFFF,
    frame,
    resync,
    tells: None,
    open: || Box::<Enip>::default(),
    basis: Basis::Captures,
};

const fn byte(at: u8, value: u8) -> Signature {
    Signature { at, mask: 0xFF, value }
}

/// The command in two bytes; or the two items of producer-consumer data, the first a sequenced address.
const SIGNATURES: &[&[Signature]] = &[
    &[Signature { at: 0, mask: 0xFE, value: 0x00 }, byte(1, 0)],
    &[byte(0, 0x04), byte(1, 0)],
    &[Signature { at: 0, mask: 0xF8, value: 0x60 }, byte(1, 0)],
    &[Signature { at: 0, mask: 0xFC, value: 0x70 }, byte(1, 0)],
    &[byte(0, 0x6F), byte(1, 0)],
    &[byte(0, 0xC8), byte(1, 0)],
    &[byte(0, 2), byte(1, 0), byte(2, 2), byte(3, 0x80)],
];

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < HEADER {
        return Framing::Need(HEADER);
    }
    match Header::read(bytes) {
        None => Framing::Lost,
        Some(h) if h.total() > bytes.len() => Framing::Need(h.total()),
        Some(h) => Framing::Pdu(h.total()),
    }
}

/// The first offset where a header stands whose message ends with the bytes or before another header.
fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    // Commands are below 256, and there are no options.
    let may_start = |head: &[u8; HEADER]| head[1] == 0 && head[20..] == [0; 4];
    starts::first(bytes, may_start, |rest| {
        Header::read(rest).is_some_and(|h| match rest.get(h.total()..) {
            Some(next) => next.is_empty() || Header::read(next).is_some(),
            None => false,
        })
    })
}

fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    if sample.whole && is_io(bytes) {
        return Match::Sure;
    }
    if bytes.len() < HEADER {
        return if sample.whole { Match::No } else { Match::More };
    }
    let Some(header) = Header::read(bytes) else { return Match::No };
    // A header of zeros is all that NOP has: too little to believe, and on a strange port nothing at all.
    match (sample.hinted, header.command) {
        (true, 0) => Match::Weak,
        (false, 0 | encapsulation::LIST_TARGETS) => Match::No,
        (true, _) => Match::Sure,
        (false, _) if header.total() == bytes.len() => Match::Weak,
        _ => Match::No,
    }
}
