//! RDP (MS-RDPBCGR): its connection request and what was agreed to protect it.
//!
//! The negotiation tells TLS, TLS with CredSSP (network level authentication) or the old *standard security*, which is RC4
//! under a key that nobody vouches for: weak, or nothing at all. The TLS session inside is read as any other. The user name in
//! the routing cookie is blanked. Log-ins are encrypted and never seen; that CredSSP was agreed is told as a mechanism.
//!
//! `Interactive` is `Negotiated` with the server's choice, and `Completed` when each side sent more messages than connecting
//! takes: a desktop was shown, if only its log-in page where CredSSP was not agreed.

mod packets;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};

use super::rows::{self, Keyed};
use crate::{Basis, Call, Carrier, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "rdp",
    title: "Remote Desktop Protocol",
    carriers: &[Carrier::Tcp(3389)],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: 3 }, Signature { at: 1, mask: 0xff, value: 0 }]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_535,
    frame: |_, bytes| packets::frame(bytes),
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Rdp::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 6] = [
    rows::row(0, 0xe0, "x224", "Connection request", &[Session], None),
    rows::row(1, 0xd0, "x224", "Connection confirm", &[Session], None),
    rows::row(2, 0xf0, "x224", "Data", &[Opaque], None),
    rows::row(3, crate::ANY_CODE, "x224", "Other", &[Session], None),
    rows::row(4, 0, "stream", "Fast-path data", &[Opaque], None),
    rows::row(5, 1, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const REQUEST: Call = Call { row: 0, code: 0xe0 };
const CONFIRM: Call = Call { row: 1, code: 0xd0 };
const DATA: Call = Call { row: 2, code: 0xf0 };
const FAST: Call = Call { row: 4, code: 0 };
const PROTECTED: Call = Call { row: 5, code: 1 };

fn other(code: u8) -> Call {
    Call { row: 3, code: u32::from(code) }
}

/// A request with what only RDP puts behind the ISO header. A bare one is RDP's by its port only.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole {
        return Match::No;
    }
    match packets::Packet::read(sample.bytes) {
        Some(packets::Packet::Request { cookie, negotiates, .. }) if cookie.is_some() || negotiates => Match::Sure,
        Some(packets::Packet::Confirm { choice: Some(_) }) => Match::Sure,
        Some(packets::Packet::Request { bare: true, .. } | packets::Packet::Confirm { .. }) if sample.hinted => {
            Match::Weak
        }
        Some(packets::Packet::Data(_)) if sample.hinted => Match::Weak,
        _ => Match::No,
    }
}
