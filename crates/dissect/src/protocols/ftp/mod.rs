//! FTP (RFC 959), its control connection.
//!
//! A log-in is `Completed` when `230` answers a password, `Refused` when `530` does. Anonymous access shows no password and
//! is no log-in: nobody said who they are. It is changing once a command that stores, removes or renames was carried out.
//! After `AUTH` was accepted (RFC 4217) the connection is TLS; its channel is told, and nothing inside is claimed.
//! File transfers count as operations when their command is answered; data connections are other flows.
//! A refusal counts as denied where its text speaks of permission, or where a command needs a log-in first (530).
//! A person or a script may stand behind a log-in, so it is never called human.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Discover, File, Opaque, Other, Session};

use super::{
    lines,
    rows::{self, Keyed},
};
use crate::{ANY_CODE, Basis, Call, Carrier, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ftp",
    title: "File Transfer Protocol",
    carriers: &[Carrier::Tcp(21)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 5 + 18_432,
    frame: |_, bytes| lines::frame(bytes),
    resync: |_, bytes| lines::resync(bytes),
    tells: None,
    open: || Box::new(session::Ftp::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 20] = [
    rows::row(0, 0, "command", "USER", &[Session], None),
    rows::row(1, 1, "command", "PASS", &[Session], None),
    rows::row(2, 2, "command", "AUTH", &[Session], None),
    rows::row(3, 3, "command", "QUIT", &[Session], None),
    rows::row(4, 4, "command", "RETR", &[File], None),
    rows::row(5, 5, "command", "STOR", &[File], None),
    rows::row(6, 6, "command", "STOU", &[File], None),
    rows::row(7, 7, "command", "APPE", &[File], None),
    rows::row(8, 8, "command", "DELE", &[File], None),
    rows::row(9, 9, "command", "RNTO", &[File], None),
    rows::row(10, 10, "command", "MKD", &[File], None),
    rows::row(11, 11, "command", "RMD", &[File], None),
    rows::row(12, 12, "command", "LIST", &[File], None),
    rows::row(13, 13, "command", "NLST", &[File], None),
    rows::row(14, 14, "command", "MLSD", &[File], None),
    rows::row(15, 15, "command", "SYST", &[Discover], None),
    rows::row(16, 16, "command", "SITE", &[Other], None),
    rows::row(17, ANY_CODE, "command", "Other command", &[Session], None),
    rows::row(18, 0, "stream", "Reply", &[Session], None),
    rows::row(19, 1, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Words of the rows of commands, by row.
const COMMANDS: [&[u8]; 17] = [
    b"USER", b"PASS", b"AUTH", b"QUIT", b"RETR", b"STOR", b"STOU", b"APPE", b"DELE", b"RNTO", b"MKD", b"RMD", b"LIST",
    b"NLST", b"MLSD", b"SYST", b"SITE",
];

/// Rows whose commands change what is stored.
const CHANGES: std::ops::RangeInclusive<u16> = 5..=11;
/// Rows whose commands move files or list them.
const TRANSFERS: std::ops::RangeInclusive<u16> = 4..=14;

const USER: Call = Call { row: 0, code: 0 };
const PASS: Call = Call { row: 1, code: 1 };
const AUTH: Call = Call { row: 2, code: 2 };
const REPLY: Call = Call { row: 18, code: 0 };
const PROTECTED: Call = Call { row: 19, code: 1 };

/// A command by its word, in any case. FTP has no numbers: a command's row is its code, all others share one.
fn call(word: &[u8]) -> Call {
    let row = COMMANDS.iter().position(|c| c.eq_ignore_ascii_case(word)).and_then(|at| u16::try_from(at).ok());
    row.map_or(Call { row: 17, code: ANY_CODE }, |row| Call { row, code: u32::from(row) })
}

/// A greeting or a command on the usual port. Neither is proof: mail and news greet alike.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole || !sample.hinted {
        return Match::No;
    }
    match sample.bytes {
        [b'1'..=b'5', b'0'..=b'5', b'0'..=b'9', b' ' | b'-', text @ ..] if lines::contains(text, b"ftp") => Match::Sure,
        [b'1'..=b'5', b'0'..=b'5', b'0'..=b'9', b' ' | b'-', ..] => Match::Weak,
        text => {
            let word = text.split(|b| matches!(b, b' ' | b'\r' | b'\n')).next().unwrap_or_default();
            if call(word).row < 17 { Match::Weak } else { Match::No }
        }
    }
}
