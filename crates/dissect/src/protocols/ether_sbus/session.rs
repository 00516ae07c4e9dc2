//! A programming or visualisation station and controllers.

use ringwall_model::{Attribute as Said, Confidence};

use crate::recent::Recent;
use crate::{Answered, Call, Direction, Native, Object, Pdu, Session, Sink, Subject};

use super::functions::{self, VERSION};
use super::telegrams::{Attribute, Telegram};

/// Requests kept until they are answered.
const WAITING_MAX: u8 = 16;
/// Bytes of a controller's type, in front of its firmware's.
const TYPE: usize = 5;

/// State of a flow: requests by sequence number, with the station asked.
#[derive(Debug)]
pub struct EtherSbus {
    asked: Recent<u16, (Call, u8)>,
    sides: bool,
}

impl Default for EtherSbus {
    fn default() -> Self {
        Self { asked: Recent::new(WAITING_MAX), sides: false }
    }
}

impl Session for EtherSbus {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(telegram) = Telegram::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("ether-sbus-telegram", 0);
            }
            return;
        };
        let asks = telegram.attribute == Attribute::Request;
        self.tell(if asks { pdu.direction } else { pdu.direction.reverse() }, out);
        let tag = 1 << 16 | u32::from(telegram.sequence);
        if let (true, [station, command, ..]) = (asks, telegram.content) {
            let call = functions::call(*command);
            self.asked.push(telegram.sequence, (call, *station));
            out.native(Native::Numbered("station", (*station).into()));
            return out.request(call, tag, Object::NONE);
        }
        self.answer(&telegram, tag, out);
    }

    fn heap_bytes(&self) -> usize {
        self.asked.memory()
    }
}

impl EtherSbus {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.sides, true) {
            out.initiator_sends(initiator);
        }
    }

    /// An acknowledgement of two zero bytes accepts; any other refuses.
    fn answer(&mut self, telegram: &Telegram<'_>, tag: u32, out: &mut Sink<'_>) {
        let asked = self.asked.take_newest(telegram.sequence);
        if let Some((_, station)) = asked {
            out.native(Native::Numbered("station", station.into()));
        }
        let is_data = telegram.attribute == Attribute::Response;
        let call = asked.map_or_else(|| functions::answer_call(if is_data { 1 } else { 2 }), |(call, _)| call);
        let accepted = is_data || telegram.content.iter().all(|b| *b == 0);
        out.answer(tag, Some(call), if accepted { Answered::Accepted } else { Answered::Refused });
        if is_data && call == functions::call(VERSION) {
            let text = telegram.content.split(|b| *b == 0).next().unwrap_or_default();
            if let (Some(kind), Some(version)) = (text.get(..TYPE), text.get(TYPE..)) {
                out.identity(Subject::Sender, Said::Model, kind, Confidence::High);
                out.identity(Subject::Sender, Said::Firmware, version, Confidence::High);
            }
        }
    }
}
