//! The elements of an announcement: 7 bits of type, 9 bits of length.

use crate::Cursor;

/// End of the announcement.
pub const END: u8 = 0;
/// Chassis id.
pub const CHASSIS: u8 = 1;
/// Port id.
pub const PORT: u8 = 2;
/// Time to live.
pub const LIFETIME: u8 = 3;
/// Port description.
pub const PORT_DESCRIPTION: u8 = 4;
/// System name.
pub const NAME: u8 = 5;
/// System description.
pub const DESCRIPTION: u8 = 6;
/// System capabilities.
pub const CAPABILITIES: u8 = 7;
/// Management address.
pub const MANAGEMENT: u8 = 8;
/// Of an organisation.
pub const ORGANISATION: u8 = 127;

/// One element.
#[derive(Clone, Copy, Debug)]
pub struct Tlv<'a> {
    /// Type.
    pub kind: u8,
    /// Value.
    pub value: &'a [u8],
}

/// Elements one after another; ends at the end element, or where a length does not fit.
#[derive(Clone, Copy, Debug)]
pub struct Tlvs<'a> {
    cursor: Cursor<'a>,
    /// The end element was reached, or nothing is left.
    pub complete: bool,
}

impl<'a> Tlvs<'a> {
    /// Over an announcement.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { cursor: Cursor::new(bytes), complete: false }
    }

    /// Offset of the next element.
    pub fn position(&self) -> usize {
        self.cursor.position()
    }
}

impl<'a> Iterator for Tlvs<'a> {
    type Item = Tlv<'a>;

    fn next(&mut self) -> Option<Tlv<'a>> {
        if self.cursor.is_empty() {
            self.complete = true;
            return None;
        }
        let mut ahead = self.cursor;
        let head = ahead.u16()?;
        let kind = u8::try_from(head >> 9).ok()?;
        let value = ahead.take(usize::from(head & 0x1ff))?;
        self.cursor = ahead;
        self.complete = kind == END;
        (kind != END).then_some(Tlv { kind, value })
    }
}
