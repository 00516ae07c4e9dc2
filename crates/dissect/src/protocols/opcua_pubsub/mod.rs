//! OPC UA PubSub in UADP messages over UDP and Ethernet (OPC 10000-14, section 7.2.4). JSON messages over
//! brokers are named where the broker's protocol is read.
//!
//! The publisher, where its id is a number, is the native address, with its writer group. Data sets are reports; what stands in
//! them is not read. Secured messages are seen: enciphered ones are opaque.

mod header;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use ringwall_model::Operation::{Discover, Opaque, Report};
use ringwall_model::{PeerProof, Security, Soundness, Stage};

use crate::protocols::rows::{self, Keyed};
use crate::protocols::told::Told;
use crate::{
    Basis, Call, Carrier, Direction, Framing, Function, Match, Native, Object, Pdu, Protocol, Sample, Session,
    Signature, Sink,
};

use header::{Header, Kind};

/// OPC UA PubSub.
pub static PROTOCOL: Protocol = Protocol {
    name: "opcua-pubsub",
    title: "OPC UA PubSub (UADP)",
    carriers: &[Carrier::Udp(4840), Carrier::EtherType(0xB62C)],
    signatures: &[&[Signature { at: 0, mask: 0x0F, value: 1 }]],
    probe,
    functions: FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::<Publisher>::default(),
    basis: Basis::Peer,
};

static ROWS: [Keyed; 4] = [
    rows::row(0, 0, "message", "Data Sets", &[Report], None),
    rows::row(1, 1, "message", "Discovery Request", &[Discover], None),
    rows::row(2, 2, "message", "Discovery Response", &[Discover], None),
    rows::row(3, 3, "message", "Enciphered Message", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Flags that agree and name a publisher: the header is short, so it is certain only on the usual port.
fn probe(sample: &Sample<'_>) -> Match {
    match Header::read(sample.bytes) {
        Some(header) if sample.whole && sample.hinted && header.publisher.is_some() => Match::Sure,
        Some(_) if sample.whole && sample.hinted => Match::Weak,
        _ => Match::No,
    }
}

/// Messages stand alone; what protects them is told once.
#[derive(Debug, Default)]
struct Publisher {
    told: Told,
}

impl Session for Publisher {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = Header::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("opcua-pubsub-header", 0);
            }
            return;
        };
        if let Some(publisher) = header.publisher.flatten() {
            out.native(Native::Pair("publisher", publisher, header.group.unwrap_or(0).into()));
        }
        if header.signed || header.enciphered {
            self.told.tell(channel(&header), out);
        }
        let key = match header.kind {
            _ if header.enciphered => 3,
            Kind::DataSets => 0,
            Kind::Request => 1,
            Kind::Response => 2,
        };
        let object = match header.writers {
            Some((first, last)) => Object { kind: "writer", first: first.into(), last: last.into() },
            None => Object::NONE,
        };
        out.report(rows::find(&ROWS, key, key).unwrap_or(Call { row: 0, code: key }), object);
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

/// Keys come from a key server; which algorithms they are for does not show.
fn channel(header: &Header) -> Security {
    Security::Channel {
        secrecy: header.enciphered,
        integrity: header.signed,
        peer: PeerProof::Hidden,
        version: Cow::Borrowed("UADP"),
        suite: Cow::Borrowed(""),
        soundness: Soundness::Unknown,
        stage: Stage::Negotiated,
    }
}
