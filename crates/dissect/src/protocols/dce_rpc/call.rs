//! A call as it is handed on to whoever knows its interface: all that a passive reader needs of the packet, in one piece.

use crate::Cursor;

/// One request, answer or refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// It answers, else it asks.
    pub answers: bool,
    /// It refuses.
    pub refuses: bool,
    /// Numbers in its arguments are little-endian.
    pub little: bool,
    /// Which operation of the interface.
    pub operation: u16,
    /// Pairs it with its answer.
    pub tag: u32,
    /// The object called.
    pub object: u128,
    /// Arguments or results.
    pub body: &'a [u8],
}

impl<'a> Call<'a> {
    /// Puts it into bytes.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        bytes.clear();
        bytes.extend_from_slice(&[u8::from(self.answers), u8::from(self.refuses), u8::from(self.little)]);
        bytes.extend_from_slice(&self.operation.to_be_bytes());
        bytes.extend_from_slice(&self.tag.to_be_bytes());
        bytes.extend_from_slice(&self.object.to_be_bytes());
        bytes.extend_from_slice(self.body);
    }

    /// Takes it out of them again.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let mut flag = || c.u8().map(|b| b != 0);
        let (answers, refuses, little) = (flag()?, flag()?, flag()?);
        let (operation, tag) = (c.u16()?, c.u32()?);
        let object = u128::from_be_bytes(c.array()?);
        Some(Self { answers, refuses, little, operation, tag, object, body: c.rest() })
    }
}

/// Numbers and UUIDs in the byte order a packet says it has.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    pub little: bool,
}

impl Order {
    /// From the first two bytes of a data representation label: byte order and characters, kind of floating point.
    pub fn of(label: [u8; 2]) -> Option<Self> {
        let known = matches!(label[0], 0x00 | 0x01 | 0x10 | 0x11) && label[1] <= 3;
        known.then_some(Self { little: label[0] & 0x10 != 0 })
    }

    pub fn u16(self, c: &mut Cursor<'_>) -> Option<u16> {
        if self.little { c.u16_le() } else { c.u16() }
    }

    pub fn u32(self, c: &mut Cursor<'_>) -> Option<u32> {
        if self.little { c.u32_le() } else { c.u32() }
    }

    pub fn uuid(self, c: &mut Cursor<'_>) -> Option<u128> {
        let (first, second, third) = (self.u32(c)?, self.u16(c)?, self.u16(c)?);
        let rest = u64::from_be_bytes(c.array()?);
        Some(u128::from(first) << 96 | u128::from(second) << 80 | u128::from(third) << 64 | u128::from(rest))
    }
}
