//! SSDP, the discovery of UPnP (UPnP Device Architecture 2.0, section 1): devices announce what they serve to everybody.
//!
//! An announcement, or an answer to a search, is the service delivered; a search only offers it. Both name the software of
//! whoever sends them.

#[cfg(test)]
mod tests;

use ringwall_model::{
    Attribute, Confidence,
    Operation::{Discover, Report},
    Security, ServiceKind, Stage,
};

use super::{
    lines,
    rows::{self, Keyed},
    told::Told,
};
use crate::{
    Basis, Call, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Signature, Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ssdp",
    title: "Simple Service Discovery Protocol",
    carriers: &[Carrier::Udp(1900)],
    signatures: &[&starts(*b"M-SE"), &starts(*b"NOTI"), &starts(*b"HTTP")],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 4_096,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Ssdp::default()),
    basis: Basis::Captures,
};

const fn starts([a, b, c, d]: [u8; 4]) -> [Signature; 4] {
    [
        Signature { at: 0, mask: 0xff, value: a },
        Signature { at: 1, mask: 0xff, value: b },
        Signature { at: 2, mask: 0xff, value: c },
        Signature { at: 3, mask: 0xff, value: d },
    ]
}

const ROWS: [Keyed; 3] = [
    rows::row(0, 0, "message", "M-SEARCH", &[Discover], None),
    rows::row(1, 1, "message", "NOTIFY", &[Report], None),
    rows::row(2, 2, "message", "Response", &[Report], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Start lines, by row.
const STARTS: [&[u8]; 3] = [b"M-SEARCH * HTTP/1.", b"NOTIFY * HTTP/1.", b"HTTP/1.1 200 OK"];

fn kind(bytes: &[u8]) -> Option<u8> {
    (0..).zip(STARTS).find(|(_, start)| bytes.starts_with(start)).map(|(at, _)| at)
}

/// A start line that only SSDP has; an answer by the name of a service in it.
fn probe(sample: &Sample<'_>) -> Match {
    match kind(sample.bytes) {
        Some(0 | 1) if sample.whole => Match::Sure,
        Some(_) if sample.whole && lines::contains(sample.bytes, b"\nusn:") => Match::Sure,
        _ => Match::No,
    }
}

/// State of a speaker.
#[derive(Debug, Default)]
struct Ssdp {
    told: Told,
}

impl Session for Ssdp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(kind) = kind(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("ssdp-start-line", 0);
            }
            return;
        };
        out.report(Call { row: u16::from(kind), code: u32::from(kind) }, Object::NONE);
        for line in pdu.bytes.split(|b| *b == b'\n').take(64) {
            let at = line.iter().position(|b| *b == b':').unwrap_or(line.len());
            let (name, value) = line.split_at_checked(at).unwrap_or((line, &[]));
            if name.eq_ignore_ascii_case(b"server") || name.eq_ignore_ascii_case(b"user-agent") {
                let value = value.get(1..).unwrap_or_default().trim_ascii();
                out.identity(Subject::Sender, Attribute::Software, value, Confidence::Medium);
            }
        }
        let stage = if kind == 0 { Stage::Offered } else { Stage::Completed };
        self.told.tell(Security::Service { kind: ServiceKind::ServiceAnnouncement, stage }, out);
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
