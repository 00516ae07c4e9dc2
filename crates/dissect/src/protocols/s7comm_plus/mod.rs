//! S7comm-plus, the protocol of S7-1200/1500 controllers with their own engineering tools, over COTP.
//!
//! Its contents are unpublished and from version 3 on protected: every function is counted by its number and, as nothing
//! can be concluded from it, opaque. Only keep-alive messages are certain. Controllers that protect it by TLS carry records of
//! TLS in the place of messages (firmware of S7-1500 from V2.9, TIA Portal from V17): named, and opaque.

mod functions;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Cursor, Direction, Framing, Match, Protocol, Sample, Signature};

use session::S7Plus;

/// S7comm-plus.
pub static PROTOCOL: Protocol = Protocol {
    name: "s7comm-plus",
    title: "S7comm-plus",
    carriers: &[Carrier::Cotp],
    signatures: &[
        &[Signature { at: 0, mask: 0xFF, value: PROTOCOL_ID }],
        &[Signature { at: 0, mask: 0xFC, value: 0x14 }, Signature { at: 1, mask: 0xFF, value: 3 }],
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x1_0000,
    frame,
    resync: |_, bytes| bytes.iter().position(|b| *b == PROTOCOL_ID),
    tells: None,
    open: || Box::<S7Plus>::default(),
    basis: Basis::Captures,
};

const PROTOCOL_ID: u8 = 0x72;
/// Protocol id, version, length.
const HEADER: usize = 4;
/// Version of keep-alive messages.
const KEEP_ALIVE: u8 = 0xFF;
/// Version of what a controller tells of the connection itself: its end, for one. Nothing follows such a message.
const SYSTEM_EVENT: u8 = 0xFE;

/// Version and length of what follows the header.
fn header(bytes: &[u8]) -> Option<(u8, usize)> {
    let mut cursor = Cursor::new(bytes);
    if cursor.u8()? != PROTOCOL_ID {
        return None;
    }
    let version = cursor.u8()?;
    let length = usize::from(cursor.u16()?);
    matches!(version, 1..=3 | SYSTEM_EVENT | KEEP_ALIVE).then_some((version, length))
}

/// The first record of TLS in a message: kind, version, length (RFC 8446, section 5.1).
fn is_enciphered(bytes: &[u8]) -> bool {
    matches!(bytes, [0x14..=0x17, 3, 1..=4, high, _, ..] if *high <= RECORD_MAX)
}

/// High byte of the longest record.
const RECORD_MAX: u8 = 0x48;

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < HEADER {
        return Framing::Need(HEADER);
    }
    match header(bytes) {
        None if is_enciphered(bytes) => Framing::Pdu(bytes.len()),
        None => Framing::Lost,
        Some((_, length)) if HEADER + length > bytes.len() => Framing::Need(HEADER + length),
        Some((_, length)) => Framing::Pdu(HEADER + length),
    }
}

/// The carrier gives whole messages: with their trailer, which repeats the header, or without it where more is to come.
fn probe(sample: &Sample<'_>) -> Match {
    match header(sample.bytes) {
        Some((_, length)) if HEADER + length == sample.bytes.len() => Match::Sure,
        Some((_, length)) if 2 * HEADER + length == sample.bytes.len() => Match::Sure,
        Some(_) if sample.whole => Match::Weak,
        None if sample.whole && is_enciphered(sample.bytes) => Match::Weak,
        _ => Match::No,
    }
}
