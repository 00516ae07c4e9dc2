//! What Yokogawa CENTUM stations say to one another, known by its ports alone (ICS-CERT ICSA-14-070-01 and Rapid7's
//! disclosure of March 2014, which name the services behind them: batch copying, the order server, the field simulator).
//!
//! Nothing of it is published or was compared with a capture: whatever goes there, and no other protocol recognises by its
//! content, is named and opaque. The control bus itself (Vnet/IP) is not recognised.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::Opaque;

use crate::protocols::rows::{self, Keyed};
use crate::{Basis, Call, Carrier, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink};

/// CENTUM.
pub static PROTOCOL: Protocol = Protocol {
    name: "centum",
    title: "Yokogawa CENTUM (by port, opaque)",
    carriers: &[Carrier::Tcp(20111), Carrier::Tcp(20171), Carrier::Udp(20010)],
    signatures: &[],
    probe,
    functions: FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    open: || Box::new(Centum),
    basis: Basis::Document,
};

static ROWS: [Keyed; 1] = [rows::row(0, 0, "payload", "Payload", &[Opaque], None)];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Only the port speaks for it: never certain, and not by one payload.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && !sample.bytes.is_empty() { Match::Weak } else { Match::No }
}

/// Payloads stand alone.
#[derive(Debug)]
struct Centum;

impl Session for Centum {
    fn pdu(&mut self, _: &Pdu<'_>, out: &mut Sink<'_>) {
        out.report(rows::find(&ROWS, 0, 0).unwrap_or(Call { row: 0, code: 0 }), Object::NONE);
    }
}
