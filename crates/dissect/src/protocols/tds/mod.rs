//! TDS (MS-TDS): the protocol of Microsoft SQL Server, over TCP.
//!
//! The first exchange says whether encryption is on, and TLS inside its packets is read as any other. Without encryption the
//! log-in can be read by anybody: its password is only scrambled by a fixed rule, so it counts as clear. The answer decides it:
//! acknowledged, or error 18456. The database was used when a batch or a call was answered. The client names its computer.

mod packets;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Other, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "tds",
    title: "Tabular Data Stream (Microsoft SQL Server)",
    carriers: &[Carrier::Tcp(1433)],
    signatures: &[
        &[Signature { at: 0, mask: 0xfd, value: 0x10 }, Signature { at: 1, mask: 0xfe, value: 0 }],
        &[Signature { at: 0, mask: 0xff, value: 0x04 }, Signature { at: 1, mask: 0xfe, value: 0 }],
        &[Signature { at: 0, mask: 0xfd, value: 0x01 }, Signature { at: 1, mask: 0xf6, value: 0 }],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 32_768,
    frame: |_, bytes| packets::frame(bytes),
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Tds::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 7] = [
    rows::row(0, 0x01, "packet", "SQL batch", &[Other], None),
    rows::row(1, 0x03, "packet", "Remote procedure call", &[Other], None),
    rows::row(2, 0x04, "packet", "Response", &[Other], None),
    rows::row(3, 0x10, "packet", "Log-in", &[Session], None),
    rows::row(4, 0x12, "packet", "Before the log-in", &[Session], None),
    rows::row(5, ANY_CODE, "packet", "Other", &[Session], None),
    rows::row(6, 0, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const PROTECTED: Call = Call { row: 6, code: 0 };

/// A packet by its type.
fn call(kind: u8) -> Call {
    let row = match kind {
        1 => 0,
        3 => 1,
        4 => 2,
        0x10 => 3,
        0x12 => 4,
        _ => 5,
    };
    Call { row, code: u32::from(kind) }
}

/// What comes before the log-in is proof, by its list of options; other packets need their port and company.
fn probe(sample: &Sample<'_>) -> Match {
    match packets::Packet::read(sample.bytes) {
        _ if sample.whole => Match::No,
        Some(packet) if packet.kind == 0x12 && packet.options().is_some() => Match::Sure,
        Some(packet) if sample.hinted && packet.is_whole => Match::Weak,
        _ => Match::No,
    }
}
