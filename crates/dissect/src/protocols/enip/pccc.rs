//! PCCC, the protocol of PLC-5, SLC 500 and MicroLogix controllers, inside CIP.

use crate::{Answered, Cursor, Object, Sink};

use super::asked::{Asked, Exchange, Place};
use super::session::{Enip, UNASKED};
use super::{functions, path};

/// Set in the command of a reply.
const REPLY: u8 = 0x40;
/// Status "an extended status follows": the remote device refused.
const NOTHING_WRONG: u8 = 0;

/// A message: command, status, transaction, function and what follows it.
struct Message<'a> {
    command: u8,
    status: u8,
    transaction: u16,
    rest: &'a [u8],
}

/// After the id of the requester, whose length counts itself.
fn parse(data: &[u8]) -> Option<Message<'_>> {
    let mut cursor = Cursor::new(data);
    let id = usize::from(cursor.u8()?);
    cursor.skip(id.checked_sub(1)?)?;
    let (command, status, transaction) = (cursor.u8()?, cursor.u8()?, cursor.u16_le()?);
    Some(Message { command, status, transaction, rest: cursor.rest() })
}

/// Commands whose functions are told apart by a byte of their own.
fn has_function(command: u8) -> bool {
    matches!(command, 0x06 | 0x07 | 0x0F)
}

/// Reads a request.
pub fn request(session: &mut Enip, slot: Option<u8>, data: &[u8], out: &mut Sink<'_>) {
    let Some(message) = parse(data) else { return out.malformed("pccc-short", 0) };
    let function = if has_function(message.command) { message.rest.first().copied().unwrap_or(0) } else { 0 };
    let exchange = Exchange::Transaction(message.transaction);
    let tag = session.waiting.tag();
    let (class, attribute) = (None, None);
    let call = functions::of_pccc(message.command, function);
    let asked = Asked { tag, class, service: function, call, attribute, slot };
    session.waiting.ask(exchange, Place::Message, asked);
    let object = object(message.command, function, message.rest.get(1..).unwrap_or_default());
    out.request(call, tag, object);
}

/// Reads a reply. It names its command; its function stood in the request only.
pub fn reply(session: &mut Enip, slot: Option<u8>, data: &[u8], out: &mut Sink<'_>) {
    let Some(message) = parse(data) else { return out.malformed("pccc-short", 0) };
    let command = message.command & !REPLY;
    let asked = session.waiting.take(Exchange::Transaction(message.transaction), Place::Message);
    let outcome = if message.status == NOTHING_WRONG { Answered::Accepted } else { Answered::Refused };
    let call = match asked {
        Some(asked) => functions::of_pccc(command, asked.service),
        None if has_function(command) => functions::of_pccc_unknown(command),
        None => functions::of_pccc(command, 0),
    };
    out.native(path::native(slot));
    out.answer(asked.map_or(UNASKED, |a| a.tag), Some(call), outcome);
}

/// The data file a typed logical command touches: byte count, then file number.
fn object(command: u8, function: u8, data: &[u8]) -> Object {
    let typed = command == 0x0F && matches!(function, 0xA1 | 0xA2 | 0xA9 | 0xAA | 0xAB);
    let mut cursor = Cursor::new(data);
    let file = cursor.skip(1).and_then(|()| match cursor.u8()? {
        0xFF => cursor.u16_le(),
        file => Some(u16::from(file)),
    });
    match file {
        Some(file) if typed => Object::range("data-file", u32::from(file), 1),
        _ => Object::NONE,
    }
}
