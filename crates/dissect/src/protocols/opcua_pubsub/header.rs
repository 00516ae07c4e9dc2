//! The header of a network message (OPC 10000-14, section 7.2.4.4.2).

use crate::Cursor;

/// Most writers believed in one message.
const WRITERS_MAX: u8 = 64;
/// Longest name of a publisher.
const NAME_MAX: u32 = 256;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    DataSets,
    Request,
    Response,
}

/// A header.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// It names a publisher; by a number that fits, or otherwise.
    pub publisher: Option<Option<u32>>,
    pub group: Option<u16>,
    /// Lowest and highest id of the data set writers.
    pub writers: Option<(u16, u16)>,
    pub kind: Kind,
    pub signed: bool,
    pub enciphered: bool,
}

impl Header {
    /// Version and flags, then what the flags say is there.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let flags = c.u8().filter(|flags| flags & 0x0F == 1)?;
        let more = if flags & 0x80 != 0 { c.u8()? } else { 0 };
        let most = if more & 0x80 != 0 { c.u8().filter(|b| b & 0xE0 == 0)? } else { 0 };
        let kind = match most >> 2 & 7 {
            0 => Kind::DataSets,
            1 => Kind::Request,
            2 => Kind::Response,
            _ => return None,
        };
        let publisher = if flags & 0x10 != 0 { Some(publisher(more & 7, &mut c)?) } else { None };
        if more & 0x08 != 0 {
            c.skip(16)?;
        }
        let group = if flags & 0x20 != 0 { group(&mut c)? } else { None };
        let writers = if flags & 0x40 != 0 && kind == Kind::DataSets { Some(writers(&mut c)?) } else { None };
        c.skip(if more & 0x20 != 0 { 8 } else { 0 })?;
        c.skip(if more & 0x40 != 0 { 2 } else { 0 })?;
        let security = if more & 0x10 != 0 { c.u8().filter(|b| b & 0xF0 == 0)? } else { 0 };
        (!c.is_empty()).then_some(Self {
            publisher,
            group,
            writers,
            kind,
            signed: security & 1 != 0,
            enciphered: security & 2 != 0,
        })
    }
}

/// A number of one, two, four or eight bytes, or a name.
fn publisher(kind: u8, c: &mut Cursor<'_>) -> Option<Option<u32>> {
    match kind {
        0 => Some(Some(c.u8()?.into())),
        1 => Some(Some(c.u16_le()?.into())),
        2 => Some(Some(c.u32_le()?)),
        3 => {
            let (low, high) = (c.u32_le()?, c.u32_le()?);
            Some(Some(low).filter(|_| high == 0))
        }
        4 => {
            let length = c.u32_le().filter(|length| *length <= NAME_MAX)?;
            c.skip(usize::try_from(length).ok()?)?;
            Some(None)
        }
        _ => None,
    }
}

/// Flags, then id, version, number of the message, sequence number.
fn group(c: &mut Cursor<'_>) -> Option<Option<u16>> {
    let flags = c.u8().filter(|flags| flags & 0xF0 == 0)?;
    let id = if flags & 1 != 0 { Some(c.u16_le()?) } else { None };
    c.skip(if flags & 2 != 0 { 4 } else { 0 })?;
    c.skip(if flags & 4 != 0 { 2 } else { 0 })?;
    c.skip(if flags & 8 != 0 { 2 } else { 0 })?;
    Some(id)
}

/// A count and as many ids.
fn writers(c: &mut Cursor<'_>) -> Option<(u16, u16)> {
    let count = c.u8().filter(|count| (1..=WRITERS_MAX).contains(count))?;
    let (mut lowest, mut highest) = (u16::MAX, 0);
    for _ in 0..count {
        let id = c.u16_le()?;
        (lowest, highest) = (lowest.min(id), highest.max(id));
    }
    Some((lowest, highest))
}
