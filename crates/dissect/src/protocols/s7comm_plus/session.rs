//! One S7comm-plus connection.

use crate::{Answered, Cursor, Direction, Object, Pdu, Session, Sink};

use super::{HEADER, KEEP_ALIVE, SYSTEM_EVENT, functions, header, is_enciphered};

/// State of a connection: whether a message of several pieces is under way, each way.
#[derive(Debug, Default)]
pub struct S7Plus {
    forward: bool,
    backward: bool,
    told: bool,
    enciphered: bool,
}

/// First version whose messages start with a digest.
const DIGEST_SINCE: u8 = 3;

impl Session for S7Plus {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        // A record may go on in messages of its own.
        self.enciphered |= is_enciphered(pdu.bytes);
        let Some((version, length)) = header(pdu.bytes).filter(|_| !self.enciphered) else {
            if self.enciphered {
                return out.report(functions::call(functions::ENCIPHERED), Object::NONE);
            }
            return out.malformed("s7plus-header", 0);
        };
        let end = HEADER.saturating_add(length);
        if end > pdu.bytes.len() && !pdu.cut {
            return out.malformed("s7plus-length", 2);
        }
        if version == KEEP_ALIVE {
            return out.report(functions::call(functions::KEEP_ALIVE), Object::NONE);
        }
        if version == SYSTEM_EVENT {
            return out.report(functions::call(functions::SYSTEM_EVENT), Object::NONE);
        }
        let trailer = pdu.bytes.len() > end;
        let way = pdu.direction.choose(&mut self.forward, &mut self.backward);
        let continued = std::mem::replace(way, !trailer);
        if !continued {
            self.message(version, pdu.bytes.get(HEADER..end.min(pdu.bytes.len())).unwrap_or_default(), pdu, out);
        }
    }

    fn gap(&mut self, direction: Direction) {
        match direction {
            Direction::Forward => self.forward = false,
            Direction::Backward => self.backward = false,
        }
    }
}

impl S7Plus {
    /// Operation code, reserved, function, reserved, sequence number; after a digest where the version has one.
    fn message(&mut self, version: u8, data: &[u8], pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut cursor = Cursor::new(data);
        if version == DIGEST_SINCE {
            let skipped = cursor.u8().and_then(|n| cursor.skip(usize::from(n)));
            if skipped.is_none() {
                return out.malformed("s7plus-digest", HEADER.min(pdu.bytes.len()));
            }
        }
        let fields = (cursor.u8(), cursor.skip(2), cursor.u16(), cursor.skip(2), cursor.u16());
        let (Some(operation), Some(()), Some(function), Some(()), Some(sequence)) = fields else {
            return out.malformed("s7plus-short", HEADER.min(pdu.bytes.len()));
        };
        let tag = u32::from(sequence);
        match operation {
            0x31 => {
                self.tell(pdu.direction, out);
                out.request(functions::call(function), tag, Object::NONE);
            }
            // 0x02 answers too, to requests that ask for no reply of their own kind.
            0x02 | 0x32 => {
                self.tell(pdu.direction.reverse(), out);
                out.answer(tag, Some(functions::call(function)), Answered::Accepted);
            }
            0x33 => out.report(functions::call(functions::NOTIFICATION), Object::NONE),
            _ => out.malformed("s7plus-operation", HEADER.min(pdu.bytes.len())),
        }
    }

    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }
}
