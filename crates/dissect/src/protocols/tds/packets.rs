//! Packets, options before the log-in, and the log-in itself (MS-TDS, sections 2.2.3, 2.2.6.4 and 2.2.6.5).

use std::ops::Range;

use crate::{Cursor, Framing, protocols::upgrade};

/// Bytes of a packet's header.
pub const HEADER_BYTES: usize = 8;
/// Where the descriptions of a log-in's texts start.
const TEXTS_AT: usize = 36;

/// A packet.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Type.
    pub kind: u8,
    /// It ends a message.
    pub is_last: bool,
    /// As long as its header says.
    pub is_whole: bool,
    /// What follows the header.
    pub body: &'a [u8],
}

/// Texts of a log-in, UTF-16; the password is still scrambled.
#[derive(Clone, Debug)]
pub struct LogIn<'a> {
    /// The client's computer.
    pub computer: &'a [u8],
    /// User.
    pub user: &'a [u8],
    /// Scrambled password.
    pub password: &'a [u8],
    /// Where it stands in the packet.
    pub at: Range<usize>,
}

/// Cuts by the header, or a TLS record.
pub fn frame(bytes: &[u8]) -> Framing {
    if let Some(framing) = upgrade::frame(bytes) {
        return framing;
    }
    let Some([kind, status, high, low]) = bytes.first_chunk().copied() else { return Framing::Need(HEADER_BYTES) };
    let total = usize::from(u16::from_be_bytes([high, low]));
    match (kind, total) {
        (20..=23, _) if bytes.len() < 5 => Framing::Need(5),
        (1..=4 | 6 | 7 | 0x0e | 0x10..=0x12, HEADER_BYTES..) if status & 0xe0 == 0 => {
            if total <= bytes.len() {
                Framing::Pdu(total)
            } else {
                Framing::Need(total)
            }
        }
        _ => Framing::Lost,
    }
}

impl<'a> Packet<'a> {
    /// Reads a packet, or as much of it as there is.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let (kind, status) = (c.u8()?, c.u8()?);
        let length = usize::from(c.u16()?);
        c.skip(4)?;
        let known = matches!(kind, 1..=4 | 6 | 7 | 0x0e | 0x10..=0x12) && status & 0xe0 == 0 && length >= HEADER_BYTES;
        let rest = c.rest();
        let body = rest.get(..length.checked_sub(HEADER_BYTES)?).unwrap_or(rest);
        known.then_some(Self { kind, is_last: status & 1 == 1, is_whole: length == bytes.len(), body })
    }

    /// The encryption option: 0 off, 1 on, 2 not there, 3 needed. None where this is no list of options.
    pub fn options(&self) -> Option<u8> {
        let mut c = Cursor::new(self.body);
        // The version comes first (client and server alike), six bytes long.
        let mut encryption = None;
        for place in 0..16 {
            let token = c.u8()?;
            if token == 0xff {
                return encryption;
            }
            let (at, length) = (usize::from(c.u16()?), usize::from(c.u16()?));
            let value = self.body.get(at..at.checked_add(length)?)?;
            match (place, token, value) {
                (0, 0, v) if v.len() == 6 => {}
                (0, ..) => return None,
                (_, 1, [kind @ 0..=3]) => encryption = Some(*kind),
                _ => {}
            }
        }
        None
    }

    /// The texts of a log-in.
    pub fn log_in(&self) -> Option<LogIn<'a>> {
        let mut c = Cursor::new(self.body);
        c.skip(TEXTS_AT)?;
        let mut text = || {
            let start = usize::from(c.u16()?.swap_bytes());
            let length = usize::from(c.u16()?.swap_bytes()).checked_mul(2)?;
            let text = self.body.get(start..start.checked_add(length)?)?;
            Some((text, start))
        };
        let ((computer, _), (user, _), (password, start)) = (text()?, text()?, text()?);
        let at = start.saturating_add(HEADER_BYTES);
        Some(LogIn { computer, user, password, at: at..at.saturating_add(password.len()) })
    }
}

/// One byte of a password: halves swapped, then every second bit turned.
pub fn unscramble(byte: u8) -> u8 {
    (byte ^ 0xa5).rotate_left(4)
}

/// What an answer says of a log-in: acknowledged, refused, or nothing.
pub fn verdict(body: &[u8]) -> Option<bool> {
    let mut c = Cursor::new(body);
    for _ in 0..64 {
        match c.u8()? {
            // Acknowledged.
            0xad => return Some(true),
            // An error: its number.
            0xaa => {
                let mut error = c.u16_le().and_then(|n| c.sub(usize::from(n)))?;
                if error.u32_le()? == 18_456 {
                    return Some(false);
                }
            }
            // Information, change of the surroundings.
            0xab | 0xe3 => c.u16_le().and_then(|n| c.skip(usize::from(n)))?,
            _ => return None,
        }
    }
    None
}
