//! SSH 2 (RFC 4253) and, by its banner, SSH 1.
//!
//! Banners name the software of both sides. The two algorithm lists give what was negotiated: the client's first that the
//! server has, too. Weak is what RFC 9142 and RFC 8758 forbid or advise against, and any session of SSH 1. A channel is
//! `Completed` once both sides changed keys and sent encrypted bytes after it; the server has then proved its host key, and
//! how the client proved itself is hidden inside. What follows the key change is opaque, and counted by segments, because
//! the lengths of packets are encrypted too.
//!
//! The host key is told once the client changed keys, which it does after it checked the server's signature. Whether a person
//! or a program works in a connection is hidden as well: `Interactive` is `Negotiated` with the first data both ways, and
//! `Completed` once each side sent more than any log-in takes, so that somebody was let in.

mod algorithms;
mod host_key;
mod packets;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ssh",
    title: "Secure Shell",
    carriers: &[Carrier::Tcp(22)],
    signatures: &[&[
        Signature { at: 0, mask: 0xff, value: b'S' },
        Signature { at: 1, mask: 0xff, value: b'S' },
        Signature { at: 2, mask: 0xff, value: b'H' },
        Signature { at: 3, mask: 0xff, value: b'-' },
    ]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_536,
    // Lengths are encrypted after the key change: what a segment brings is one PDU, the session knows where it stands.
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, bytes| (!bytes.is_empty()).then_some(0),
    tells: None,
    open: || Box::new(session::Ssh::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 5] = [
    rows::row(0, 0, "stream", "Identification", &[Session], None),
    rows::row(1, 1, "stream", "Encrypted packets", &[Opaque], None),
    rows::row(2, 20, "message", "KEXINIT", &[Session], None),
    rows::row(3, 21, "message", "NEWKEYS", &[Session], None),
    rows::row(4, ANY_CODE, "message", "Other message before the key change", &[Session], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const IDENTIFICATION: Call = Call { row: 0, code: 0 };
const ENCRYPTED: Call = Call { row: 1, code: 1 };

/// A message in the clear.
fn message(code: u8) -> Call {
    let row = match code {
        packets::KEXINIT => 2,
        packets::NEWKEYS => 3,
        _ => 4,
    };
    Call { row, code: u32::from(code) }
}

fn probe(sample: &Sample<'_>) -> Match {
    match sample.bytes {
        _ if sample.whole => Match::No,
        [b'S', b'S', b'H', b'-', b'1' | b'2', b'.', ..] => Match::Sure,
        short if b"SSH-2.".starts_with(short) || b"SSH-1.".starts_with(short) => Match::More,
        _ => Match::No,
    }
}
