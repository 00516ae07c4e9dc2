//! Messages and searches.

use crate::Cursor;

/// Kind, route and length.
pub const HEADER: usize = 21;
const REQUEST: u8 = 0x57;
const RESPONSE: u8 = 0xD7;
/// What the route of every message holds.
const MARK: [u8; 2] = [0x11, 0x11];
/// Longest body believed.
const BODY_MAX: usize = 0x2000;
const SEARCH: u8 = 0x5A;
const FOUND: u8 = 0xDA;

/// A message.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    pub is_response: bool,
    /// Of a response: 0 where it went well.
    pub error: u16,
    pub command: u16,
    /// Chosen by who asks.
    pub sequence: u16,
    /// Behind command and sequence number.
    pub data: &'a [u8],
}

/// Length of the message at the start of the bytes.
pub fn total(bytes: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(bytes);
    c.u8().filter(|kind| matches!(*kind, REQUEST | RESPONSE))?;
    c.skip(4)?;
    (c.array()? == MARK).then_some(())?;
    c.skip(12)?;
    let length = usize::from(c.u16_le()?);
    (14..=BODY_MAX).contains(&length).then(|| length.saturating_add(HEADER))
}

impl<'a> Message<'a> {
    /// Reads a whole message. The inner header says how long it is, and whether it is that of a response.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes.get(HEADER..total(bytes)?)?);
        let kind = c.u8()?;
        let is_response = bytes.first() == Some(&RESPONSE);
        if kind != if is_response { 0x9C } else { 0x1C } {
            return None;
        }
        c.skip(1)?;
        let rest = usize::from(c.u8().filter(|length| (8..=64).contains(length))?).checked_sub(4)?;
        c.skip(1)?;
        let mut error = c;
        let error = error.u16_le().filter(|_| is_response).unwrap_or(0);
        c.skip(rest.checked_add(2)?)?;
        Some(Self { is_response, error, command: c.u16()?, sequence: c.u16_le()?, data: c.rest() })
    }
}

/// A search, or what was found: its code and whether it is an answer.
pub fn search(bytes: &[u8]) -> Option<(u8, bool)> {
    match bytes {
        [SEARCH, 0, 0, code] => Some((*code, false)),
        [FOUND, 0, 0, code, ..] if (8..=64).contains(&bytes.len()) => Some((*code, true)),
        _ => None,
    }
}
