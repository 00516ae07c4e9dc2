//! Records and the messages in them (RFC 6347, sections 4.1 and 4.2).

use crate::Cursor;

/// Longest record body.
const BODY_BYTES_MAX: usize = 16_384 + 2_048;

/// A record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Type, 20 to 23.
    pub kind: u8,
    /// 0: in the clear.
    pub epoch: u16,
    /// Body.
    pub body: &'a [u8],
}

/// The records of a datagram.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Records<'a> {
    /// Over a datagram.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { cursor: Cursor::new(bytes) }
    }

    /// Nothing is left behind the last record.
    pub fn is_at_end(&self) -> bool {
        self.cursor.is_empty()
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let mut c = self.cursor;
        let kind = c.u8().filter(|k| (20..=23).contains(k))?;
        let [0xfe, 0xff | 0xfd] = c.array()? else { return None };
        let epoch = c.u16()?;
        c.skip(6)?;
        let length = usize::from(c.u16()?);
        let body = c.take(length).filter(|b| (1..=BODY_BYTES_MAX).contains(&b.len()))?;
        self.cursor = c;
        Some(Record { kind, epoch, body })
    }
}

/// A handshake message, or a piece of one.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Type.
    pub kind: u8,
    /// Bytes of the whole message.
    pub length: usize,
    /// Where this piece starts.
    pub offset: usize,
    /// This piece.
    pub piece: &'a [u8],
}

impl<'a> Message<'a> {
    /// The first message, or piece, of a record.
    pub fn read(body: &'a [u8]) -> Option<Self> {
        Self::next(&mut Cursor::new(body))
    }

    /// The next one.
    pub fn next(c: &mut Cursor<'a>) -> Option<Self> {
        let kind = c.u8()?;
        let length = usize::try_from(c.u24()?).ok()?;
        c.skip(2)?;
        let offset = usize::try_from(c.u24()?).ok()?;
        let piece_length = usize::try_from(c.u24()?).ok()?;
        let piece = c.take(piece_length)?;
        (offset.checked_add(piece_length)? <= length).then_some(Self { kind, length, offset, piece })
    }

    /// A hello of client or server, or a server's request for a cookie, with its version.
    pub fn is_hello(&self) -> bool {
        let version = matches!(self.piece, [0xfe, 0xff | 0xfd, ..]);
        self.offset == 0 && version && matches!((self.kind, self.length), (1 | 2, 38..=65_536) | (3, 3..=258))
    }
}
