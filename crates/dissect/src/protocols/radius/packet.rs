//! A packet: code, id, length, authenticator, attributes (RFC 2865, section 3).

use std::ops::Range;

use crate::Cursor;

const HEADER_BYTES: usize = 20;
/// Maker of the MS-CHAP attributes (RFC 2548).
const MICROSOFT: u32 = 311;

/// A packet.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Kind.
    pub code: u8,
    /// Pairs request and answer.
    pub id: u8,
    attributes: Cursor<'a>,
    complete: bool,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Type.
    pub kind: u8,
    /// Value.
    pub value: &'a [u8],
    /// Where the value stands in the packet.
    pub at: Range<usize>,
}

impl<'a> Packet<'a> {
    /// Reads a packet, or as much of it as there is.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let (code, id) = (c.u8()?, c.u8()?);
        let length = usize::from(c.u16()?);
        let known = matches!(code, 1..=5 | 11 | 40..=45) && (HEADER_BYTES..=4_096).contains(&length);
        c.skip(16)?;
        let rest = c.rest();
        let attributes = Cursor::new(rest.get(..length.checked_sub(HEADER_BYTES)?).unwrap_or(rest));
        known.then_some(Self { code, id, attributes, complete: length <= bytes.len() })
    }

    /// Everything is there, and attributes fill it.
    pub fn is_whole(&self) -> bool {
        let filled = self.attributes().last().map_or(HEADER_BYTES, |a| a.at.end);
        self.complete && filled.checked_sub(HEADER_BYTES) == Some(self.attributes.left())
    }

    /// Attributes in order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        let mut c = self.attributes;
        std::iter::from_fn(move || {
            let (kind, length) = (c.u8()?, c.u8()?);
            let start = c.position().saturating_add(HEADER_BYTES);
            let value = c.take(usize::from(length).checked_sub(2)?)?;
            Some(Attribute { kind, value, at: start..start.saturating_add(value.len()) })
        })
    }
}

impl Attribute<'_> {
    /// The type of a maker's attribute of Microsoft.
    pub fn microsoft(&self) -> Option<u8> {
        let mut c = Cursor::new(self.value);
        let ours = self.kind == 26 && c.u32()? == MICROSOFT;
        c.u8().filter(|_| ours)
    }

    /// The method of an EAP response (RFC 3748): code 2, id, length, type.
    pub fn eap(&self) -> Option<u8> {
        match (self.kind, self.value) {
            (79, [2, _, _, _, method, ..]) => Some(*method),
            _ => None,
        }
    }
}
