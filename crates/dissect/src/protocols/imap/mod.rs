//! IMAP 4 (RFC 9051, 3501): mail is read and kept on a server.
//!
//! `LOGIN` shows name and password; `AUTHENTICATE` goes by a mechanism. Both are decided by the answer with their tag. Reading
//! mail is the service, once a mailbox was opened. Behind STARTTLS only the TLS session is read.

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
    name: "imap",
    title: "Internet Message Access Protocol",
    carriers: &[Carrier::Tcp(143)],
    signatures: &[&[
        Signature { at: 0, mask: 0xff, value: b'*' },
        Signature { at: 1, mask: 0xff, value: b' ' },
        Signature { at: 2, mask: 0xff, value: b'O' },
        Signature { at: 3, mask: 0xff, value: b'K' },
    ]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 5 + 18_432,
    frame: |_, bytes| lines::frame(bytes),
    resync: |_, bytes| lines::resync(bytes),
    tells: None,
    open: || Box::new(session::Imap::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 13] = [
    rows::row(0, 0, "command", "LOGIN", &[Session], None),
    rows::row(1, 1, "command", "AUTHENTICATE", &[Session], None),
    rows::row(2, 2, "command", "STARTTLS", &[Session], None),
    rows::row(3, 3, "command", "CAPABILITY", &[Session], None),
    rows::row(4, 4, "command", "SELECT", &[Other], None),
    rows::row(5, 5, "command", "EXAMINE", &[Other], None),
    rows::row(6, 6, "command", "FETCH", &[Other], None),
    rows::row(7, 7, "command", "UID", &[Other], None),
    rows::row(8, 8, "command", "APPEND", &[Other], None),
    rows::row(9, 9, "command", "STORE", &[Other], None),
    rows::row(10, ANY_CODE, "command", "Other command", &[Session], None),
    rows::row(11, 0, "stream", "Reply", &[Session], None),
    rows::row(12, 1, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Words of the rows of commands, by row.
const COMMANDS: [&[u8]; 10] = [
    b"LOGIN",
    b"AUTHENTICATE",
    b"STARTTLS",
    b"CAPABILITY",
    b"SELECT",
    b"EXAMINE",
    b"FETCH",
    b"UID",
    b"APPEND",
    b"STORE",
];

const LOGIN: Call = Call { row: 0, code: 0 };
const AUTHENTICATE: Call = Call { row: 1, code: 1 };
const STARTTLS: Call = Call { row: 2, code: 2 };
const REPLY: Call = Call { row: 11, code: 0 };
const PROTECTED: Call = Call { row: 12, code: 1 };
/// Rows whose good answer shows a mailbox.
const READING: std::ops::RangeInclusive<u16> = 4..=7;

/// A command by its word, in any case.
fn call(word: &[u8]) -> Call {
    let row = COMMANDS.iter().position(|c| c.eq_ignore_ascii_case(word)).and_then(|at| u16::try_from(at).ok());
    row.map_or(Call { row: 10, code: ANY_CODE }, |row| Call { row, code: u32::from(row) })
}

/// A greeting. Elsewhere than on its port it must name the protocol.
fn probe(sample: &Sample<'_>) -> Match {
    match sample.bytes {
        [b'*', b' ', b'O', b'K', b' ', text @ ..] if !sample.whole => {
            let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
            let named = lines::contains(line, b"imap");
            if named || sample.hinted { Match::Sure } else { Match::No }
        }
        _ => Match::No,
    }
}
