//! An office and field stations on one line.

use crate::{Answered, Native, Object, Pdu, Session, Sink};

use super::frames::Message;
use super::functions::{self, OFFICE};

/// State of a flow: whether it was told which end asks.
#[derive(Debug, Default)]
pub struct Genisys {
    told: bool,
}

impl Session for Genisys {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(message) = Message::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("genisys-message", 0);
            }
            return;
        };
        let asks = message.header >= OFFICE;
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(if asks { pdu.direction } else { pdu.direction.reverse() });
        }
        out.native(Native::Numbered("station", message.station.into()));
        let call = functions::call(message.header);
        // A station answers one message at a time; others may stay silent.
        let tag = u32::from(message.station) | 0x100;
        if asks { out.request(call, tag, object(&message)) } else { out.answer(tag, Some(call), Answered::Accepted) }
    }
}

/// The control bytes of a message, as the range that spans them. From 0xE0 on a byte number means the mode of the station.
fn object(message: &Message) -> Object {
    let numbers = || message.pairs.iter().map(|(number, _)| u32::from(*number)).filter(|number| *number < 0xE0);
    match (numbers().min(), numbers().max()) {
        (Some(first), Some(last)) => Object { kind: "control-byte", first, last },
        _ => Object::NONE,
    }
}
