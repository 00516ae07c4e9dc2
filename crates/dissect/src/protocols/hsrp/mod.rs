//! HSRP (RFC 2281; version 2 as Cisco describes it): routers agree who answers for an address.
//!
//! Whoever speaks is a router. A password in version 1, or as text in version 2, is blanked and told as a weak mechanism on
//! offer: nobody is seen to check it.

#[cfg(test)]
mod tests;

use std::ops::Range;

use ringwall_model::{Attribute, Confidence, Operation::Report, SecretKind, Security, Soundness, Stage};

use super::{
    rows::{self, Keyed},
    told::Told,
};
use crate::{Basis, Call, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink, Subject};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "hsrp",
    title: "Hot Standby Router Protocol",
    carriers: &[Carrier::Udp(1985), Carrier::Udp(2029)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Hsrp::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 4] = [
    rows::row(0, 0, "operation", "Hello", &[Report], None),
    rows::row(1, 1, "operation", "Coup", &[Report], None),
    rows::row(2, 2, "operation", "Resign", &[Report], None),
    rows::row(3, 3, "operation", "Advertise", &[Report], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// How a message is authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Code {
    Text(Range<usize>),
    Digest,
    None,
}

/// A message: its operation and its authentication.
fn read(bytes: &[u8]) -> Option<(u8, Code)> {
    match bytes {
        // Version 0: state, times, priority, group and a reserved byte; eight bytes of text, the address.
        [0, operation @ 0..=2, 0 | 1 | 2 | 4 | 8 | 16, _, _, _, _, 0, ..] if bytes.len() >= 20 => {
            let digest = bytes.get(20..22) == Some(&[4, 28]);
            Some((*operation, if digest { Code::Digest } else { Code::Text(8..16) }))
        }
        [0, 3, 0, 1, ..] => Some((3, Code::None)),
        // Version 2: the state element, then text (3) or a digest (4).
        [1, 40, 2, operation @ 0..=2, ..] => {
            let code = match bytes.get(42..44) {
                Some([3, 8]) if bytes.len() >= 52 => Code::Text(44..52),
                Some([4, 28]) => Code::Digest,
                _ => Code::None,
            };
            Some((*operation, code))
        }
        _ => None,
    }
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole && sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// State of a speaker.
#[derive(Debug, Default)]
struct Hsrp {
    told: Told,
}

impl Session for Hsrp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((operation, code)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("hsrp-message", 0);
            }
            return;
        };
        out.report(Call { row: u16::from(operation), code: u32::from(operation) }, Object::NONE);
        out.identity(Subject::Sender, Attribute::Capability, b"router", Confidence::Medium);
        let (name, soundness) = match code {
            Code::Text(at) => {
                out.secret(SecretKind::Password, at);
                ("HSRP text", Soundness::Weak)
            }
            Code::Digest => ("HSRP MD5", Soundness::Weak),
            Code::None => return,
        };
        self.told.tell(Security::Mechanism { name: name.into(), soundness, stage: Stage::Offered }, out);
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
