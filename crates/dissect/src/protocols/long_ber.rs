//! The basic encoding rules (X.690) with long tags and contents that a capture may cut, as the protocols of IEC 61850 use them:
//! definite lengths, no recursion. `ber` reads whole elements with single-byte tags, for which anything else is a mistake.

use std::ops::Range;

use crate::Cursor;

/// One element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    /// First byte: class, form and, where short, the number.
    pub(super) first: u8,
    /// Number of the tag.
    pub(super) number: u32,
    /// Contents.
    pub(super) body: &'a [u8],
    /// Offset of the contents.
    at: usize,
}

impl<'a> Element<'a> {
    /// Reads the elements inside.
    pub(super) fn inside(self) -> Reader<'a> {
        Reader { cursor: Cursor::new(self.body), base: self.at }
    }

    /// Where the contents stand.
    pub(super) fn range(self) -> Range<usize> {
        self.at..self.at.saturating_add(self.body.len())
    }

    /// An integer of at most 5 bytes: its low 32 bits.
    pub(super) fn integer(self) -> Option<u32> {
        let fits = (1..=5).contains(&self.body.len());
        fits.then(|| self.body.iter().fold(0, |sum, b| sum << 8 | u32::from(*b)))
    }
}

/// Reads elements one after another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    cursor: Cursor<'a>,
    base: usize,
}

impl<'a> Reader<'a> {
    /// Over bytes that stand at an offset.
    pub(super) fn new(bytes: &'a [u8], base: usize) -> Self {
        Self { cursor: Cursor::new(bytes), base }
    }

    /// The next element; its contents may be cut off where `bytes` end.
    pub(super) fn next(&mut self) -> Option<Element<'a>> {
        let first = self.cursor.u8()?;
        let number = if first & 0x1F == 0x1F { long(&mut self.cursor)? } else { u32::from(first & 0x1F) };
        let length = length(&mut self.cursor)?;
        let at = self.base.saturating_add(self.cursor.position());
        let body = self.cursor.take(length.min(self.cursor.left()))?;
        Some(Element { first, number, body, at })
    }

    /// The next element with this first byte; others are passed over.
    pub(super) fn find(&mut self, first: u8) -> Option<Element<'a>> {
        for _ in 0..SEARCHED_MAX {
            let element = self.next()?;
            if element.first == first {
                return Some(element);
            }
        }
        None
    }
}

/// Elements passed over in search of one.
const SEARCHED_MAX: usize = 64;

/// The number of a tag in seven bits a byte, at most 28.
fn long(c: &mut Cursor<'_>) -> Option<u32> {
    let mut number = 0;
    for _ in 0..4 {
        let byte = c.u8()?;
        number = number << 7 | u32::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn length(c: &mut Cursor<'_>) -> Option<usize> {
    match c.u8()? {
        short @ 0..=0x7F => Some(usize::from(short)),
        0x81 => c.u8().map(usize::from),
        0x82 => c.u16().map(usize::from),
        0x83 => usize::try_from(c.u24()?).ok(),
        0x84 => usize::try_from(c.u32()?).ok(),
        _ => None,
    }
}

/// Length of the element at the start of these bytes, header included.
pub(super) fn total(bytes: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(bytes);
    if c.u8()? & 0x1F == 0x1F {
        long(&mut c)?;
    }
    let length = length(&mut c)?;
    c.position().checked_add(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_tags_and_lengths_are_read() {
        let bytes = [0xBF, 0x3F, 0x81, 2, 7, 8, 0x85, 1, 9];
        let mut reader = Reader::new(&bytes, 100);
        let element = reader.next().unwrap();
        assert_eq!((element.number, element.body, element.range()), (63, &[7, 8][..], 104..106));
        assert_eq!(reader.find(0x85).and_then(Element::integer), Some(9));
        assert!(reader.next().is_none());
        assert_eq!(total(&bytes), Some(6));
        assert_eq!(total(&[0x30, 0x80]), None, "indefinite");
    }
}
