//! VRRP (RFC 3768, RFC 5798): routers agree who answers for an address.
//!
//! Whoever speaks is a router. A password as text, which version 2 had before RFC 3768 took it out, is blanked and told as a
//! weak mechanism on offer: nobody is seen to check it.

#[cfg(test)]
mod tests;

use std::ops::Range;

use ringwall_model::{Attribute, Confidence, Operation::Session as Keeps, SecretKind, Security, Soundness, Stage};

use super::{
    rows::{self, Keyed},
    told::Told,
};
use crate::{Basis, Call, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink, Subject};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "vrrp",
    title: "Virtual Router Redundancy Protocol",
    carriers: &[Carrier::Ip(112)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Vrrp::default()),
    basis: Basis::Document,
};

const ROWS: [Keyed; 2] = [
    rows::row(0, 2, "version", "Advertisement, version 2", &[Keeps], None),
    rows::row(1, 3, "version", "Advertisement, version 3", &[Keeps], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Bytes before the addresses, and of the authentication behind those of version 2.
const HEADER: usize = 8;
const AUTHENTICATION: usize = 8;

/// A message: its version, and where a password stands. CARP has the same IP protocol and first byte, but another length.
fn read(bytes: &[u8]) -> Option<(u8, Option<Range<usize>>)> {
    let [first, _, _, count, authentication, ..] = *bytes.first_chunk::<HEADER>()?;
    let addresses = usize::from(count).saturating_mul(4);
    let end = HEADER.saturating_add(addresses);
    match first {
        0x21 if count > 0 && authentication <= 2 && bytes.len() == end.saturating_add(AUTHENTICATION) => {
            Some((2, (authentication == 1).then_some(end..bytes.len())))
        }
        // Of either family.
        0x31 if count > 0
            && (bytes.len() == end || bytes.len() == HEADER.saturating_add(addresses.saturating_mul(4))) =>
        {
            Some((3, None))
        }
        _ => None,
    }
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// State of a speaker.
#[derive(Debug, Default)]
struct Vrrp {
    told: Told,
}

impl Session for Vrrp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((version, password)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("vrrp-message", 0);
            }
            return;
        };
        out.report(Call { row: u16::from(version == 3), code: u32::from(version) }, Object::NONE);
        out.identity(Subject::Sender, Attribute::Capability, b"router", Confidence::Medium);
        if let Some(at) = password {
            out.secret(SecretKind::Password, at);
            let (name, soundness, stage) = ("VRRP text".into(), Soundness::Weak, Stage::Offered);
            self.told.tell(Security::Mechanism { name, soundness, stage }, out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
