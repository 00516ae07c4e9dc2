//! LLMNR (RFC 4795): names found by asking everybody on the link.
//!
//! An answer names its address. Whoever answers first is believed, so an answer is the service used, a question one offered.

#[cfg(test)]
mod tests;

use ringwall_model::{Attribute, Confidence, Operation::Discover, Security, ServiceKind, Stage};

use super::{
    dns::message::Message,
    rows::{self, Keyed},
    told::Told,
};
use crate::{
    Answered, Basis, Call, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "llmnr",
    title: "Link-Local Multicast Name Resolution",
    carriers: &[Carrier::Udp(5355)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 9_000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Llmnr::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 1] = [rows::row(0, 0, "opcode", "Query", &[Discover], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const QUERY: Call = Call { row: 0, code: 0 };

fn read(bytes: &[u8]) -> Option<Message<'_>> {
    Message::read(bytes, false).filter(|m| m.is_sane() && m.opcode() == 0)
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole && sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// State of an exchange.
#[derive(Debug, Default)]
struct Llmnr {
    told: Told,
}

impl Session for Llmnr {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(message) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("llmnr-message", 0);
            }
            return;
        };
        let tag = u32::from(message.id);
        if !message.is_answer() {
            out.initiator_sends(pdu.direction);
            out.request(QUERY, tag, Object::NONE);
            self.tell(Stage::Offered, out);
            return;
        }
        let good = message.is_served() && message.answers() > 0;
        out.initiator_sends(pdu.direction.reverse());
        out.answer(tag, Some(QUERY), if good { Answered::Accepted } else { Answered::Refused });
        for record in message.records() {
            if let Some(ip) = record.address() {
                out.identity(Subject::Ip(ip), Attribute::Hostname, &record.name, Confidence::Medium);
            }
        }
        if good {
            self.tell(Stage::Completed, out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl Llmnr {
    fn tell(&mut self, stage: Stage, out: &mut Sink<'_>) {
        self.told.tell(Security::Service { kind: ServiceKind::LinkNameResolution, stage }, out);
    }
}
