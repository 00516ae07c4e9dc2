//! POP3 (RFC 1939): mail is read from a server.
//!
//! `USER` and `PASS` are a log-in in the clear, decided by `+OK` or `-ERR`; `APOP` (MD5) and `AUTH` (RFC 5034) are mechanisms.
//! Reading mail is the service, once a list or a message was given. Behind STLS (RFC 2595) only the TLS session is read.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Other, Session};

use super::{
    lines,
    rows::{self, Keyed},
};
use crate::{ANY_CODE, Basis, Call, Carrier, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "pop3",
    title: "Post Office Protocol",
    carriers: &[Carrier::Tcp(110)],
    signatures: &[&[
        Signature { at: 0, mask: 0xff, value: b'+' },
        Signature { at: 1, mask: 0xff, value: b'O' },
        Signature { at: 2, mask: 0xff, value: b'K' },
    ]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 5 + 18_432,
    frame: |_, bytes| lines::frame(bytes),
    resync: |_, bytes| lines::resync(bytes),
    tells: None,
    open: || Box::new(session::Pop3::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 15] = [
    rows::row(0, 0, "command", "USER", &[Session], None),
    rows::row(1, 1, "command", "PASS", &[Session], None),
    rows::row(2, 2, "command", "APOP", &[Session], None),
    rows::row(3, 3, "command", "AUTH", &[Session], None),
    rows::row(4, 4, "command", "STLS", &[Session], None),
    rows::row(5, 5, "command", "CAPA", &[Session], None),
    rows::row(6, 6, "command", "STAT", &[Other], None),
    rows::row(7, 7, "command", "LIST", &[Other], None),
    rows::row(8, 8, "command", "UIDL", &[Other], None),
    rows::row(9, 9, "command", "RETR", &[Other], None),
    rows::row(10, 10, "command", "TOP", &[Other], None),
    rows::row(11, 11, "command", "DELE", &[Other], None),
    rows::row(12, ANY_CODE, "command", "Other command", &[Session], None),
    rows::row(13, 0, "stream", "Reply", &[Session], None),
    rows::row(14, 1, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Words of the rows of commands, by row.
const COMMANDS: [&[u8]; 12] =
    [b"USER", b"PASS", b"APOP", b"AUTH", b"STLS", b"CAPA", b"STAT", b"LIST", b"UIDL", b"RETR", b"TOP", b"DELE"];

const USER: Call = Call { row: 0, code: 0 };
const PASS: Call = Call { row: 1, code: 1 };
const APOP: Call = Call { row: 2, code: 2 };
const AUTH: Call = Call { row: 3, code: 3 };
const STLS: Call = Call { row: 4, code: 4 };
const CAPA: Call = Call { row: 5, code: 5 };
const REPLY: Call = Call { row: 13, code: 0 };
const PROTECTED: Call = Call { row: 14, code: 1 };
/// Rows whose answer is mail, or says what mail there is.
const READING: std::ops::RangeInclusive<u16> = 6..=10;

/// A command by its word, in any case.
fn call(word: &[u8]) -> Call {
    let row = COMMANDS.iter().position(|c| c.eq_ignore_ascii_case(word)).and_then(|at| u16::try_from(at).ok());
    row.map_or(Call { row: 12, code: ANY_CODE }, |row| Call { row, code: u32::from(row) })
}

/// A greeting. Elsewhere than on its port it must name the protocol.
fn probe(sample: &Sample<'_>) -> Match {
    match sample.bytes {
        [b'+', b'O', b'K', b' ' | b'\r', text @ ..] if !sample.whole => {
            let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
            let named = lines::contains(line, b"pop3");
            if named || sample.hinted { Match::Sure } else { Match::No }
        }
        _ => Match::No,
    }
}
