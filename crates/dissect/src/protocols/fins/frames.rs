//! The envelope of a stream (W420, section 7-4) and the header of a message (W227, section 5-1).

use crate::Cursor;

/// Magic, length, command and error code.
pub const ENVELOPE: usize = 16;
/// What the length counts at least and at most: command and error code, and a message.
const LENGTHS: std::ops::RangeInclusive<u32> = 8..=0x1000;
/// Envelope that carries a message.
pub const SEND: u32 = 2;

/// Command and length of an envelope.
pub fn envelope(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut c = Cursor::new(bytes);
    if c.take(4)? != b"FINS" {
        return None;
    }
    let length = c.u32().filter(|n| LENGTHS.contains(n))?;
    let command = c.u32().filter(|n| *n <= 6)?;
    Some((command, usize::try_from(length).ok()?.saturating_add(8)))
}

/// The header of a message.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    pub is_response: bool,
    /// The sender wants no response.
    pub is_silent: bool,
    /// Network, node and unit.
    destination: [u8; 3],
    source: [u8; 3],
    /// Service id, chosen by who asks.
    pub service: u8,
    pub command: u16,
    /// What follows the command.
    pub data: &'a [u8],
}

impl<'a> Header<'a> {
    /// Reads a message from its first byte on.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let control = c.u8().filter(|b| b & 0x3E == 0)?;
        if c.u8()? != 0 || c.u8()? > 7 {
            return None;
        }
        let destination = [c.u8()?, c.u8()?, c.u8()?];
        let source = [c.u8()?, c.u8()?, c.u8()?];
        let (service, command) = (c.u8()?, c.u16()?);
        Some(Self {
            is_response: control & 0x40 != 0,
            is_silent: control & 1 != 0,
            destination,
            source,
            service,
            command,
            data: c.rest(),
        })
    }

    /// Network, node and unit of the controller: who is asked, or who answers.
    pub fn controller(&self) -> [u8; 3] {
        if self.is_response { self.source } else { self.destination }
    }
}
