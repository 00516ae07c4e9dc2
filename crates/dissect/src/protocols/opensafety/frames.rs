//! Frames (EPSG DS 304, section 5; the layout and checks that Wireshark's dissector documents).
//!
//! A frame is two halves that say the same. The first: address and kind in two bytes, length, consecutive time, data, and a
//! check, of 8 bits up to eight bytes of data, of 16 beyond.

use crate::Cursor;

/// Polynomials, with nothing reflected and 0 at first.
const CHECK_8: u8 = 0x2F;
const CHECK_16: u16 = 0x755B;
/// In frames of its shorter form.
const CHECK_16_SHORT: u16 = 0x5935;
/// Data that a check of 8 bits covers.
const DATA_OF_8: usize = 8;
/// Longest data.
const DATA_MAX: usize = 254;
/// Address, kind, length, time.
const HEADER: usize = 4;

/// What a frame is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Network management.
    Management,
    /// Process data.
    Data,
    /// Access to parameters.
    Service,
}

/// The first half of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Half {
    /// The safe node that sends, or is meant.
    pub node: u16,
    pub kind: Kind,
    /// Low byte of the consecutive time, or the number of the request.
    pub time: u8,
    /// Bytes of the half.
    pub length: usize,
}

/// Reads the half at the start of the bytes, where its check agrees and the other half has room behind it or before it.
pub fn half(bytes: &[u8]) -> Option<Half> {
    let mut c = Cursor::new(bytes);
    let [low, high] = c.array()?;
    let (data, time) = (usize::from(c.u8()?), c.u8()?);
    let node = u16::from(low) | u16::from(high & 3) << 8;
    let kind = match high & 0xE0 {
        0xA0 => Kind::Management,
        0xC0 => Kind::Data,
        0xE0 => Kind::Service,
        _ => return None,
    };
    if node == 0 || data > DATA_MAX {
        return None;
    }
    let end = HEADER.checked_add(data)?;
    let covered = bytes.get(..end)?;
    c.skip(data)?;
    let agrees = if data > DATA_OF_8 {
        let check = c.u16_le()?;
        check == check_16(CHECK_16, covered) || check == check_16(CHECK_16_SHORT, covered)
    } else {
        c.u8()? == check_8(covered)
    };
    agrees.then(|| Half { node, kind, time, length: c.position() })
}

/// Check of eight bits.
pub fn check_8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ byte, |sum, _| if sum & 0x80 == 0 { sum << 1 } else { sum << 1 ^ CHECK_8 })
    })
}

/// Check of sixteen bits.
pub fn check_16(polynomial: u16, bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(
            sum ^ u16::from(*byte) << 8,
            |sum, _| {
                if sum & 0x8000 == 0 { sum << 1 } else { sum << 1 ^ polynomial }
            },
        )
    })
}
