//! Reads messages; the engine pairs them by their id.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ringwall_model::{Attribute, Confidence, Security, ServiceKind, Stage};

use super::{
    ANNOUNCEMENT, call,
    message::{Message, Record},
};
use crate::protocols::told::Told;
use crate::{Answered, Direction, Object, Pdu, Session, Sink, Subject};

/// Record types.
const A: u16 = 1;
const PTR: u16 = 12;
const AAAA: u16 = 28;

/// Questions remembered until their answer.
const PENDING_MAX: usize = 8;

/// Questions that wait for an answer, newest last.
#[derive(Debug, Default)]
pub struct Dns {
    pending: [Option<(Direction, u16)>; PENDING_MAX],
    told: Told,
}

impl Session for Dns {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(message) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("dns-message", 0);
            }
            return;
        };
        let call = call(message.opcode());
        if !message.is_answer() {
            out.initiator_sends(pdu.direction);
            out.request(call, u32::from(message.id), Object::NONE);
            self.pending.rotate_left(1);
            if let Some(slot) = self.pending.last_mut() {
                *slot = Some((pdu.direction, message.id));
            }
            return;
        }
        let records = message.records();
        let announced = message.is_authoritative() && records.iter().any(|r| is_local(&r.name));
        if announced && message.id == 0 {
            out.report(ANNOUNCEMENT, Object::NONE);
        } else {
            out.initiator_sends(pdu.direction.reverse());
            let outcome = if message.is_served() { Answered::Accepted } else { Answered::Refused };
            out.answer(u32::from(message.id), Some(call), outcome);
            if message.is_served() && self.pending.contains(&Some((pdu.direction.reverse(), message.id))) {
                let kind = ServiceKind::NameResolution;
                self.told.tell(Security::Service { kind, stage: Stage::Completed }, out);
            }
        }
        for record in &records {
            name(&message, record, announced, out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

/// A stream's message has its own length before it; a datagram starts like that by chance only, and then reads worse.
fn read(bytes: &[u8]) -> Option<Message<'_>> {
    let length = bytes.first_chunk().map(|b| usize::from(u16::from_be_bytes(*b)));
    let datagram = Message::read(bytes, false).filter(Message::is_sane);
    if length.and_then(|n| n.checked_add(2)) == Some(bytes.len()) {
        return Message::read(bytes, true).filter(Message::is_sane).or(datagram);
    }
    datagram
}

fn is_local(name: &[u8]) -> bool {
    name.ends_with(b".local")
}

/// What a record tells of an address.
fn name(message: &Message<'_>, record: &Record<'_>, announced: bool, out: &mut Sink<'_>) {
    let (ip, text, how) = match record.kind {
        PTR => {
            let Some(ip) = reversed(&record.name) else { return };
            let Some((target, _)) = message.name(record.at) else { return };
            (ip, target, Confidence::Low)
        }
        A | AAAA if announced && is_local(&record.name) => {
            let Some(ip) = address(record.data) else { return };
            (ip, record.name.clone(), Confidence::Medium)
        }
        _ => return,
    };
    if !ip.is_unspecified() && !ip.is_loopback() && !ip.is_multicast() {
        out.identity(Subject::Ip(ip), Attribute::Hostname, &text, how);
    }
}

fn address(data: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(data).map(|b| IpAddr::V4(Ipv4Addr::from(b)));
    v4.or_else(|_| <[u8; 16]>::try_from(data).map(|b| IpAddr::V6(Ipv6Addr::from(b)))).ok()
}

/// The address a reverse name stands for, IPv4 only.
fn reversed(name: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(name.strip_suffix(b".in-addr.arpa")?).ok()?;
    let mut parts = text.split('.').rev().map(|part| part.parse::<u8>().ok());
    let octets = [parts.next()??, parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then(|| IpAddr::from(octets))
}
