//! ARP (RFC 826) for IPv4 over Ethernet.
//!
//! The sender of a request or an answer says which MAC address has its IP address; what it says of the target is hearsay
//! and not used. A probe (RFC 5227) has no sender address yet and binds nothing; a gratuitous request or answer binds.

#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr};

use ringwall_model::{Mac, Operation::Discover};

use super::rows::{self, Keyed};
use crate::{Answered, Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "arp",
    title: "Address Resolution Protocol",
    carriers: &[Carrier::EtherType(0x0806)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.len() < BYTES { Framing::Need(BYTES) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Arp),
    basis: Basis::Captures,
};

/// Bytes of a message for IPv4 over Ethernet.
const BYTES: usize = 28;
/// Ethernet, IPv4, and the lengths of their addresses.
const HEADER: [u8; 6] = [0, 1, 8, 0, 6, 4];

const ROWS: [Keyed; 2] = [
    rows::row(0, 1, "operation", "Request", &[Discover], None),
    rows::row(1, 2, "operation", "Reply", &[Discover], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const REQUEST: Call = Call { row: 0, code: 1 };
const REPLY: Call = Call { row: 1, code: 2 };

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && Message::read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// A message.
#[derive(Clone, Copy, Debug)]
struct Message {
    operation: u16,
    sender_mac: Mac,
    sender_ip: Ipv4Addr,
    target_ip: Ipv4Addr,
}

impl Message {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let HEADER = c.array()? else { return None };
        let operation = c.u16().filter(|o| matches!(o, 1 | 2))?;
        let sender_mac = Mac(c.array()?);
        let sender_ip = Ipv4Addr::from(c.array::<4>()?);
        c.skip(6)?;
        let target_ip = Ipv4Addr::from(c.array::<4>()?);
        Some(Self { operation, sender_mac, sender_ip, target_ip })
    }
}

/// There is no state: requests are broadcast, so their answers come in another flow.
#[derive(Debug)]
struct Arp;

impl Session for Arp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut crate::Sink<'_>) {
        let Some(message) = Message::read(pdu.bytes) else {
            out.malformed("arp-message", 0);
            return;
        };
        match message.operation {
            1 => out.request(REQUEST, u32::from(message.target_ip), Object::NONE),
            _ => out.answer(u32::from(message.sender_ip), Some(REPLY), Answered::Accepted),
        }
        let (mac, ip) = (message.sender_mac, message.sender_ip);
        if !ip.is_unspecified() && !ip.is_broadcast() && !ip.is_multicast() && mac != Mac::default() && !mac.is_group()
        {
            out.binding(mac, IpAddr::V4(ip), false);
        }
    }
}
