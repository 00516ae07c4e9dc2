//! The basic encoding rules (X.690) as far as SNMP, LDAP and Kerberos use them: definite lengths, single-byte tags, no recursion.

use std::ops::Range;

use crate::Cursor;

/// Tags.
pub const INTEGER: u8 = 0x02;
/// Octet string.
pub const OCTETS: u8 = 0x04;
/// Object identifier.
pub const OBJECT_ID: u8 = 0x06;
/// Sequence.
pub const SEQUENCE: u8 = 0x30;

/// One element.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    /// Tag.
    pub tag: u8,
    /// Contents.
    pub body: &'a [u8],
    /// Offset of the contents in the message.
    pub at: usize,
}

impl<'a> Element<'a> {
    /// Reads the elements inside.
    pub fn inside(self) -> Reader<'a> {
        Reader { cursor: Cursor::new(self.body), base: self.at }
    }

    /// Where the contents stand in the message.
    pub fn range(self) -> Range<usize> {
        self.at..self.at.saturating_add(self.body.len())
    }

    /// The low 32 bits of an integer of at most 5 bytes.
    pub fn number(self) -> Option<u32> {
        let fits = !self.body.is_empty() && self.body.len() <= 5;
        fits.then(|| self.body.iter().fold(0u32, |sum, b| (sum << 8) | u32::from(*b)))
    }
}

/// Reads elements one after another.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    cursor: Cursor<'a>,
    base: usize,
}

impl<'a> Reader<'a> {
    /// Over a message.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { cursor: Cursor::new(bytes), base: 0 }
    }

    /// The next element, whole.
    pub fn next(&mut self) -> Option<Element<'a>> {
        let (tag, length) = header(&mut self.cursor)?;
        let at = self.base.saturating_add(self.cursor.position());
        Some(Element { tag, body: self.cursor.take(length)?, at })
    }

    /// The next element if it has this tag.
    pub fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        self.next().filter(|e| e.tag == tag)
    }

    /// The next element with as much of its contents as there is, and whether that is all.
    pub fn next_cut(&mut self) -> Option<(Element<'a>, bool)> {
        let (tag, length) = header(&mut self.cursor)?;
        let at = self.base.saturating_add(self.cursor.position());
        let whole = length <= self.cursor.left();
        let body = self.cursor.take(length.min(self.cursor.left()))?;
        Some((Element { tag, body, at }, whole))
    }
}

/// Length of the element at the start of these bytes, header included.
pub fn length(bytes: &[u8]) -> Option<usize> {
    let mut cursor = Cursor::new(bytes);
    let (_, length) = header(&mut cursor)?;
    cursor.position().checked_add(length)
}

/// Tag and length. Long tags and indefinite lengths do not occur in SNMP (RFC 3417, section 8).
fn header(c: &mut Cursor<'_>) -> Option<(u8, usize)> {
    let tag = c.u8().filter(|t| t & 0x1f != 0x1f)?;
    let length = match c.u8()? {
        short @ 0..=0x7f => usize::from(short),
        0x81 => usize::from(c.u8()?),
        0x82 => usize::from(c.u16()?),
        0x83 => usize::try_from(c.u24()?).ok()?,
        0x84 => usize::try_from(c.u32()?).ok()?,
        _ => return None,
    };
    Some((tag, length))
}
