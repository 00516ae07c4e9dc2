//! Two ends; either may hold resources.

use ringwall_model::Security;

use crate::protocols::told::Told;
use crate::recent::Recent;
use crate::{Answered, Direction, Object, Pdu, Session, Sink};

use super::functions;
use super::message::Message;

/// Observations kept.
const OBSERVATIONS_MAX: u8 = 64;
const UNAUTHORIZED: u8 = 0x81;
const FORBIDDEN: u8 = 0x83;

/// State of a flow: requests that wait, by who asked and token; and whether it was told which end asks.
#[derive(Debug)]
pub struct Coap {
    asked: Recent<(bool, u32), ()>,
    sides: bool,
    told: Told,
}

impl Default for Coap {
    fn default() -> Self {
        Self { asked: Recent::new(OBSERVATIONS_MAX), sides: false, told: Told::default() }
    }
}

impl Session for Coap {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(message) = Message::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("coap-message", 0);
            }
            return;
        };
        let tag = tag(&message);
        match message.code {
            0 => out.report(functions::method_call(0, false), Object::NONE),
            code @ 1..=31 => {
                self.tell(pdu.direction, out);
                self.asked.push((pdu.direction == Direction::Forward, tag), ());
                out.request(functions::method_call(code, message.lists), tag, Object::NONE);
            }
            code => self.response(code, &message, pdu.direction, out),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.asked.memory().saturating_add(self.told.heap_bytes())
    }
}

impl Coap {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.sides, true) {
            out.initiator_sends(initiator);
        }
    }

    fn response(&mut self, code: u8, message: &Message<'_>, direction: Direction, out: &mut Sink<'_>) {
        self.tell(direction.reverse(), out);
        let waited = self.asked.take_newest((direction == Direction::Backward, tag(message))).is_some();
        if !waited && message.observes {
            return out.report(functions::notification_call(code), Object::NONE);
        }
        let outcome = if code >> 5 == 2 { Answered::Accepted } else { Answered::Refused };
        out.answer(tag(message), Some(functions::response_call(code)), outcome);
        match code {
            UNAUTHORIZED => self.told.tell(Security::Denied { by: "unauthorized".into() }, out),
            FORBIDDEN => self.told.tell(Security::Denied { by: "forbidden".into() }, out),
            _ => {}
        }
    }
}

/// A token in one word (FNV-1a); without one, the number of the message, which its acknowledgement repeats.
fn tag(message: &Message<'_>) -> u32 {
    if message.token.is_empty() {
        return 1 << 16 | u32::from(message.id);
    }
    let hash = message.token.iter().fold(0x811C_9DC5_u32, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193));
    hash | 1 << 31
}
