//! Reads messages; the engine pairs them by their id.

use std::net::IpAddr;

use ringwall_model::{Attribute, Confidence, Security, ServiceKind, Stage};

use super::{
    call,
    message::{HEADER_BYTES, Message, Record},
};
use crate::protocols::{remote_names, told::Told};
use crate::{Answered, Direction, Object, Pdu, Session, Sink, Subject};

/// Type of a record that names what an address belongs to.
const PTR: u16 = 12;

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
            program(&message, out);
            self.pending.rotate_left(1);
            if let Some(slot) = self.pending.last_mut() {
                *slot = Some((pdu.direction, message.id));
            }
            return;
        }
        out.initiator_sends(pdu.direction.reverse());
        let outcome = if message.is_served() { Answered::Accepted } else { Answered::Refused };
        out.answer(u32::from(message.id), Some(call), outcome);
        if message.is_served() && self.pending.contains(&Some((pdu.direction.reverse(), message.id))) {
            let kind = ServiceKind::NameResolution;
            self.told.tell(Security::Service { kind, stage: Stage::Completed }, out);
        }
        for record in &message.records() {
            name(&message, record, out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }

    fn is_blank(&self) -> bool {
        self.pending.iter().all(Option::is_none)
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

/// Who asks for a server that only a program keeps to has the program, or asks for another.
fn program(message: &Message<'_>, out: &mut Sink<'_>) {
    let asked = message.name(HEADER_BYTES).and_then(|(name, _)| remote_names::program(&name));
    if let Some(program) = asked {
        out.identity(Subject::Sender, Attribute::Software, program.name.as_bytes(), Confidence::Low);
    }
}

/// What a record tells of an address.
fn name(message: &Message<'_>, record: &Record<'_>, out: &mut Sink<'_>) {
    if record.kind != PTR {
        return;
    }
    let Some(ip) = reversed(&record.name) else { return };
    let Some((target, _)) = message.name(record.at) else { return };
    if !ip.is_unspecified() && !ip.is_loopback() && !ip.is_multicast() {
        out.identity(Subject::Ip(ip), Attribute::Hostname, &target, Confidence::Low);
    }
}

/// The address a reverse name stands for, IPv4 only.
fn reversed(name: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(name.strip_suffix(b".in-addr.arpa")?).ok()?;
    let mut parts = text.split('.').rev().map(|part| part.parse::<u8>().ok());
    let octets = [parts.next()??, parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then(|| IpAddr::from(octets))
}
