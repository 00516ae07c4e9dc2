//! Telnet (RFC 854, 855): a terminal over TCP, with everything readable, the password too.
//!
//! A log-in is claimed only when all of it was seen: a prompt for a password, a line typed after it, and an answer that
//! reads like a shell, a menu or a greeting rather than a refusal or the next prompt. Negotiation alone claims nothing, nor
//! does a raw TCP terminal server on port 23 that never prompts. From the moment a stream is encrypted (RFC 2946) nothing
//! is claimed either. A shell that nobody had to log in to is anonymous access, where the connection was seen from its options
//! on, nothing was asked, and a command typed at a prompt was answered and prompted again. What is typed between prompts is not understood: its operation is `opaque`.

mod commands;
pub(super) mod login;
pub(super) mod screen;
mod session;
#[cfg(test)]
mod tests;
mod unasked;

use ringwall_model::{Operation, Operations};

use crate::{Basis, Call, Carrier, Direction, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "telnet",
    title: "Telnet",
    carriers: &[Carrier::Tcp(23), Carrier::Tcp(2323)],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: 0xff }], &[Signature { at: 0, mask: 0x80, value: 0 }]],
    probe,
    functions: &[
        Function {
            code: 0,
            space: "stream",
            name: "Terminal data",
            operations: Operations::of(&[Operation::Opaque]),
            technique: None,
        },
        Function {
            code: 255,
            space: "stream",
            name: "Commands and negotiation",
            operations: Operations::of(&[Operation::Session]),
            technique: None,
        },
    ],
    pdu_max: 65_536,
    frame,
    resync: |_, bytes| (!bytes.is_empty()).then_some(0),
    tells: None,
    open: || Box::new(session::Telnet::default()),
    basis: Basis::Captures,
};

/// Text or keys.
const DATA: Call = Call { row: 0, code: 0 };
/// Commands.
const COMMANDS: Call = Call { row: 1, code: 255 };

/// The stream has no messages: what a segment brings is one.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) }
}

/// Negotiation is proof on the usual port; elsewhere it takes two well-formed options. Bare text counts on the port only.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole {
        return Match::No;
    }
    match (commands::options(sample.bytes), sample.hinted) {
        (Some(n), hinted) if n >= 2 || hinted => Match::Sure,
        (Some(_), _) => Match::Weak,
        (None, true) if sample.bytes.iter().all(|b| is_text(*b)) => Match::Weak,
        _ => Match::No,
    }
}

/// Printable, blank, newline, escape or an 8-bit letter.
fn is_text(b: u8) -> bool {
    matches!(b, b'\0' | 0x07..=0x0d | 0x1b | 0x20..=0x7e | 0x80..=0xfe)
}
