//! One connection between a controlling station and a controlled one.

use crate::{Answered, Cursor, Direction, Native, Object, Pdu, Session, Sink};

use super::apdu::{self, Format, HEADER};
use super::asdu::Unit;
use super::functions;

/// Causes of transmission (IEC 60870-5-101, table 14).
mod cause {
    pub const REQUEST: u8 = 5;
    pub const ACTIVATION: u8 = 6;
    pub const CONFIRMATION: u8 = 7;
    pub const DEACTIVATION: u8 = 8;
    pub const DEACTIVATION_CONFIRMATION: u8 = 9;
    pub const UNKNOWN_TYPE: u8 = 44;
    pub const UNKNOWN_OBJECT: u8 = 47;
}

const READ: u8 = 102;
const COUNTERS: u8 = 101;
const FILE_READY: u8 = 120;
const SECTION_READY: u8 = 121;
const FILE_CALL: u8 = 122;
const DIRECTORY: u8 = 126;
const LOG_CALL: u8 = 127;
/// Bits of a counter interrogation that freeze or reset.
const FREEZES: u8 = 0xC0;
/// Pairs control functions apart from units.
const CONTROL_TAG: u32 = 0x8000_0000;

/// State of a connection: whether it was told which end controls.
#[derive(Debug, Default)]
pub struct Iec104 {
    told: bool,
}

impl Session for Iec104 {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match apdu::read(pdu.bytes) {
            Some((_, Format::Control(bit))) => self.control(bit, pdu.direction, out),
            Some((_, Format::Supervision)) => out.report(functions::supervision(), Object::NONE),
            Some((total, Format::Information)) => {
                let body = pdu.bytes.get(HEADER..total.min(pdu.bytes.len())).unwrap_or_default();
                match Unit::read(body) {
                    Some(unit) => self.unit(unit, pdu.direction, out),
                    None if pdu.cut => {}
                    None => out.malformed("iec104-asdu", HEADER.min(pdu.bytes.len())),
                }
            }
            None if pdu.cut => {}
            None => out.malformed("iec104-header", 0),
        }
    }
}

impl Iec104 {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    /// Either end may test the connection; only the controlling one starts and stops it.
    fn control(&mut self, bit: u8, direction: Direction, out: &mut Sink<'_>) {
        let Some(call) = functions::control_call(bit) else { return out.malformed("iec104-control", 2) };
        match bit {
            0x01 | 0x04 => self.tell(direction, out),
            0x02 | 0x08 => self.tell(direction.reverse(), out),
            _ => {}
        }
        // A confirmation has the bit after that of what it confirms.
        match bit {
            0x01 | 0x04 | 0x10 => out.request(call, CONTROL_TAG | u32::from(bit), Object::NONE),
            _ => out.answer(CONTROL_TAG | u32::from(bit >> 1), Some(call), Answered::Accepted),
        }
    }

    fn unit(&mut self, unit: Unit<'_>, direction: Direction, out: &mut Sink<'_>) {
        out.native(Native::Numbered("asdu", u32::from(unit.station)));
        let freezes = unit.kind == COUNTERS && unit.first_element().first().is_some_and(|q| q & FREEZES != 0);
        let call = functions::call(unit.kind, freezes);
        let tag = tag(unit.kind, unit);
        match (unit.kind, unit.cause) {
            (_, cause::UNKNOWN_TYPE..=cause::UNKNOWN_OBJECT) => {
                self.tell(direction.reverse(), out);
                out.answer(tag, Some(call), Answered::Refused);
            }
            (1..=40, cause::REQUEST) => out.answer(self::tag(READ, unit), Some(call), Answered::Accepted),
            (45..=64 | 100..=113, cause::REQUEST | cause::ACTIVATION | cause::DEACTIVATION) => {
                self.tell(direction, out);
                out.request(call, tag, unit.span());
            }
            (45..=64 | 100..=113, cause::CONFIRMATION | cause::DEACTIVATION_CONFIRMATION) => {
                self.tell(direction.reverse(), out);
                let outcome = if unit.negative { Answered::Refused } else { Answered::Accepted };
                out.answer(tag, Some(call), outcome);
            }
            (FILE_CALL | LOG_CALL, _) => out.request(call, self::tag(FILE_CALL, unit), Object::NONE),
            (FILE_READY | SECTION_READY | DIRECTORY, _) => {
                let outcome = if file_refused(unit) { Answered::Refused } else { Answered::Accepted };
                out.answer(self::tag(FILE_CALL, unit), Some(call), outcome);
            }
            _ => {
                if matches!(unit.kind, 1..=40 | 70) {
                    self.tell(direction.reverse(), out);
                }
                out.report(call, unit.span());
            }
        }
    }
}

/// Pairs a command with its confirmation: type, station and first object. Files are paired by their station alone.
fn tag(kind: u8, unit: Unit<'_>) -> u32 {
    let object = if kind == FILE_CALL { 0 } else { unit.first().unwrap_or(0) };
    u32::from(kind) << 24 | (object ^ u32::from(unit.station) << 8) & 0xFF_FFFF
}

/// Qualifier of a file or section that is not ready: its highest bit, behind name, section number and length.
fn file_refused(unit: Unit<'_>) -> bool {
    let mut c = Cursor::new(unit.first_element());
    let before = match unit.kind {
        FILE_READY => 2 + 3,
        SECTION_READY => 2 + 1 + 3,
        _ => return false,
    };
    c.skip(before).and_then(|()| c.u8()).is_some_and(|qualifier| qualifier & 0x80 != 0)
}
