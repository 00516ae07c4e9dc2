//! Control packets (MQTT 5.0, sections 2 and 3.1).

use std::ops::Range;

use crate::Cursor;

pub const CONNECT: u8 = 1;
pub const CONNACK: u8 = 2;
pub const PUBLISH: u8 = 3;

/// Longest packet believed.
const PACKET_MAX: usize = 1 << 24;

/// The fixed header.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    pub kind: u8,
    pub flags: u8,
    /// Where the rest begins.
    pub start: usize,
    pub total: usize,
}

impl Header {
    /// Reads it; none where this is no packet.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let first = c.u8()?;
        let (kind, flags) = (first >> 4, first & 0x0F);
        let length = variable(&mut c)?;
        let total = c.position().saturating_add(length);
        let right = fits(kind, flags) && length >= least(kind) && total <= PACKET_MAX;
        right.then_some(Self { kind, flags, start: c.position(), total })
    }
}

/// True where a header may begin that is not whole.
pub fn may_begin(bytes: &[u8]) -> bool {
    match bytes.split_first() {
        None => true,
        Some((first, rest)) => fits(first >> 4, first & 0x0F) && rest.len() < 4 && rest.iter().all(|b| b & 0x80 != 0),
    }
}

/// Flags are fixed for all but publications, which have no third quality of service.
fn fits(kind: u8, flags: u8) -> bool {
    match kind {
        0 => false,
        PUBLISH => flags & 6 != 6,
        6 | 8 | 10 => flags == 2,
        _ => flags == 0,
    }
}

fn least(kind: u8) -> usize {
    match kind {
        CONNECT => 10,
        PUBLISH | CONNACK | 4..=7 => 2,
        8..=10 => 3,
        11 => 2,
        _ => 0,
    }
}

/// A number in seven bits a byte, at most four bytes.
pub fn variable(c: &mut Cursor<'_>) -> Option<usize> {
    let mut number = 0;
    for shift in [0, 7, 14, 21] {
        let byte = c.u8()?;
        number |= usize::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// A string or binary data: two bytes of length.
pub fn string<'a>(c: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let length = usize::from(c.u16()?);
    c.take(length)
}

/// True where a connection names this protocol.
pub fn names_protocol(body: &[u8]) -> bool {
    matches!(string(&mut Cursor::new(body)), Some(b"MQTT" | b"MQIsdp"))
}

/// What a connection says.
#[derive(Clone, Debug)]
pub struct Connect<'a> {
    pub version: u8,
    pub user: Option<&'a [u8]>,
    /// With its place in the body.
    pub password: Option<(&'a [u8], Range<usize>)>,
}

impl<'a> Connect<'a> {
    /// Reads the body of a connection.
    pub fn read(body: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(body);
        string(&mut c)?;
        let (version, flags) = (c.u8()?, c.u8()?);
        c.skip(2)?;
        properties(&mut c, version)?;
        string(&mut c)?;
        if flags & 0x04 != 0 {
            properties(&mut c, version)?;
            string(&mut c)?;
            string(&mut c)?;
        }
        let user = if flags & 0x80 != 0 { Some(string(&mut c)?) } else { None };
        let password = if flags & 0x40 != 0 {
            let value = string(&mut c)?;
            let end = c.position();
            Some((value, end.saturating_sub(value.len())..end))
        } else {
            None
        };
        Some(Self { version, user, password })
    }
}

/// Passes over properties, which only version 5 has.
pub fn properties(c: &mut Cursor<'_>, version: u8) -> Option<()> {
    if version < 5 {
        return Some(());
    }
    let length = variable(c)?;
    c.skip(length)
}
