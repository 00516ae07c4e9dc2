//! SMTP (RFC 5321), submission (RFC 6409) and its log-in (RFC 4954).
//!
//! Mail is the service once a message was taken: `250` after the dot. A log-in is decided by `235` or `535`, clear where its
//! mechanism shows the password; behind STARTTLS (RFC 3207) everything but the TLS session itself is opaque. A server's
//! greeting names its software. Lines of messages are passed over.

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
    name: "smtp",
    title: "Simple Mail Transfer Protocol",
    carriers: &[Carrier::Tcp(25), Carrier::Tcp(587), Carrier::Tcp(2525)],
    signatures: &[&starts(*b"220"), &starts(*b"EHL"), &starts(*b"HEL"), &starts(*b"ehl"), &starts(*b"hel")],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 5 + 18_432,
    frame: |_, bytes| lines::frame(bytes),
    resync: |_, bytes| lines::resync(bytes),
    tells: None,
    open: || Box::new(session::Smtp::default()),
    basis: Basis::Document,
};

const fn starts([a, b, c]: [u8; 3]) -> [Signature; 3] {
    [
        Signature { at: 0, mask: 0xff, value: a },
        Signature { at: 1, mask: 0xff, value: b },
        Signature { at: 2, mask: 0xff, value: c },
    ]
}

const ROWS: [Keyed; 13] = [
    rows::row(0, 0, "command", "EHLO", &[Session], None),
    rows::row(1, 1, "command", "HELO", &[Session], None),
    rows::row(2, 2, "command", "AUTH", &[Session], None),
    rows::row(3, 3, "command", "STARTTLS", &[Session], None),
    rows::row(4, 4, "command", "MAIL", &[Other], None),
    rows::row(5, 5, "command", "RCPT", &[Other], None),
    rows::row(6, 6, "command", "DATA", &[Other], None),
    rows::row(7, 7, "command", "BDAT", &[Other], None),
    rows::row(8, 8, "command", "VRFY", &[Other], None),
    rows::row(9, 9, "command", "QUIT", &[Session], None),
    rows::row(10, ANY_CODE, "command", "Other command", &[Session], None),
    rows::row(11, 0, "stream", "Reply", &[Session], None),
    rows::row(12, 1, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Words of the rows of commands, by row.
const COMMANDS: [&[u8]; 10] =
    [b"EHLO", b"HELO", b"AUTH", b"STARTTLS", b"MAIL", b"RCPT", b"DATA", b"BDAT", b"VRFY", b"QUIT"];

const EHLO: Call = Call { row: 0, code: 0 };
const HELO: Call = Call { row: 1, code: 1 };
const AUTH: Call = Call { row: 2, code: 2 };
const STARTTLS: Call = Call { row: 3, code: 3 };
const DATA: Call = Call { row: 6, code: 6 };
const REPLY: Call = Call { row: 11, code: 0 };
const PROTECTED: Call = Call { row: 12, code: 1 };

/// A command by its word, in any case. SMTP has no numbers: a command's row is its code, all others share one.
fn call(word: &[u8]) -> Call {
    let row = COMMANDS.iter().position(|c| c.eq_ignore_ascii_case(word)).and_then(|at| u16::try_from(at).ok());
    row.map_or(Call { row: 10, code: ANY_CODE }, |row| Call { row, code: u32::from(row) })
}

/// A greeting that names the protocol, or one of its two hellos with a name behind it. A greeting alone could be FTP's.
fn probe(sample: &Sample<'_>) -> Match {
    let line = sample.bytes.split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii_end();
    let (word, rest, _) = lines::word(line);
    match line {
        _ if sample.whole => Match::No,
        [b'2', b'2', b'0', b' ' | b'-', text @ ..] if lines::contains(text, b"smtp") => Match::Sure,
        [b'2', b'2', b'0', b' ' | b'-', ..] if sample.hinted => Match::Weak,
        _ if [EHLO, HELO].contains(&call(word)) && !rest.is_empty() && rest.iter().all(u8::is_ascii_graphic) => {
            Match::Sure
        }
        _ => Match::No,
    }
}
