//! One host and a gateway or device.

use crate::{Answered, Call, Cursor, Direction, Object, Pdu, Session, Sink};

use super::{HEADER, Header, commands};

/// Message id of a command passed on.
pub const PASS: u8 = 3;
const REQUEST: u8 = 0;
const RESPONSE: u8 = 1;
const PUBLICATION: u8 = 2;
/// An expanded command number follows in the data.
const EXPANDED: u8 = 31;
/// The first byte of an answer's status tells a fault of communication.
const COMMUNICATION: u8 = 0x80;

/// A command of the field bus.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    number: u16,
    /// First byte of the status of an answer.
    status: u8,
}

impl Command {
    /// Delimiter, address, expansion, number, count, data, checksum: exclusive or over all is 0.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let delimiter = c.u8()?;
        c.skip(if delimiter & 0x80 != 0 { 5 } else { 1 })?;
        c.skip(usize::from(delimiter >> 5 & 3))?;
        let number = c.u8()?;
        let count = usize::from(c.u8()?);
        let data = c.take(count)?;
        c.skip(1)?;
        let whole = bytes.get(..c.position())?;
        if whole.iter().fold(0, |sum, b| sum ^ b) != 0 || !matches!(delimiter & 7, 1 | 2 | 6) {
            return None;
        }
        let answers = delimiter & 7 != 2;
        let status = if answers { data.first().copied().unwrap_or(0) } else { 0 };
        let expanded = data.get(if answers { 2 } else { 0 }..).and_then(|d| Cursor::new(d).u16());
        let number = expanded.filter(|_| number == EXPANDED).unwrap_or(u16::from(number));
        Some(Self { number, status })
    }

    fn call(self) -> Call {
        commands::call(self.number)
    }

    /// A fault of communication, or a response code that is an error; some codes only warn (TS20099).
    fn is_refused(self) -> bool {
        let warns = matches!(self.status, 0 | 8 | 14 | 24..=27 | 30 | 31 | 96..=127);
        self.status & COMMUNICATION != 0 || !warns
    }
}

/// State of a flow: whether it was told which end asks.
#[derive(Debug, Default)]
pub struct HartIp {
    told: bool,
}

impl Session for HartIp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = Header::read(pdu.bytes) else { return out.malformed("hart-ip-header", 0) };
        if header.total > pdu.bytes.len() && !pdu.cut {
            out.malformed("hart-ip-length", 6);
        }
        let body = pdu.bytes.get(HEADER..header.total.min(pdu.bytes.len())).unwrap_or_default();
        let command = if header.id == PASS { Command::read(body) } else { None };
        if header.id == PASS && command.is_none() && !pdu.cut && !body.is_empty() {
            out.malformed("hart-ip-command", HEADER.min(pdu.bytes.len()));
        }
        self.message(header, command, pdu.direction, out);
    }
}

impl HartIp {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    fn message(&mut self, header: Header, command: Option<Command>, direction: Direction, out: &mut Sink<'_>) {
        let call = command.map_or_else(|| commands::message_call(header.id), Command::call);
        let tag = 1 << 24 | u32::from(header.id) << 16 | u32::from(header.sequence);
        match header.kind {
            REQUEST => {
                self.tell(direction, out);
                out.request(call, tag, Object::NONE);
            }
            RESPONSE => {
                self.tell(direction.reverse(), out);
                let refused = header.status != 0 && header.id != PASS || command.is_some_and(Command::is_refused);
                out.answer(tag, Some(call), if refused { Answered::Refused } else { Answered::Accepted });
            }
            PUBLICATION => {
                out.report(command.map_or_else(|| commands::message_call(0x10), Command::call), Object::NONE);
            }
            3 => out.answer(tag, Some(commands::message_call(0x11)), Answered::Refused),
            _ => out.answer(tag, Some(commands::message_call(0x12)), Answered::Refused),
        }
    }
}
