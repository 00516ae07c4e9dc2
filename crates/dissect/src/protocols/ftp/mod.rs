//! FTP (RFC 959), its control connection.
//!
//! A log-in is `Completed` when `230` answers a password, `Refused` when `530` does. Anonymous access shows no password and
//! is told as a log-in without one. After `AUTH` was accepted (RFC 4217) the connection is TLS, and nothing more is claimed.
//! File transfers count as operations when their command is answered; data connections are other flows.
//! A person or a script may stand behind a log-in, so it is never called human.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Discover, File, Opaque, Other, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Direction, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ftp",
    title: "File Transfer Protocol",
    carriers: &[Carrier::Tcp(21)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: LINE_BYTES_MAX,
    frame,
    resync: |_, bytes| bytes.iter().position(|b| *b == b'\n').map(|at| at.saturating_add(1)),
    open: || Box::new(session::Ftp::default()),
    basis: Basis::Document,
};

/// Longest line that is read.
const LINE_BYTES_MAX: usize = 1_024;

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

/// A line; or, where TLS took over, a record.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if let Some(total) = record_bytes(bytes) {
        return if total <= bytes.len() { Framing::Pdu(total) } else { Framing::Need(total) };
    }
    match bytes.iter().take(LINE_BYTES_MAX).position(|b| *b == b'\n') {
        Some(end) => Framing::Pdu(end.saturating_add(1)),
        None if bytes.len() >= LINE_BYTES_MAX => Framing::Lost,
        None => Framing::Need(bytes.len().saturating_add(1)),
    }
}

/// Length of a TLS record at the start of these bytes.
fn record_bytes(bytes: &[u8]) -> Option<usize> {
    match bytes.first_chunk()? {
        [20..=23, 3, 0..=4, high, low] => Some(usize::from(u16::from_be_bytes([*high, *low])).saturating_add(5)),
        _ => None,
    }
}

/// A greeting or a command on the usual port. Neither is proof: mail and news greet alike.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole || !sample.hinted {
        return Match::No;
    }
    match sample.bytes {
        [b'1'..=b'5', b'0'..=b'5', b'0'..=b'9', b' ' | b'-', text @ ..] if contains_ftp(text) => Match::Sure,
        [b'1'..=b'5', b'0'..=b'5', b'0'..=b'9', b' ' | b'-', ..] => Match::Weak,
        text => {
            let word = text.split(|b| matches!(b, b' ' | b'\r' | b'\n')).next().unwrap_or_default();
            if call(word).row < 17 { Match::Weak } else { Match::No }
        }
    }
}

fn contains_ftp(text: &[u8]) -> bool {
    text.windows(3).any(|w| w.eq_ignore_ascii_case(b"ftp"))
}
