//! A station and a controller.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, Stage};

use crate::protocols::told::Told;
use crate::recent::Recent;
use crate::{Answered, Call, Direction, Native, Object, Pdu, Session, Sink, Subject};

use super::devices;
use super::first::First;
use super::frames::{self, Frame};
use super::functions::{self, LOCK, MODEL, ON_DEMAND, UNLOCK};

/// Requests kept until they are answered: a response does not say what it answers.
const WAITING_MAX: u8 = 32;
const NAME: usize = 16;
/// The password was wrong; the port is locked; too many tries.
const NOT_UNLOCKED: [u16; 3] = [0xC810, 0xC815, 0xC201];

/// State of a flow: requests, by serial number where frames have one.
#[derive(Debug)]
pub struct Slmp {
    asked: Recent<u32, Call>,
    sides: bool,
    told: Told,
}

impl Default for Slmp {
    fn default() -> Self {
        Self { asked: Recent::new(WAITING_MAX), sides: false, told: Told::default() }
    }
}

impl Session for Slmp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if let Some(first) = First::read(pdu.bytes) {
            return self.first(first, pdu.direction, out);
        }
        let Some(frame) = Frame::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("slmp-frame", 0);
            }
            return;
        };
        if frames::total(pdu.bytes).is_none_or(|total| total > pdu.bytes.len()) && !pdu.cut {
            out.malformed("slmp-length", 7.min(pdu.bytes.len()));
        }
        out.native(Native::Pair("station", frame.network.into(), frame.station.into()));
        let tag = frame.serial.map_or(0, |serial| 1 << 16 | u32::from(serial));
        if frame.is_response {
            self.answer(&frame, tag, pdu.direction, out);
        } else if frame.command == ON_DEMAND {
            out.report(functions::call(ON_DEMAND), Object::NONE);
        } else {
            self.request(&frame, tag, pdu, out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.asked.memory().saturating_add(self.told.heap_bytes())
    }
}

impl Slmp {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.sides, true) {
            out.initiator_sends(initiator);
        }
    }

    fn first(&mut self, first: First, direction: Direction, out: &mut Sink<'_>) {
        match first {
            First::Request(command) => {
                self.tell(direction, out);
                out.request(functions::first_call(command), 0, Object::NONE);
            }
            First::Response(command, accepted) => {
                self.tell(direction.reverse(), out);
                let outcome = if accepted { Answered::Accepted } else { Answered::Refused };
                out.answer(0, Some(functions::first_call(command)), outcome);
            }
        }
    }

    fn request(&mut self, frame: &Frame<'_>, tag: u32, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        self.tell(pdu.direction, out);
        let call = functions::call(frame.command);
        if matches!(frame.command, UNLOCK | LOCK) {
            let end = pdu.bytes.len();
            out.secret(SecretKind::Password, end.saturating_sub(frame.data.left())..end);
        }
        self.asked.push(tag, call);
        out.request(call, tag, devices::object(frame));
    }

    fn answer(&mut self, frame: &Frame<'_>, tag: u32, direction: Direction, out: &mut Sink<'_>) {
        self.tell(direction.reverse(), out);
        let call = self.asked.take_oldest(tag).unwrap_or_else(functions::response_call);
        let accepted = frame.end == 0;
        out.answer(tag, Some(call), if accepted { Answered::Accepted } else { Answered::Refused });
        if call.code == u32::from(UNLOCK) {
            let stage = if accepted { Stage::Completed } else { Stage::Refused };
            let secret = Some(SecretKind::Password);
            let login = Security::Login { clear: true, secret, default: false, stage, human: false, changing: true };
            self.told.tell(login, out);
        } else if NOT_UNLOCKED.contains(&frame.end) {
            self.told.tell(Security::Denied { by: "remote password".into() }, out);
        }
        if accepted && call.code == u32::from(MODEL) {
            let mut data = frame.data;
            let name = data.text(NAME).map(frames::name).unwrap_or_default();
            if name.iter().all(|b| matches!(b, b' '..=b'~')) {
                out.identity(Subject::Sender, Attribute::Model, &name, Confidence::High);
            }
        }
    }
}
