//! OSPF (RFC 2328, RFC 5340): routers tell each other which networks they reach.
//!
//! Whoever speaks routes. How version 2 authenticates stands in its header: a password as text is blanked; a digest is told
//! by its length (RFC 5709). Both only as what one side offers, for nobody is seen to check them. Version 3 leaves
//! authentication to IPsec or to a trailer that is not read. What routers announce is not read either.

#[cfg(test)]
mod tests;

use ringwall_model::{
    Attribute, Confidence,
    Operation::{Opaque, Session as Keeps},
    SecretKind, Security, Soundness, Stage,
};

use super::{
    rows::{self, Keyed},
    told::Told,
};
use crate::{
    ANY_CODE, Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink,
    Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ospf",
    title: "Open Shortest Path First",
    carriers: &[Carrier::Ip(89)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Ospf::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 6] = [
    rows::row(0, 1, "packet", "Hello", &[Keeps], None),
    rows::row(1, 2, "packet", "Database description", &[Keeps], None),
    rows::row(2, 3, "packet", "Link state request", &[Opaque], None),
    rows::row(3, 4, "packet", "Link state update", &[Opaque], None),
    rows::row(4, 5, "packet", "Link state acknowledgement", &[Keeps], None),
    rows::row(5, ANY_CODE, "packet", "Unlisted packet", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// How version 2 authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Code {
    None,
    Text,
    /// With a digest of so many bytes.
    Digest(u8),
    Other,
}

/// Where a password stands.
const PASSWORD: std::ops::Range<usize> = 16..24;

/// A packet: its kind and its authentication.
fn read(bytes: &[u8]) -> Option<(u8, Code)> {
    let mut c = Cursor::new(bytes);
    let (version, kind, length) = (c.u8()?, c.u8()?, usize::from(c.u16()?));
    c.skip(4 + 4 + 2)?;
    let (code, header) = match (version, c.u16()?) {
        (3, _) => (Code::None, 16),
        (2, 0) => (Code::None, 24),
        (2, 1) => (Code::Text, 24),
        (2, 2) => {
            c.skip(3)?;
            (Code::Digest(c.u8()?), 24)
        }
        (2, _) => (Code::Other, 24),
        _ => return None,
    };
    // A digest stands behind what the length counts.
    (length >= header && length <= bytes.len() && kind > 0).then_some((kind, code))
}

fn probe(sample: &Sample<'_>) -> Match {
    match read(sample.bytes) {
        Some((1..=5, _)) if sample.hinted => Match::Sure,
        _ => Match::No,
    }
}

/// State of a speaker.
#[derive(Debug, Default)]
struct Ospf {
    told: Told,
}

impl Session for Ospf {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((kind, code)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("ospf-packet", 0);
            }
            return;
        };
        let row = if kind <= 5 { u16::from(kind).saturating_sub(1) } else { 5 };
        out.report(Call { row, code: u32::from(kind) }, Object::NONE);
        out.identity(Subject::Sender, Attribute::Capability, b"router", Confidence::High);
        let (name, soundness) = match code {
            Code::Text => {
                out.secret(SecretKind::Password, PASSWORD);
                ("OSPF text", Soundness::Weak)
            }
            Code::Digest(16) => ("OSPF keyed MD5", Soundness::Weak),
            Code::Digest(20) => ("OSPF HMAC-SHA-1", Soundness::Unknown),
            Code::Digest(32 | 48 | 64) => ("OSPF HMAC-SHA-2", Soundness::Sound),
            Code::Digest(_) | Code::Other => ("OSPF, unlisted authentication", Soundness::Unknown),
            Code::None => return,
        };
        self.told.tell(Security::Mechanism { name: name.into(), soundness, stage: Stage::Offered }, out);
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
