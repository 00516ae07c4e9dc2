//! Questions, claims and answers.

use std::net::IpAddr;

use ringwall_model::{Attribute, Confidence, Security, ServiceKind, Stage};

use super::{call, message::Message};
use crate::protocols::told::Told;
use crate::{Answered, Object, Pdu, Session, Sink, Subject};

/// State of an exchange.
#[derive(Debug, Default)]
pub struct Nbns {
    told: Told,
}

impl Session for Nbns {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(message) = Message::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("nbns-message", 0);
            }
            return;
        };
        let (call, tag) = (call(message.opcode()), u32::from(message.id));
        if message.is_answer() {
            let outcome = if message.is_good() { Answered::Accepted } else { Answered::Refused };
            out.answer(tag, Some(call), outcome);
        } else if message.opcode() == 0 {
            out.request(call, tag, Object::NONE);
        } else {
            out.report(call, Object::NONE);
        }
        if message.is_good() {
            self.names(&message, out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl Nbns {
    fn names(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        // Who gives a name up does not have it any more.
        if message.opcode() != 6
            && let Some((ip, name)) = message.owner()
        {
            out.identity(Subject::Ip(IpAddr::V4(ip)), Attribute::Hostname, name, Confidence::Medium);
        }
        if message.is_answer()
            && let Some(name) = message.computer()
        {
            out.identity(Subject::Sender, Attribute::Hostname, &name, Confidence::Medium);
        }
        if message.opcode() == 0 {
            let stage = if message.is_answer() { Stage::Completed } else { Stage::Offered };
            self.told.tell(Security::Service { kind: ServiceKind::LinkNameResolution, stage }, out);
        }
    }
}
