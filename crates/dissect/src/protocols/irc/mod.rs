//! IRC (RFC 2812): people write to each other at once.
//!
//! The service was used when the server welcomed somebody (reply 001). A password sent before is a log-in in the clear, decided
//! by the welcome or by reply 464. What is written is not looked at.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Other, Session};

use super::{
    lines,
    rows::{self, Keyed},
};
use crate::{ANY_CODE, Basis, Call, Carrier, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "irc",
    title: "Internet Relay Chat",
    carriers: &[Carrier::Tcp(6667), Carrier::Tcp(6666), Carrier::Tcp(6668)],
    signatures: &[&starts(*b"NICK"), &starts(*b"USER"), &starts(*b"PASS"), &starts(*b"CAP ")],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 5 + 18_432,
    frame: |_, bytes| lines::frame(bytes),
    resync: |_, bytes| lines::resync(bytes),
    tells: None,
    open: || Box::new(session::Irc::default()),
    basis: Basis::Document,
};

const fn starts([a, b, c, d]: [u8; 4]) -> [Signature; 4] {
    [
        Signature { at: 0, mask: 0xff, value: a },
        Signature { at: 1, mask: 0xff, value: b },
        Signature { at: 2, mask: 0xff, value: c },
        Signature { at: 3, mask: 0xff, value: d },
    ]
}

const ROWS: [Keyed; 3] = [
    rows::row(0, 0, "message", "Registration", &[Session], None),
    rows::row(1, 1, "message", "Numeric reply", &[Session], None),
    rows::row(2, ANY_CODE, "message", "Other message", &[Other], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const REGISTRATION: Call = Call { row: 0, code: 0 };
const NUMERIC: Call = Call { row: 1, code: 1 };
const OTHER: Call = Call { row: 2, code: ANY_CODE };

/// Registration on the port: mail knows two of its words, too.
fn probe(sample: &Sample<'_>) -> Match {
    let line = sample.bytes.split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii_end();
    let (word, rest, _) = lines::word(line);
    let registers = matches!(word, b"NICK" | b"USER" | b"PASS") && !rest.is_empty() || line.starts_with(b"CAP LS");
    if !sample.whole && sample.hinted && registers { Match::Sure } else { Match::No }
}
