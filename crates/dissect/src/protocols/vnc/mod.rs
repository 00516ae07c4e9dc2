//! VNC by its protocol RFB (RFC 6143), on any TCP port, known by the line both sides begin with.
//!
//! The handshake is read to its end. Security type `None` is anonymous access once the server described its screen; the
//! log-in by DES challenge (type 2) is a log-in, refused or completed by the server's result, and a weak mechanism: eight
//! characters, and nothing protects the session after it. Other types are named; what follows their choice is not read on.
//! `Interactive` is `Completed` when both sides sent messages after the screen was described. Those are opaque.

mod handshake;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};

use super::rows::{self, Keyed};
use crate::{Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "vnc",
    title: "Virtual Network Computing (RFB)",
    carriers: &[Carrier::Tcp(5900), Carrier::Tcp(5901), Carrier::Tcp(5902)],
    signatures: &[&[
        Signature { at: 0, mask: 0xff, value: b'R' },
        Signature { at: 1, mask: 0xff, value: b'F' },
        Signature { at: 2, mask: 0xff, value: b'B' },
        Signature { at: 3, mask: 0xff, value: b' ' },
    ]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_536,
    // The session knows where it stands: what a segment brings is one PDU.
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, bytes| (!bytes.is_empty()).then_some(0),
    tells: None,
    open: || Box::new(session::Vnc::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 2] = [
    rows::row(0, 0, "stream", "Handshake", &[Session], None),
    rows::row(1, 1, "stream", "Screen, keys and pointer", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const HANDSHAKE: Call = Call { row: 0, code: 0 };
const WORK: Call = Call { row: 1, code: 1 };

fn probe(sample: &Sample<'_>) -> Match {
    match sample.bytes {
        _ if sample.whole => Match::No,
        bytes if handshake::version(bytes).is_some() => Match::Sure,
        short if short.len() < handshake::VERSION_BYTES && b"RFB 00".starts_with(short.get(..6).unwrap_or(short)) => {
            Match::More
        }
        _ => Match::No,
    }
}
