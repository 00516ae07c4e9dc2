//! MySQL's protocol 10, also MariaDB's, over TCP (its internals manual).
//!
//! The server's greeting names its version. A log-in goes by a plug-in the client names: SHA-1 with a challenge (weak), SHA-256, or
//! the password itself. It is decided by the server's first packet of success or error 1045. An empty answer that lets in is a
//! log-in by a name alone. The database was used when a query was answered. Behind TLS only the TLS session is read.

mod packets;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Other, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "mysql",
    title: "MySQL and MariaDB",
    carriers: &[Carrier::Tcp(3306)],
    signatures: &[
        // A greeting: less than 256 bytes, the first packet.
        &[
            Signature { at: 1, mask: 0xff, value: 0 },
            Signature { at: 2, mask: 0xff, value: 0 },
            Signature { at: 3, mask: 0xff, value: 0 },
        ],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_536,
    frame: |_, bytes| packets::frame(bytes),
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Mysql::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 5] = [
    rows::row(0, 0, "stage", "Greeting", &[Session], None),
    rows::row(1, 1, "stage", "Log-in", &[Session], None),
    rows::row(2, 3, "command", "Query", &[Other], None),
    rows::row(3, ANY_CODE, "command", "Other command", &[Other], None),
    rows::row(4, 0, "stream", "Protected by TLS", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const GREETING: Call = Call { row: 0, code: 0 };
const LOG_IN: Call = Call { row: 1, code: 1 };
const PROTECTED: Call = Call { row: 4, code: 0 };

/// A command by its number.
fn call(command: u8) -> Call {
    Call { row: if command == 3 { 2 } else { 3 }, code: u32::from(command) }
}

/// The server speaks first: a whole greeting is proof.
fn probe(sample: &Sample<'_>) -> Match {
    let greeting = packets::Greeting::read(sample.bytes);
    if !sample.whole && greeting.is_some() { Match::Sure } else { Match::No }
}
