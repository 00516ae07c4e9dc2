//! TFTP (RFC 1350): files moved for whoever asks.
//!
//! Only the request goes to the known port; the transfer goes on between two others, which prove nothing by themselves. So a
//! request offers the service and anonymous access, and never completes them.

#[cfg(test)]
mod tests;

use ringwall_model::{Operation::File, Security, ServiceKind, Stage};

use super::{
    rows::{self, Keyed},
    told::Told,
};
use crate::{Basis, Call, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Signature, Sink};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "tftp",
    title: "Trivial File Transfer Protocol",
    carriers: &[Carrier::Udp(69)],
    signatures: &[
        &[Signature { at: 0, mask: 0xff, value: 0 }, Signature { at: 1, mask: 0xff, value: 1 }],
        &[Signature { at: 0, mask: 0xff, value: 0 }, Signature { at: 1, mask: 0xff, value: 2 }],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Tftp::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 2] =
    [rows::row(0, 1, "opcode", "Read", &[File], None), rows::row(1, 2, "opcode", "Write", &[File], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A request: 1 to read, 2 to write, with a file's name and a mode there is.
fn request(bytes: &[u8]) -> Option<u8> {
    let [0, operation @ (1 | 2), rest @ ..] = bytes else { return None };
    let mut parts = rest.split(|b| *b == 0);
    let (name, mode) = (parts.next()?, parts.next()?);
    let good = !name.is_empty()
        && name.len() <= 255
        && name.iter().all(|b| *b >= 0x20)
        && [b"octet".as_slice(), b"netascii", b"mail"].iter().any(|m| mode.eq_ignore_ascii_case(m));
    (good && parts.next().is_some()).then_some(*operation)
}

/// A request cannot be taken for anything else.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole && request(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// State of an asker.
#[derive(Debug, Default)]
struct Tftp {
    told: Told,
}

impl Session for Tftp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(operation) = request(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("tftp-request", 0);
            }
            return;
        };
        out.initiator_sends(pdu.direction);
        let call = Call { row: u16::from(operation).saturating_sub(1), code: u32::from(operation) };
        out.report(call, Object::NONE);
        let stage = Stage::Offered;
        self.told.tell(Security::Service { kind: ServiceKind::FileTransfer, stage }, out);
        self.told.tell(Security::Anonymous { human: false, changing: operation == 2, stage }, out);
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
