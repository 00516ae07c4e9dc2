//! rlogin (RFC 1282): a shell over TCP with everything readable, where a host may be trusted by its address.
//!
//! The client names users and terminal, the server answers with a zero byte; what follows is read like Telnet: a password
//! asked for, typed and judged is a log-in. A shell without a password asked for is a log-in by a name alone.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};

use super::rows::{self, Keyed};
use crate::{Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "rlogin",
    title: "Remote login (rlogin)",
    carriers: &[Carrier::Tcp(513)],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: 0 }, Signature { at: 1, mask: 0x80, value: 0 }]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_536,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, bytes| (!bytes.is_empty()).then_some(0),
    tells: None,
    open: || Box::new(session::Rlogin::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 2] = [
    rows::row(0, 0, "stream", "Connection", &[Session], None),
    rows::row(1, 1, "stream", "Terminal data", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const CONNECTION: Call = Call { row: 0, code: 0 };
const DATA: Call = Call { row: 1, code: 1 };

/// What a client begins with: a zero, two users and a terminal with its speed, each with a zero behind it.
fn begins(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"\0") else { return false };
    let mut parts = rest.split(|b| *b == 0);
    let (Some(own), Some(other), Some(terminal), Some(last), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let text = |part: &[u8]| (1..=64).contains(&part.len()) && part.iter().all(u8::is_ascii_graphic);
    last.is_empty() && text(own) && text(other) && text(terminal)
}

fn probe(sample: &Sample<'_>) -> Match {
    let terminal = sample.bytes.contains(&b'/');
    match (sample.whole, begins(sample.bytes)) {
        (false, true) if sample.hinted => Match::Sure,
        (false, true) if terminal => Match::Weak,
        _ => Match::No,
    }
}
