//! WS-Discovery (OASIS, Web Services Dynamic Discovery 1.1, and the draft of 2005 that Windows, printers and ONVIF cameras use): SOAP
//! over UDP, by which devices look for each other.
//!
//! A message is known by the name space of the discovery, and told by the last word of its action. What devices offer is not read.

#[cfg(test)]
mod tests;

use memchr::memmem;
use ringwall_model::Operation::{Discover, Opaque, Report};

use super::rows::{self, Keyed};
use crate::{
    ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Signature, Sink,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ws-discovery",
    title: "Web Services Dynamic Discovery",
    carriers: &[Carrier::Udp(3702)],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: b'<' }], &[Signature { at: 0, mask: 0xFF, value: 0xEF }]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Discovery),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 7] = [
    rows::row(0, 0, "action", "Hello", &[Report], None),
    rows::row(1, 1, "action", "Bye", &[Report], None),
    rows::row(2, 2, "action", "Probe", &[Discover], None),
    rows::row(3, 3, "action", "Probe Matches", &[Report], None),
    rows::row(4, 4, "action", "Resolve", &[Discover], None),
    rows::row(5, 5, "action", "Resolve Matches", &[Report], None),
    rows::row(6, ANY_CODE, "action", "Other action", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Name spaces of the discovery, as actions begin.
const SPACES: [&[u8]; 2] =
    [b"http://schemas.xmlsoap.org/ws/2005/04/discovery/", b"http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01/"];
/// What both begin with.
const SCHEME: &[u8] = b"http://";
/// Last words of actions, by row; longer ones before those they begin with.
const ACTIONS: [(&[u8], u16); 6] =
    [(b"Hello", 0), (b"Bye", 1), (b"ProbeMatches", 3), (b"Probe", 2), (b"ResolveMatches", 5), (b"Resolve", 4)];
/// As far into a message actions are looked for.
const HEAD_MAX: usize = 4096;

/// The row of a message's action; none where it has no action of the discovery.
fn action(bytes: &[u8]) -> Option<u16> {
    let head = bytes.get(..HEAD_MAX).unwrap_or(bytes);
    memmem::find_iter(head, SCHEME).find_map(|at| {
        let rest = head.get(at..)?;
        let word = SPACES.iter().find_map(|space| rest.strip_prefix(*space))?;
        Some(ACTIONS.iter().find(|(name, _)| word.starts_with(name)).map_or(6, |(_, row)| *row))
    })
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole && action(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Discovery;

impl Session for Discovery {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match action(pdu.bytes) {
            Some(row) => out.report(Call { row, code: row.into() }, Object::NONE),
            None if pdu.cut => {}
            None => out.malformed("ws-discovery-action", 0),
        }
    }
}
