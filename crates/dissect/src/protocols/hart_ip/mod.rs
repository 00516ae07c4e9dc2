//! HART-IP (FieldComm Group TS20085) over UDP and TCP, with the HART commands it passes on.
//!
//! Commands are counted by their number; those a maker defines are opaque. A message whose checksum is wrong names no
//! command. Direct commands and the audit log of version 2 are counted, not read. What field devices say of themselves is not told as the gateway's. Sessions are not authenticated.

mod commands;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Cursor, Direction, Framing, Match, Protocol, Sample, Signature};

use session::HartIp;

/// HART-IP.
pub static PROTOCOL: Protocol = Protocol {
    name: "hart-ip",
    title: "HART-IP",
    carriers: &[Carrier::Udp(5094), Carrier::Tcp(5094)],
    signatures: &[&[
        Signature { at: 0, mask: 0xFC, value: 0 },
        Signature { at: 1, mask: 0xF0, value: 0 },
        Signature { at: 2, mask: 0xF8, value: 0 },
    ]],
    probe,
    functions: commands::FUNCTIONS,
    pdu_max: 0x1000,
    frame,
    resync,
    tells: None,
    open: || Box::<HartIp>::default(),
    basis: Basis::Captures,
};

/// Version, kind, id, status, sequence number, length.
const HEADER: usize = 8;
/// Longest message believed.
const LENGTH_MAX: usize = 0x1000;

/// The header of a message.
#[derive(Clone, Copy, Debug)]
struct Header {
    /// 0 request, 1 response, 2 publication, 3 error, 15 not acknowledged.
    kind: u8,
    id: u8,
    status: u8,
    sequence: u16,
    total: usize,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        c.u8().filter(|version| matches!(version, 1 | 2))?;
        let kind = c.u8().filter(|kind| matches!(kind, 0..=3 | 15))?;
        let id = c.u8().filter(|id| *id <= 5)?;
        let (status, sequence) = (c.u8()?, c.u16()?);
        let total = usize::from(c.u16()?);
        (HEADER..=LENGTH_MAX).contains(&total).then_some(Self { kind, id, status, sequence, total })
    }
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < HEADER {
        return Framing::Need(HEADER);
    }
    match Header::read(bytes) {
        None => Framing::Lost,
        Some(h) if h.total > bytes.len() => Framing::Need(h.total),
        Some(h) => Framing::Pdu(h.total),
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| certain(bytes.get(*at..).unwrap_or_default()))
}

/// A whole message that passes on a command whose checksum agrees.
fn certain(bytes: &[u8]) -> bool {
    Header::read(bytes)
        .filter(|h| h.id == session::PASS)
        .and_then(|h| bytes.get(HEADER..h.total))
        .is_some_and(|body| session::Command::read(body).is_some())
}

fn probe(sample: &Sample<'_>) -> Match {
    match Header::read(sample.bytes) {
        Some(_) if certain(sample.bytes) => Match::Sure,
        Some(h) if sample.hinted && h.total == sample.bytes.len() => Match::Sure,
        Some(_) if sample.hinted => Match::Weak,
        // A server answers from a port of its own.
        Some(h) if h.total == sample.bytes.len() && matches!((h.id, h.total), (0, 13) | (1 | 2, HEADER)) => Match::Weak,
        None if sample.hinted && sample.bytes.len() < HEADER && !sample.whole => Match::More,
        _ => Match::No,
    }
}
