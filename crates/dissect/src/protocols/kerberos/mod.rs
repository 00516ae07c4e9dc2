//! Kerberos 5 (RFC 4120) over UDP and TCP.
//!
//! A reply from the centre is the directory used, and names two ciphers: of the part for the client, made with the client's
//! own key, and of the ticket, made with the service's. DES, triple DES and RC4 are weak (RFC 6649, 8429). A reply to a
//! request that carried proof (an encrypted time, or a signature) is a log-in; its failure is one refused. A request without
//! proof, and the answer that asks for it, claim nothing. Tickets and passwords are encrypted all along.

mod message;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::Session;

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Direction, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "kerberos",
    title: "Kerberos 5",
    carriers: &[Carrier::Udp(88), Carrier::Tcp(88)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_536,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Kerberos::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 8] = [
    rows::row(0, 10, "message", "AS-REQ", &[Session], None),
    rows::row(1, 11, "message", "AS-REP", &[Session], None),
    rows::row(2, 12, "message", "TGS-REQ", &[Session], None),
    rows::row(3, 13, "message", "TGS-REP", &[Session], None),
    rows::row(4, 14, "message", "AP-REQ", &[Session], None),
    rows::row(5, 15, "message", "AP-REP", &[Session], None),
    rows::row(6, 30, "message", "KRB-ERROR", &[Session], None),
    rows::row(7, ANY_CODE, "message", "Other", &[Session], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A message by its type.
fn call(kind: u8) -> Call {
    let row = match kind {
        10..=15 => u16::from(kind).saturating_sub(10),
        30 => 6,
        _ => 7,
    };
    Call { row, code: u32::from(kind) }
}

/// Over TCP a length stands before each message (RFC 4120, section 7.2.2).
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    let Some(length) = bytes.first_chunk().map(|b| u32::from_be_bytes(*b)) else { return Framing::Need(4) };
    match usize::try_from(length).ok().filter(|n| (10..=1 << 20).contains(n)).and_then(|n| n.checked_add(4)) {
        None => Framing::Lost,
        Some(total) if total <= bytes.len() => Framing::Pdu(total),
        Some(total) => Framing::Need(total),
    }
}

fn probe(sample: &Sample<'_>) -> Match {
    match message::Message::read(sample.bytes) {
        Some(_) if sample.hinted => Match::Sure,
        None if sample.hinted && !sample.whole && sample.bytes.len() < 16 => Match::More,
        _ => Match::No,
    }
}
