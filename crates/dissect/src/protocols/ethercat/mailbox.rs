//! Messages in the mailbox of a device (ETG.1000.4, section 5.6; ETG.1000.6): object access, files, drives, Ethernet.

use crate::{Cursor, Object};

use super::functions::Service;

/// Length, address, channel and priority, protocol and counter.
const HEADER: usize = 6;
/// Objects below are for communication; above, the device's own.
const COMMUNICATION: std::ops::Range<u16> = 0x1000..0x2000;

/// One message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message {
    pub service: Service,
    pub object: Object,
    /// It is an answer; and one that refuses.
    pub answers: bool,
    pub refuses: bool,
}

/// A message that fills the beginning of a mailbox. Nothing says which memory is a mailbox: contents that cannot be one
/// are process data.
pub fn read(bytes: &[u8]) -> Option<Message> {
    let mut c = Cursor::new(bytes);
    let length = usize::from(c.u16_le()?);
    c.skip(2)?;
    let (channel, kind) = (c.u8()?, c.u8()?);
    if length < 2 || channel & 0x3f != 0 || kind & 0x80 != 0 || length > c.left() {
        return None;
    }
    let body = bytes.get(HEADER..)?.get(..length)?;
    match kind & 0xf {
        2 => Some(plain(Service::Eoe(body.first()? & 0xf))),
        3 => coe(body),
        4 => foe(body),
        5 => soe(body),
        1 | 15 => Some(plain(Service::Other(kind & 0xf))),
        _ => None,
    }
}

fn plain(service: Service) -> Message {
    Message { service, object: Object::NONE, answers: false, refuses: false }
}

/// Number and service; for object access a command, index and subindex.
fn coe(body: &[u8]) -> Option<Message> {
    let mut c = Cursor::new(body);
    let head = c.u16_le()?;
    if head & 0x0e00 != 0 {
        return None;
    }
    match head >> 12 {
        service @ (2 | 3) => sdo(service == 3, c),
        service @ (1 | 4..=7) => Some(plain(Service::Coe(service as u8))),
        8 => Some(information(c.u8()?)),
        _ => None,
    }
}

/// Requests have odd operations, answers even ones; the last is an error.
fn information(operation: u8) -> Message {
    let operation = operation & 0x7f;
    Message {
        answers: operation.is_multiple_of(2) || operation == 7,
        refuses: operation == 7,
        ..plain(Service::Coe(8))
    }
}

fn sdo(answers: bool, mut c: Cursor<'_>) -> Option<Message> {
    let first = c.u8()?;
    let index = c.u16_le()?;
    let subindex = c.u8()?;
    let command = first >> 5;
    // An answer names its request's direction by another number.
    let asked = match (answers, command) {
        (true, 0) => 3,
        (true, 1) => 0,
        (true, 2) => 2,
        (true, 3) => 1,
        (_, command) => command,
    };
    // Segments name no object.
    let object = match asked {
        1 | 2 | 4 => Object::range("object", u32::from(index) << 8 | u32::from(subindex), 1),
        _ => Object::NONE,
    };
    let service = Service::Sdo(asked, COMMUNICATION.contains(&index));
    Some(Message { service, object, answers, refuses: answers && command == 4 })
}

fn foe(body: &[u8]) -> Option<Message> {
    let operation = *body.first()?;
    let known = matches!(operation, 1..=6) && body.get(1) == Some(&0);
    known.then(|| Message { refuses: operation == 5, answers: operation >= 4, ..plain(Service::Foe(operation)) })
}

/// Operation, more to come, error, drive; elements; the number of the parameter.
fn soe(body: &[u8]) -> Option<Message> {
    let mut c = Cursor::new(body);
    let first = c.u8()?;
    c.skip(1)?;
    let number = u32::from(c.u16_le()?);
    let operation = first & 7;
    let object = Object::range("parameter", number, 1);
    let (answers, refuses) = (matches!(operation, 2 | 4), first & 0x10 != 0);
    Some(Message { service: Service::Soe(operation), object, answers, refuses })
}
