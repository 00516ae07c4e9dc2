//! HTTP/1 (RFC 9110, 9112) in the clear, on any TCP port.
//!
//! Methods are the functions: reading ones read, `POST`, `PUT`, `PATCH` and `DELETE` write; a status of 400 or more refuses.
//! Basic authentication (RFC 7617) shows a password: `Completed` when that very request was answered with 2xx or 304,
//! `Refused` by 401 or 403. A redirect decides nothing, it may lead to the log-in page or to TLS. A form with a password field
//! is only `Offered`: success and failure look alike from outside. Passwords, cookies and tokens are marked, never kept.
//!
//! A cookie whose name is a session's, given out or accepted, is a session token in the clear. That one was accepted after
//! its session had ended takes three things on the connection: the end (a cookie taken back, or an address for logging out
//! answered well), an address that turned away a request without a session, and that address answered well with the old one.
//!
//! Header sections are read up to 16 KiB, a line up to 4 KiB; bodies are passed over by their length or chunks. After an
//! upgrade, a tunnel or a body without length the rest of that direction is not read.

mod half;
mod headers;
mod secrets;
mod session;
#[cfg(test)]
mod tests;
mod tokens;

use ringwall_model::Operation::{Other, Read, Session, Write};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "http",
    title: "Hypertext Transfer Protocol",
    carriers: &[Carrier::Tcp(80), Carrier::Tcp(8080), Carrier::Tcp(8000)],
    signatures: &[
        &starts(*b"GET "),
        &starts(*b"HEAD"),
        &starts(*b"POST"),
        &starts(*b"PUT "),
        &starts(*b"DELE"),
        &starts(*b"OPTI"),
        &starts(*b"PATC"),
        &starts(*b"TRAC"),
        &starts(*b"CONN"),
        &starts(*b"HTTP"),
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_536,
    // Whether a body follows depends on the request it answers, which only the session knows.
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, bytes| (!bytes.is_empty()).then_some(0),
    tells: None,
    open: || Box::new(session::Http::default()),
    basis: Basis::Captures,
};

const fn starts([a, b, c, d]: [u8; 4]) -> [Signature; 4] {
    [
        Signature { at: 0, mask: 0xff, value: a },
        Signature { at: 1, mask: 0xff, value: b },
        Signature { at: 2, mask: 0xff, value: c },
        Signature { at: 3, mask: 0xff, value: d },
    ]
}

const ROWS: [Keyed; 11] = [
    rows::row(0, 0, "method", "GET", &[Read], None),
    rows::row(1, 1, "method", "HEAD", &[Read], None),
    rows::row(2, 2, "method", "OPTIONS", &[Read], None),
    rows::row(3, 3, "method", "TRACE", &[Read], None),
    rows::row(4, 4, "method", "POST", &[Write], None),
    rows::row(5, 5, "method", "PUT", &[Write], None),
    rows::row(6, 6, "method", "PATCH", &[Write], None),
    rows::row(7, 7, "method", "DELETE", &[Write], None),
    rows::row(8, 8, "method", "CONNECT", &[Session], None),
    rows::row(9, ANY_CODE, "method", "Other method", &[Other], None),
    rows::row(10, ANY_CODE, "status", "Response without its request", &[Other], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Words of the rows of methods, by row.
const METHODS: [&[u8]; 9] = [b"GET", b"HEAD", b"OPTIONS", b"TRACE", b"POST", b"PUT", b"PATCH", b"DELETE", b"CONNECT"];

const HEAD: Call = Call { row: 1, code: 1 };
const CONNECT: Call = Call { row: 8, code: 8 };

/// A method by its word. HTTP has no numbers: a method's row is its code, all others share one.
fn method(word: &[u8]) -> Call {
    let row = METHODS.iter().position(|m| *m == word).and_then(|at| u16::try_from(at).ok());
    row.map_or(Call { row: 9, code: ANY_CODE }, |row| Call { row, code: u32::from(row) })
}

/// A status whose request was not seen.
fn stray(status: u16) -> Call {
    Call { row: 10, code: u32::from(status) }
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole {
        return Match::No;
    }
    let line = sample.bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let ended = line.len() < sample.bytes.len();
    if headers::request(line).is_some() || headers::status(line).is_some() {
        return Match::Sure;
    }
    let begins =
        METHODS.iter().any(|m| line.strip_prefix(*m).is_some_and(|rest| rest.first().is_none_or(|b| *b == b' ')))
            || b"HTTP/1.1 200".starts_with(line.get(..9).unwrap_or(line));
    if begins && !ended && line.len() < half::LINE_BYTES_MAX { Match::More } else { Match::No }
}
