//! Telegrams: length, version, kind, sequence number, attribute, content, CRC.

use crate::Cursor;

/// Shortest: an acknowledgement.
const LENGTH_MIN: usize = 11;
const LENGTH_MAX: usize = 0x800;

/// What a telegram is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    Request,
    Response,
    Acknowledgement,
}

/// A telegram.
#[derive(Clone, Copy, Debug)]
pub struct Telegram<'a> {
    pub attribute: Attribute,
    pub sequence: u16,
    /// Behind the attribute, without the CRC.
    pub content: &'a [u8],
}

impl<'a> Telegram<'a> {
    /// Reads a whole datagram.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let length = usize::try_from(c.u32()?).ok()?;
        if length != bytes.len() || !(LENGTH_MIN..=LENGTH_MAX).contains(&length) {
            return None;
        }
        c.u8().filter(|version| *version <= 1)?;
        c.u8().filter(|kind| *kind == 0)?;
        let sequence = c.u16()?;
        let attribute = match c.u8()? {
            0 => Attribute::Request,
            1 => Attribute::Response,
            2 => Attribute::Acknowledgement,
            _ => return None,
        };
        let (data, sum) = bytes.split_last_chunk::<2>()?;
        let content = c.take(c.left().checked_sub(2)?)?;
        (crc(data) == u16::from_be_bytes(*sum)).then_some(Self { attribute, sequence, content })
    }
}

/// The CRC of CCITT, begun with zeros.
pub fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(
            crc ^ u16::from(*byte) << 8,
            |crc: u16, _| {
                if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 }
            },
        )
    })
}

#[cfg(test)]
#[test]
fn the_check_value_is_as_catalogued() {
    assert_eq!(crc(b"123456789"), 0x31C3);
}
