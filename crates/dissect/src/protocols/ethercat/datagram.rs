//! Frames and the datagrams in them (IEC 61158-4-12, section 5; ETG.1000.4).

use crate::Cursor;

/// Kinds of frames.
pub const COMMANDS: u8 = 1;
pub const MAILBOX: u8 = 5;

/// The last command there is.
pub const COMMAND_MAX: u8 = 14;

/// Kind of a frame, and its contents as far as its length counts them.
pub fn frame(bytes: &[u8]) -> Option<(u8, &[u8], usize)> {
    let mut c = Cursor::new(bytes);
    let word = c.u16_le()?;
    let length = usize::from(word & 0x07ff);
    Some(((word >> 12) as u8, c.take(length.min(c.left()))?, length))
}

/// One datagram.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    pub command: u8,
    /// Position or station.
    pub device: u16,
    /// Register or memory of the device.
    pub offset: u16,
    pub data: &'a [u8],
    /// How many devices executed it so far.
    pub working: u16,
}

/// Datagrams of a frame, until one does not fit or is the last; then what is left, and whether it should not be.
#[derive(Debug)]
pub struct Datagrams<'a> {
    cursor: Cursor<'a>,
    more: bool,
}

impl<'a> Datagrams<'a> {
    pub fn of(contents: &'a [u8]) -> Self {
        Self { cursor: Cursor::new(contents), more: true }
    }

    /// True where the last datagram says that another follows, which is not there.
    pub fn is_short(&self) -> bool {
        self.more
    }

    pub fn position(&self) -> usize {
        self.cursor.position()
    }
}

impl<'a> Iterator for Datagrams<'a> {
    type Item = Datagram<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.more {
            return None;
        }
        let mut c = self.cursor;
        let (command, _, device, offset) = (c.u8()?, c.u8()?, c.u16_le()?, c.u16_le()?);
        let length = c.u16_le()?;
        c.skip(2)?;
        let data = c.take(usize::from(length & 0x07ff))?;
        let working = c.u16_le()?;
        self.more = length & 0x8000 != 0;
        self.cursor = c;
        Some(Datagram { command, device, offset, data, working })
    }
}
