//! A master and a remote terminal unit, or two of these.

use crate::recent::Recent;
use crate::{Answered, Call, Cursor, Direction, Object, Pdu, Session, Sink};

use super::functions::{self, DATA_BASE, EXTENSION};
use super::messages::{CONTINUED, Datagram, Message, REQUEST, RESPONSE};
use super::serial::{self, Telegram};

/// Requests kept until they are answered: a response does not say what it answers.
const WAITING_MAX: u8 = 64;
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
        if serial::begins(pdu.bytes) {
            match serial::read(pdu.bytes, &mut [0; serial::LENGTH_MAX]) {
                Some(telegram) => self.telegram(&telegram, pdu.direction, out),
                None if pdu.cut => {}
                None => out.malformed("bsap-telegram", 0),
            }
            return;
        }
        let Some(datagram) = Datagram::read(pdu.bytes) else { return out.malformed("bsap-header", 0) };
        if !datagram.fills() && !pdu.cut {
            out.malformed("bsap-length", 2);
        }
        let asks = match datagram.function {
            REQUEST => Some(pdu.direction),
            RESPONSE | CONTINUED => Some(pdu.direction.reverse()),
            _ => None,
        };
        if let Some(initiator) = asks {
            self.tell(initiator, out);
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
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    fn telegram(&mut self, telegram: &Telegram<'_>, direction: Direction, out: &mut Sink<'_>) {
        self.tell(if telegram.answers { direction.reverse() } else { direction }, out);
        let message = Message { sequence: telegram.sequence.into(), content: telegram.content };
        if telegram.answers {
            self.answer(&message, out);
        } else {
            self.ask(telegram.application, message.sequence, Cursor::new(message.content), out);
        }
    }

    /// Application, status of the node, function.
    fn request(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let mut c = Cursor::new(message.content);
        let Some(application) = c.u8() else { return out.malformed("bsap-request", 0) };
        let _status = c.u8();
        self.ask(application, message.sequence, c, out);
    }

    fn ask(&mut self, application: u8, sequence: u32, mut c: Cursor<'_>, out: &mut Sink<'_>) {
        let call = match application {
            DATA_BASE => functions::data_base_call(c.u8().unwrap_or(u8::MAX)),
            EXTENSION => functions::extension_call(c.u16_le().unwrap_or(u16::MAX)),
            _ => functions::application_call(application),
        };
        self.asked.push(sequence, call);
        out.request(call, tag(sequence), Object::NONE);
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
