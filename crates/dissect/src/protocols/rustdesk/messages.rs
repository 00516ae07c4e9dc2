//! Messages: a length over TCP, one field of a protocol buffer, and the texts of a discovery.

use crate::Cursor;

/// Fields a message can be.
const FIELDS: std::ops::RangeInclusive<u32> = 6..=40;
/// Wire type of a field with a length.
const WITH_LENGTH: u32 = 2;

/// Length of a message over TCP with its prefix: the two low bits of the first byte say how many bytes follow it in the prefix,
/// the others are the length, low byte first. None where the prefix is not whole.
pub fn total(bytes: &[u8]) -> Option<usize> {
    let more = usize::from(bytes.first()? & 3);
    let prefix = bytes.get(..=more)?;
    let value = prefix.iter().rev().fold(0_usize, |value, byte| value << 8 | usize::from(*byte));
    Some((value >> 2).saturating_add(prefix.len()))
}

/// The message in the bytes of a whole PDU.
pub fn unwrap(bytes: &[u8]) -> Option<&[u8]> {
    let more = usize::from(bytes.first()? & 3);
    (total(bytes)? == bytes.len()).then(|| bytes.get(more.saturating_add(1)..))?
}

/// The field a message is, and what it holds: its length must end with the message.
pub fn read(message: &[u8]) -> Option<(u32, &[u8])> {
    let mut c = Cursor::new(message);
    let (field, body) = field(&mut c)?;
    (FIELDS.contains(&field) && c.is_empty()).then_some((field, body))
}

/// A text of a message by the number of its field.
pub fn text(body: &[u8], number: u32) -> Option<&[u8]> {
    let mut c = Cursor::new(body);
    std::iter::from_fn(|| field(&mut c))
        .find(|(n, _)| *n == number)
        .map(|(_, text)| text)
        .filter(|text| !text.is_empty())
}

/// The next field, where it has a length.
fn field<'a>(c: &mut Cursor<'a>) -> Option<(u32, &'a [u8])> {
    let tag = number(c)?;
    if tag & 7 != WITH_LENGTH {
        return None;
    }
    let length = usize::try_from(number(c)?).ok()?;
    Some((tag >> 3, c.take(length)?))
}

/// Seven bits a byte, low ones first; no more than four bytes are believed.
fn number(c: &mut Cursor<'_>) -> Option<u32> {
    let mut value = 0;
    for shift in [0, 7, 14, 21] {
        let byte = c.u8()?;
        value |= u32::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
