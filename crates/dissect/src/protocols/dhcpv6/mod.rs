//! DHCPv6 (RFC 8415): hosts ask for addresses and settings, servers and relays answer.
//!
//! A host tells its name where it asks that it be known (RFC 4704). Nobody is authenticated. What a relay carries is not read.

#[cfg(test)]
mod tests;

use ringwall_model::{
    Attribute, Confidence,
    Operation::{Discover, Opaque, Session as Keeps},
};

use super::rows::{self, Keyed};
use crate::{
    ANY_CODE, Basis, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "dhcpv6",
    title: "Dynamic Host Configuration Protocol for IPv6",
    carriers: &[Carrier::Udp(547), Carrier::Udp(546)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Dhcpv6),
    basis: Basis::Captures,
};

#[rustfmt::skip]
static ROWS: [Keyed; 14] = [
    rows::row(1, 1, "message", "Solicit", &[Discover], None),
    rows::row(2, 2, "message", "Advertise", &[Keeps], None),
    rows::row(3, 3, "message", "Request", &[Keeps], None),
    rows::row(4, 4, "message", "Confirm", &[Keeps], None),
    rows::row(5, 5, "message", "Renew", &[Keeps], None),
    rows::row(6, 6, "message", "Rebind", &[Keeps], None),
    rows::row(7, 7, "message", "Reply", &[Keeps], None),
    rows::row(8, 8, "message", "Release", &[Keeps], None),
    rows::row(9, 9, "message", "Decline", &[Keeps], None),
    rows::row(10, 10, "message", "Reconfigure", &[Keeps], None),
    rows::row(11, 11, "message", "Information Request", &[Discover], None),
    rows::row(12, 12, "message", "Relay Forward", &[Keeps], None),
    rows::row(13, 13, "message", "Relay Reply", &[Keeps], None),
    rows::row(UNLISTED, ANY_CODE, "message", "Unlisted message", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const UNLISTED: u32 = 0x100;
const ADVERTISE: u8 = 2;
const REPLY: u8 = 7;
const RECONFIGURE: u8 = 10;
const RELAYS: [u8; 2] = [12, 13];
/// The name of a host.
const NAME: u16 = 39;
/// Most options read of one message.
const OPTIONS_MAX: usize = 64;

/// Type of a message, and its options: behind a transaction number, or of a relay behind hops and two addresses.
fn read(bytes: &[u8]) -> Option<(u8, Cursor<'_>)> {
    let mut c = Cursor::new(bytes);
    let kind = c.u8()?;
    c.skip(if RELAYS.contains(&kind) { 33 } else { 3 })?;
    Some((kind, c))
}

/// The options, as far as they are whole.
fn options(mut c: Cursor<'_>) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let kind = c.u16()?;
        let length = c.u16()?;
        Some((kind, c.take(usize::from(length))?))
    })
    .take(OPTIONS_MAX)
}

fn probe(sample: &Sample<'_>) -> Match {
    match read(sample.bytes) {
        Some((1..=13, rest)) if sample.hinted && sample.whole => {
            let used: usize = options(rest).map(|(_, value)| value.len().saturating_add(4)).sum();
            if used == rest.left() { Match::Sure } else { Match::No }
        }
        _ => Match::No,
    }
}

/// The host's part of a name on the wire (RFC 1035, section 3.1): its first label, behind the flags. The rest is its domain.
fn host(value: &[u8]) -> Option<&[u8]> {
    let mut c = Cursor::new(value);
    c.skip(1)?;
    let length = c.u8().filter(|length| (1..=63).contains(length))?;
    c.take(usize::from(length))
}

/// Nothing is remembered.
#[derive(Debug)]
struct Dhcpv6;

impl Session for Dhcpv6 {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((kind, rest)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("dhcpv6-message", 0);
            }
            return;
        };
        let code = u32::from(kind);
        out.report(rows::find_or(&ROWS, code, UNLISTED, code), Object::NONE);
        if matches!(kind, ADVERTISE | REPLY | RECONFIGURE) || RELAYS.contains(&kind) {
            return;
        }
        out.initiator_sends(pdu.direction);
        if let Some(name) = options(rest).find(|(kind, _)| *kind == NAME).and_then(|(_, value)| host(value)) {
            out.identity(Subject::Sender, Attribute::Hostname, name, Confidence::Medium);
        }
    }
}
