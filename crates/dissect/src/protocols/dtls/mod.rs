//! DTLS 1.0 and 1.2 (RFC 4347, 6347) on any UDP port, known by its record header.
//!
//! Told as TLS is: version and suite from the `ServerHello`, `Negotiated` when keys change, `Completed` when protected data went
//! both ways. Messages in fragments are put together as far as they come in order, so that certificates of both sides can be
//! read. DTLS 1.3 and connection ids are not read.

mod records;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "dtls",
    title: "Datagram Transport Layer Security",
    carriers: &[Carrier::Udp(4433), Carrier::Udp(5684)],
    signatures: &[&[
        Signature { at: 0, mask: 0xfc, value: 0x14 },
        Signature { at: 1, mask: 0xff, value: 0xfe },
        Signature { at: 2, mask: 0xfd, value: 0xfd },
    ]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_535,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Dtls::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 5] = [
    rows::row(0, 20, "record", "ChangeCipherSpec", &[Session], None),
    rows::row(1, 21, "record", "Alert", &[Session], None),
    rows::row(2, 22, "record", "Handshake", &[Session], None),
    rows::row(3, 23, "record", "Application data", &[Opaque], None),
    rows::row(4, ANY_CODE, "record", "Other", &[Session], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A record by its type, 20 to 23.
fn call(kind: u8) -> Call {
    Call { row: u16::from(kind).saturating_sub(20).min(4), code: u32::from(kind) }
}

/// A hello whose lengths agree is proof; records that fill the datagram need company.
fn probe(sample: &Sample<'_>) -> Match {
    if !sample.whole {
        return Match::No;
    }
    let mut records = records::Records::new(sample.bytes);
    let Some(first) = records.next() else { return Match::No };
    if records::Message::read(first.body).is_some_and(|m| first.epoch == 0 && first.kind == 22 && m.is_hello()) {
        return Match::Sure;
    }
    while records.next().is_some() {}
    if records.is_at_end() { Match::Weak } else { Match::No }
}
