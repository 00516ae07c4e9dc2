//! IKE (RFC 7296, RFC 2408/2409) and ESP in UDP (RFC 3948): how IPsec tunnels are set up.
//!
//! The proposal a responder chose is told as a channel agreed on, judged by its algorithms (RFC 8247). Who proves what to whom is
//! encrypted. It is `Completed` only where the data can be seen to flow both ways, which is so for ESP in UDP; ESP straight
//! over IP is another flow. Aggressive mode of version 1 lets anybody guess at its pre-shared key: a weak mechanism.

mod proposal;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ike",
    title: "Internet Key Exchange and ESP in UDP",
    carriers: &[Carrier::Udp(500), Carrier::Udp(4500)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_535,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Ike::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 10] = [
    rows::row(0, 2, "exchange", "Main mode", &[Session], None),
    rows::row(1, 4, "exchange", "Aggressive mode", &[Session], None),
    rows::row(2, 5, "exchange", "Informational (1)", &[Session], None),
    rows::row(3, 32, "exchange", "Quick mode", &[Session], None),
    rows::row(4, 34, "exchange", "IKE_SA_INIT", &[Session], None),
    rows::row(5, 35, "exchange", "IKE_AUTH", &[Session], None),
    rows::row(6, 36, "exchange", "CREATE_CHILD_SA", &[Session], None),
    rows::row(7, 37, "exchange", "INFORMATIONAL", &[Session], None),
    rows::row(8, ANY_CODE, "exchange", "Other", &[Session], None),
    rows::row(9, 0, "esp", "Data", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const ESP: Call = Call { row: 9, code: 0 };

/// An exchange by its type.
fn call(exchange: u8) -> Call {
    let row = match exchange {
        2 => 0,
        4 => 1,
        5 => 2,
        32 => 3,
        34..=37 => u16::from(exchange).saturating_sub(30),
        _ => 8,
    };
    Call { row, code: u32::from(exchange) }
}

/// A header whose length is the datagram's. ESP alone proves nothing: any bytes could be it.
fn probe(sample: &Sample<'_>) -> Match {
    let known = sample.whole && sample.hinted && proposal::Header::read(sample.bytes).is_some_and(|h| h.is_whole);
    if known { Match::Sure } else { Match::No }
}
