//! CDP: a device of Cisco, or one that speaks like it, tells its neighbours who it is.
//!
//! The format is documented by Cisco and by free readers of it. Name, platform, software, capabilities and addresses are of the sender.

#[cfg(test)]
mod tests;

use std::net::IpAddr;

use ringwall_model::{Attribute, Confidence, Operation::Discover};

use super::rows::{self, Keyed};
use crate::{
    Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "cdp",
    title: "Cisco Discovery Protocol",
    carriers: &[Carrier::Snap(0x2000)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Cdp),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 1] = [rows::row(0, 0, "frame", "Announcement", &[Discover], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const ANNOUNCEMENT: Call = Call { row: 0, code: 0 };
/// SNAP of Cisco, and the number of this protocol.
const SNAP: &[u8] = &[0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00];
/// Elements.
const NAME: u16 = 1;
const ADDRESSES: u16 = 2;
const PORT: u16 = 3;
const CAPABILITIES: u16 = 4;
const SOFTWARE: u16 = 5;
const PLATFORM: u16 = 6;
const MANAGEMENT: u16 = 22;
/// What kind of address follows: IPv4 by its NLPID, IPv6 by its EtherType.
const IPV4: &[u8] = &[0xcc];
const IPV6: &[u8] = &[0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x86, 0xdd];
/// Addresses looked at in one element.
const ADDRESSES_MAX: u32 = 16;
/// Capabilities by bit, in the words of LLDP.
const WORDS: [&str; 8] = ["router", "bridge", "bridge", "bridge", "station", "", "repeater", "telephone"];

/// Elements of an announcement, behind version, lifetime and checksum.
fn elements(bytes: &[u8]) -> Option<impl Iterator<Item = (u16, &[u8])>> {
    let mut c = Cursor::new(bytes.strip_prefix(SNAP)?);
    let (1 | 2) = c.u8()? else { return None };
    c.skip(3)?;
    Some(std::iter::from_fn(move || {
        let (kind, length) = (c.u16()?, c.u16()?);
        Some((kind, c.take(usize::from(length).checked_sub(4)?)?))
    }))
}

fn probe(sample: &Sample<'_>) -> Match {
    let first = elements(sample.bytes).and_then(|mut e| e.next());
    if sample.hinted && first.is_some() { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
#[derive(Debug)]
struct Cdp;

impl Session for Cdp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(elements) = elements(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("cdp-message", 0);
            }
            return;
        };
        out.report(ANNOUNCEMENT, Object::NONE);
        for (kind, value) in elements.take(64) {
            match kind {
                NAME => tell(Attribute::Hostname, value, out),
                PORT => tell(Attribute::Port, value, out),
                SOFTWARE => tell(Attribute::Description, value, out),
                PLATFORM => tell(Attribute::Model, value, out),
                CAPABILITIES => capabilities(value, out),
                // A list that ends early tells what came before.
                ADDRESSES | MANAGEMENT => drop(addresses(value, out)),
                _ => {}
            }
        }
    }
}

fn tell(what: Attribute, value: &[u8], out: &mut Sink<'_>) {
    out.identity(Subject::Sender, what, value, Confidence::High);
}

/// Addresses of the sender.
fn addresses(value: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut c = Cursor::new(value);
    for _ in 0..c.u32()?.min(ADDRESSES_MAX) {
        c.skip(1)?;
        let length = usize::from(c.u8()?);
        let kind = c.take(length)?;
        let length = usize::from(c.u16()?);
        let address = c.take(length)?;
        let ip = match kind {
            IPV4 => <[u8; 4]>::try_from(address).ok().map(IpAddr::from),
            IPV6 => <[u8; 16]>::try_from(address).ok().map(IpAddr::from),
            _ => None,
        };
        ip.into_iter().for_each(|ip| out.address(ip));
    }
    Some(())
}

fn capabilities(value: &[u8], out: &mut Sink<'_>) {
    let Some(bits) = Cursor::new(value).u32() else { return };
    let mut last = "";
    for (bit, word) in WORDS.iter().enumerate() {
        if bits >> bit & 1 == 1 && *word != last {
            tell(Attribute::Capability, word.as_bytes(), out);
            last = word;
        }
    }
}
