//! A master and a remote terminal unit, or two of these.

use crate::recent::Recent;
use crate::{Answered, Call, Cursor, Object, Pdu, Session, Sink};

use super::functions::{self, DATA_BASE, EXTENSION};
use super::messages::{CONTINUED, Datagram, Message, REQUEST, RESPONSE};

/// Requests kept until they are answered: a response does not say what it answers.
const WAITING_MAX: usize = 64;
/// Set in the first byte of a response that refuses all of its request.
const ERROR: u8 = 0x80;

/// State of a flow: requests by sequence number, and whether it was told which end asks.
#[derive(Debug)]
pub struct Bsap {
    asked: Recent<u32, Call>,
    told: bool,
}

impl Default for Bsap {
    fn default() -> Self {
        Self { asked: Recent::new(WAITING_MAX), told: false }
    }
}

impl Session for Bsap {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(datagram) = Datagram::read(pdu.bytes) else { return out.malformed("bsap-header", 0) };
        if !datagram.fills() && !pdu.cut {
            out.malformed("bsap-length", 2);
        }
        let asks = match datagram.function {
            REQUEST => Some(pdu.direction),
            RESPONSE | CONTINUED => Some(pdu.direction.reverse()),
            _ => None,
        };
        if let Some(initiator) = asks.filter(|_| !self.told) {
            self.told = true;
            out.initiator_sends(initiator);
        }
        if datagram.count == 0 {
            return out.report(functions::header_call(datagram.function), Object::NONE);
        }
        for message in datagram.messages() {
            match datagram.function {
                REQUEST => self.request(&message, out),
                _ => self.answer(&message, out),
            }
        }
    }

    fn heap_bytes(&self) -> usize {
        self.asked.memory()
    }
}

impl Bsap {
    /// Application, status of the node, function.
    fn request(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let mut c = Cursor::new(message.content);
        let Some(application) = c.u8() else { return out.malformed("bsap-request", 0) };
        let _status = c.u8();
        let call = match application {
            DATA_BASE => functions::data_base_call(c.u8().unwrap_or(u8::MAX)),
            EXTENSION => functions::extension_call(c.u16_le().unwrap_or(u16::MAX)),
            _ => functions::application_call(application),
        };
        self.asked.push(message.sequence, call);
        out.request(call, tag(message.sequence), Object::NONE);
    }

    fn answer(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let call = self.asked.take_newest(message.sequence).unwrap_or_else(|| functions::header_call(RESPONSE));
        let refused = message.content.first().is_some_and(|status| status & ERROR != 0);
        let outcome = if refused { Answered::Refused } else { Answered::Accepted };
        out.answer(tag(message.sequence), Some(call), outcome);
    }
}

/// The tag 0 means the oldest.
fn tag(sequence: u32) -> u32 {
    sequence.max(1)
}
