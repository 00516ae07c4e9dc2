//! Tagged values (clause 20.2).

use std::borrow::Cow;

use crate::Cursor;

/// Application tags used here.
pub const UNSIGNED: u8 = 2;
pub const TEXT: u8 = 7;
pub const ENUMERATED: u8 = 9;
pub const OBJECT: u8 = 12;

/// A tag with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag<'a> {
    /// A value of an application type.
    Application(u8, &'a [u8]),
    /// A value whose meaning its place gives.
    Context(u8, &'a [u8]),
    Opening(u8),
    Closing(u8),
}

/// Reads the next tag.
pub fn next<'a>(c: &mut Cursor<'a>) -> Option<Tag<'a>> {
    let first = c.u8()?;
    let number = match first >> 4 {
        15 => c.u8()?,
        n => n,
    };
    let context = first & 8 != 0;
    let length = match first & 7 {
        6 if context => return Some(Tag::Opening(number)),
        7 if context => return Some(Tag::Closing(number)),
        // The value of a boolean stands in the length.
        _ if !context && number == 1 => 0,
        5 => match c.u8()? {
            254 => usize::from(c.u16()?),
            255 => usize::try_from(c.u32()?).ok()?,
            n => usize::from(n),
        },
        n => usize::from(n),
    };
    let value = c.take(length)?;
    Some(if context { Tag::Context(number, value) } else { Tag::Application(number, value) })
}

/// An unsigned or enumerated number of at most four bytes.
pub fn number(value: &[u8]) -> Option<u32> {
    (1..=4).contains(&value.len()).then(|| value.iter().fold(0, |sum, b| sum << 8 | u32::from(*b)))
}

/// Type and instance of an object identifier.
pub fn object(value: &[u8]) -> Option<(u32, u32)> {
    let id = (value.len() == 4).then(|| number(value)).flatten()?;
    Some((id >> 22, id & 0x3F_FFFF))
}

/// A character string as UTF-8, whichever of the character sets in use its first byte names: UTF-8, UCS-2, Latin-1. Some devices say
/// the first and mean the last.
pub fn text(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    match value.split_first()? {
        (0, text) if std::str::from_utf8(text).is_ok() => Some(Cow::Borrowed(text)),
        (4, text) => {
            let units =
                text.chunks_exact(2).filter_map(|pair| pair.first_chunk()).map(|pair| u16::from_be_bytes(*pair));
            let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
            Some(Cow::Owned(text.into_bytes()))
        }
        (0 | 5, text) => Some(Cow::Owned(text.iter().map(|b| char::from(*b)).collect::<String>().into_bytes())),
        _ => None,
    }
}
