//! Multicast DNS (RFC 6762): devices of a link name themselves under `.local`.
//!
//! An address record in an answer names the device that has the address. An answer with records is the service used: somebody
//! found, or announced, a name by asking everybody; a question alone is one offered. Nobody proves that a name is theirs.

#[cfg(test)]
mod tests;

use ringwall_model::{
    Attribute, Confidence,
    Operation::{Discover, Report},
    Security, ServiceKind, Stage,
};

use super::{
    dns::message::Message,
    rows::{self, Keyed},
    told::Told,
};
use crate::{Basis, Call, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink, Subject};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "mdns",
    title: "Multicast DNS",
    carriers: &[Carrier::Udp(5353)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 9_000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Mdns::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 2] =
    [rows::row(0, 0, "message", "Query", &[Discover], None), rows::row(1, 1, "message", "Response", &[Report], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

fn read(bytes: &[u8]) -> Option<Message<'_>> {
    Message::read(bytes, false).filter(|m| m.is_sane() && m.opcode() == 0)
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole && sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// State of a speaker.
#[derive(Debug, Default)]
struct Mdns {
    told: Told,
}

impl Session for Mdns {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(message) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("mdns-message", 0);
            }
            return;
        };
        let code = u32::from(message.is_answer());
        out.report(Call { row: u16::from(message.is_answer()), code }, Object::NONE);
        let records = if message.is_answer() { message.records() } else { Vec::new() };
        for record in records.iter().filter(|r| r.name.ends_with(b".local")) {
            if let Some(ip) = record.address() {
                out.identity(Subject::Ip(ip), Attribute::Hostname, &record.name, Confidence::Medium);
            }
        }
        let stage = if records.is_empty() { Stage::Offered } else { Stage::Completed };
        self.told.tell(Security::Service { kind: ServiceKind::LinkNameResolution, stage }, out);
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
