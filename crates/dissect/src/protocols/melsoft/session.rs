//! An engineering station and a controller.

use ringwall_model::{Attribute, Confidence};

use crate::{Answered, Direction, Object, Pdu, Session, Sink, Subject};

use super::functions::{self, MODEL};
use super::messages::{self, Message};

/// Bytes of a model's name.
const NAME: usize = 16;

/// State of a flow: whether it was told which end asks.
#[derive(Debug, Default)]
pub struct Melsoft {
    told: bool,
}

impl Session for Melsoft {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if let Some((code, is_answer)) = messages::search(pdu.bytes) {
            let (call, tag) = (functions::search_call(code), 1 << 24 | u32::from(code));
            self.tell(is_answer, pdu.direction, out);
            return if is_answer {
                out.answer(tag, Some(call), Answered::Accepted);
            } else {
                out.request(call, tag, Object::NONE);
            };
        }
        let Some(message) = Message::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("melsoft-message", 0);
            }
            return;
        };
        self.tell(message.is_response, pdu.direction, out);
        let call = functions::call(message.command);
        let tag = 2 << 24 | u32::from(message.sequence);
        if !message.is_response {
            return out.request(call, tag, Object::NONE);
        }
        let outcome = if message.error == 0 { Answered::Accepted } else { Answered::Refused };
        out.answer(tag, Some(call), outcome);
        if message.error == 0 && MODEL.contains(&message.command) {
            model(message.data, out);
        }
    }
}

impl Melsoft {
    fn tell(&mut self, is_answer: bool, direction: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(if is_answer { direction.reverse() } else { direction });
        }
    }
}

/// The name of the model, behind a number of two bytes.
fn model(data: &[u8], out: &mut Sink<'_>) {
    let name = data.get(2..).and_then(|d| d.get(..NAME)).unwrap_or_default();
    let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or_default().trim_ascii_end();
    if name.iter().all(|b| matches!(b, b' '..=b'~')) {
        out.identity(Subject::Sender, Attribute::Model, name, Confidence::High);
    }
}
