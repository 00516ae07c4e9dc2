//! What is known by its port alone: named, opaque, and never sure. The folder of each names who published the port. A port from
//! the range of which clients take theirs (32768 and above) names nothing by itself: every client has one now and then. So
//! Foxboro I/A is not recognised, of which only such ports are public (TCP 45678, and 55555, which AADvance uses too); TCP 1541
//! is a database's that comes with it.

use ringwall_model::Operation::Opaque;

use super::rows::{self, Keyed};
use crate::{Call, Direction, Framing, Function, Match, Object, Pdu, Sample, Session, Sink};

static ROWS: [Keyed; 1] = [rows::row(0, 0, "payload", "Payload", &[Opaque], None)];

/// One row: a payload nothing is known of.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Only the port speaks for it: never certain, and not by one payload.
pub fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && !sample.bytes.is_empty() { Match::Weak } else { Match::No }
}

/// What came together is one payload.
pub fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) }
}

/// Payloads stand alone.
pub fn open() -> Box<dyn Session> {
    Box::new(Payloads)
}

/// Nothing is remembered.
#[derive(Debug)]
struct Payloads;

impl Session for Payloads {
    fn pdu(&mut self, _: &Pdu<'_>, out: &mut Sink<'_>) {
        out.report(Call { row: 0, code: 0 }, Object::NONE);
    }
}

/// What holds for every protocol that is known by its port alone.
#[cfg(test)]
pub fn is_opaque_and_never_sure(protocol: &crate::Protocol) {
    use crate::Direction::{Backward, Forward};
    use crate::testing::{probed, probed_on_port, stream, told};
    assert_eq!(probed_on_port(protocol, b"RETR", false), Match::Weak);
    assert_eq!(probed(protocol, b"RETR", false), Match::No);
    assert_eq!(probed_on_port(protocol, b"", true), Match::No);
    let case: [(Direction, &[u8]); 2] = [(Forward, b"one"), (Backward, b"two")];
    assert_eq!(told(protocol, &stream(protocol, &case)), ["! Payload", "! Payload"]);
    assert!(protocol.functions.iter().all(|f| f.operations.iter().all(|o| o.word() == "opaque")));
    assert!(protocol.title.ends_with("(by port, opaque)"));
    super::hostile::survives(protocol, &case);
}
