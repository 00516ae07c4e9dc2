//! Reads messages; each stands alone.

use std::net::IpAddr;

use ringwall_model::{Attribute, Confidence, Mac, Security, ServiceKind, Stage};

use super::{call, fingerprints, packet::Packet};
use crate::protocols::told::Told;
use crate::{Answered, Object, Pdu, Session, Sink, Subject};

const HOST_NAME: u8 = 12;
const MESSAGE_TYPE: u8 = 53;
const WANTED: u8 = 55;
const VENDOR_CLASS: u8 = 60;
const FULL_NAME: u8 = 81;
const ACKNOWLEDGE: u8 = 5;
const REFUSE: u8 = 6;

/// Messages stand alone.
#[derive(Debug, Default)]
pub struct Dhcp {
    told: Told,
}

impl Session for Dhcp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(packet) = Packet::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("dhcp-message", 0);
            }
            return;
        };
        let kind = packet.options().find_map(|(o, v)| if let (MESSAGE_TYPE, [k]) = (o, v) { Some(*k) } else { None });
        let kind = kind.unwrap_or(0);
        if packet.from_client {
            out.initiator_sends(pdu.direction);
            out.request(call(kind), packet.transaction, Object::NONE);
            describe(&packet, out);
            return;
        }
        out.initiator_sends(pdu.direction.reverse());
        let outcome = if kind == REFUSE { Answered::Refused } else { Answered::Accepted };
        out.answer(packet.transaction, Some(call(kind)), outcome);
        if kind == ACKNOWLEDGE && !packet.given.is_unspecified() && is_device(packet.client) {
            out.binding(packet.client, IpAddr::V4(packet.given), true);
            let kind = ServiceKind::AddressAssignment;
            self.told.tell(Security::Service { kind, stage: Stage::Completed }, out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

fn is_device(mac: Mac) -> bool {
    !mac.is_group() && mac != Mac::default()
}

/// What the client says of itself.
fn describe(packet: &Packet<'_>, out: &mut Sink<'_>) {
    if !is_device(packet.client) {
        return;
    }
    let who = Subject::Mac(packet.client);
    for (option, value) in packet.options() {
        match (option, value) {
            (HOST_NAME, name) => out.identity(who, Attribute::Hostname, name, Confidence::Medium),
            // Flags with bit 2 clear: the name is plain text (RFC 4702, section 2.1).
            (FULL_NAME, [flags, _, _, name @ ..]) if flags & 4 == 0 => {
                out.identity(who, Attribute::Hostname, name, Confidence::Medium);
            }
            (WANTED, wanted) => {
                let client = fingerprints::of_wanted(wanted).unwrap_or_default();
                out.identity(who, Attribute::OperatingSystem, client.system.as_bytes(), Confidence::Low);
                out.identity(who, Attribute::Software, client.software.as_bytes(), Confidence::Low);
            }
            (VENDOR_CLASS, class) => {
                out.identity(who, Attribute::Software, class, Confidence::Medium);
                if let Some(system) = fingerprints::system_of_class(class) {
                    out.identity(who, Attribute::OperatingSystem, system.as_bytes(), Confidence::Medium);
                }
            }
            _ => {}
        }
    }
}
