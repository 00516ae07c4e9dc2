//! XMPP (RFC 6120): people, and machines, write to each other at once.
//!
//! Elements are cut at their brackets and looked at by name only. A log-in goes by a SASL mechanism and is decided by `success` or
//! `failure`; the service was used when a message went by. Behind STARTTLS only the TLS session is read.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Other, Session};

use super::{
    lines,
    rows::{self, Keyed},
    upgrade,
};
use crate::{Basis, Call, Carrier, Direction, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "xmpp",
    title: "Extensible Messaging and Presence Protocol",
    carriers: &[Carrier::Tcp(5222), Carrier::Tcp(5269)],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: b'<' }]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 32_768,
    frame,
    resync: |_, bytes| bytes.iter().position(|b| *b == b'>').map(|at| at.saturating_add(1)),
    tells: None,
    open: || Box::new(session::Xmpp::default()),
    basis: Basis::Document,
};

/// Longest element that is read.
const ELEMENT_BYTES_MAX: usize = 8_192;

const ROWS: [Keyed; 4] = [
    rows::row(0, 0, "element", "Stream and log-in", &[Session], None),
    rows::row(1, 1, "element", "Message", &[Other], None),
    rows::row(2, 2, "element", "Other", &[Other], None),
    rows::row(3, 0, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const STREAM: Call = Call { row: 0, code: 0 };
const MESSAGE: Call = Call { row: 1, code: 1 };
const OTHER: Call = Call { row: 2, code: 2 };
const PROTECTED: Call = Call { row: 3, code: 0 };

/// Up to the next closing bracket, with the text before an element; or a TLS record.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if let Some(framing) = upgrade::frame(bytes) {
        return framing;
    }
    match bytes.iter().take(ELEMENT_BYTES_MAX).position(|b| *b == b'>') {
        Some(end) => Framing::Pdu(end.saturating_add(1)),
        None if bytes.len() >= ELEMENT_BYTES_MAX => Framing::Lost,
        None => Framing::Need(bytes.len().saturating_add(1)),
    }
}

/// The name space of a stream.
fn probe(sample: &Sample<'_>) -> Match {
    let head = sample.bytes.get(..512).unwrap_or(sample.bytes);
    let begins = head.starts_with(b"<?xml") || head.starts_with(b"<stream:stream");
    let named = lines::contains(head, b"jabber:client") || lines::contains(head, b"jabber:server");
    match (begins && !sample.whole, named) {
        (true, true) => Match::Sure,
        (true, false) if sample.hinted && sample.bytes.len() < 512 => Match::More,
        _ => Match::No,
    }
}
