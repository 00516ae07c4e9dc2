//! One association.

use ringwall_model::{Security, ServiceKind, Stage};

use super::{call, packet::Packet};
use crate::protocols::told::Told;
use crate::{Answered, Direction, Object, Pdu, Session, Sink};

/// Requests remembered until their answer.
const PENDING_MAX: usize = 8;
/// Leap indicator of a clock that is not synchronised.
const UNSYNCHRONISED: u8 = 3;

/// State of an association: transmit timestamps that wait for an answer, newest last.
#[derive(Debug, Default)]
pub struct Ntp {
    pending: [Option<(Direction, u64)>; PENDING_MAX],
    told: Told,
}

impl Session for Ntp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(first) = pdu.bytes.first() else { return };
        match first & 7 {
            mode @ 1..=5 => match Packet::read(pdu.bytes) {
                Some(packet) => self.time(mode, packet, pdu.direction, out),
                None if pdu.cut => {}
                None => out.malformed("ntp-short", pdu.bytes.len()),
            },
            mode @ (6 | 7) => control(mode, *first, pdu.bytes.get(1).copied().unwrap_or(0), pdu, out),
            _ => out.malformed("ntp-mode", 0),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }

    fn is_blank(&self) -> bool {
        self.pending.iter().all(Option::is_none)
    }
}

impl Ntp {
    fn time(&mut self, mode: u8, packet: Packet, direction: Direction, out: &mut Sink<'_>) {
        let call = call(mode, 0);
        let answers = mode != 3 && mode != 5 && self.take(direction.reverse(), packet.origin);
        match mode {
            3 => out.initiator_sends(direction),
            4 => out.initiator_sends(direction.reverse()),
            _ => {}
        }
        if answers || mode == 4 {
            let refused = packet.stratum == 0;
            let outcome = if refused { Answered::Refused } else { Answered::Accepted };
            out.answer(tag(packet.origin), Some(call), outcome);
        }
        match mode {
            1..=3 => {
                if !answers {
                    out.request(call, tag(packet.transmit), Object::NONE);
                }
                self.keep(direction, packet.transmit);
            }
            5 => out.report(call, Object::NONE),
            _ => {}
        }
        if answers && packet.leap != UNSYNCHRONISED && (1..=15).contains(&packet.stratum) && packet.transmit != 0 {
            out.security(Security::TimeReply { stratum: packet.stratum, authenticated: packet.authenticated });
            self.told.tell(Security::Service { kind: ServiceKind::Time, stage: Stage::Completed }, out);
        }
    }

    fn keep(&mut self, direction: Direction, transmit: u64) {
        if transmit != 0 {
            self.pending.rotate_left(1);
            if let Some(slot) = self.pending.last_mut() {
                *slot = Some((direction, transmit));
            }
        }
    }

    fn take(&mut self, direction: Direction, origin: u64) -> bool {
        let waiting = self.pending.iter_mut().find(|slot| **slot == Some((direction, origin)));
        waiting.map(|slot| *slot = None).is_some()
    }
}

/// Pairs a request with its answer: the fraction of the timestamp differs from message to message.
fn tag(timestamp: u64) -> u32 {
    u32::try_from(timestamp & u64::from(u32::MAX)).unwrap_or(0)
}

/// Modes 6 and 7: the response bit stands in the second byte of the one and in the first of the other.
fn control(mode: u8, first: u8, second: u8, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
    let call = call(mode, second & 0x1f);
    let (response, refused) =
        if mode == 6 { (second & 0x80 != 0, second & 0x40 != 0) } else { (first & 0x80 != 0, false) };
    let sequence = pdu.bytes.get(2..4).and_then(|b| b.try_into().ok()).map_or(0, u16::from_be_bytes);
    let tag = if mode == 6 { u32::from(sequence) } else { 0 };
    match (response, refused) {
        (false, _) => out.request(call, tag, Object::NONE),
        (true, false) => out.answer(tag, Some(call), Answered::Accepted),
        (true, true) => out.answer(tag, Some(call), Answered::Refused),
    }
}
