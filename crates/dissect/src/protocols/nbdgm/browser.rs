//! What the browser mailslot carries: an SMB transaction (MS-CIFS 2.2.4.33) with a browser message (MS-BRWS 2.2) in it.

use crate::Cursor;

/// Mailslots of the browser protocol: its own, and that of LAN Manager.
const MAILSLOTS: [&[u8]; 2] = [b"\\MAILSLOT\\BROWSE\0", b"\\MAILSLOT\\LANMAN\0"];
const HEADER: usize = 32;
const TRANSACTION: u8 = 0x25;
/// Words of a transaction to a mailslot.
const WORDS: u8 = 17;

/// A browser message.
#[derive(Clone, Copy, Debug)]
pub struct Browser<'a> {
    pub command: u8,
    rest: &'a [u8],
}

/// Who announces itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host<'a> {
    pub name: &'a [u8],
    /// Version of its system.
    pub system: (u8, u8),
    /// What its owner wrote.
    pub comment: &'a [u8],
}

impl<'a> Browser<'a> {
    /// Reads the message in the data of a datagram; none where it is for another mailslot.
    pub fn read(data: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(data);
        let smb = c.take(HEADER)?;
        if !smb.starts_with(b"\xffSMB") || smb.get(4) != Some(&TRANSACTION) || c.u8()? != WORDS {
            return None;
        }
        // Of the words only where the data are, which is counted from the header, and how many.
        c.skip(22)?;
        let (count, offset) = (usize::from(c.u16_le()?), usize::from(c.u16_le()?));
        c.skip(8)?;
        // Bytes that follow, then the name of the mailslot.
        c.skip(2)?;
        if !MAILSLOTS.iter().any(|name| c.rest().starts_with(name)) {
            return None;
        }
        let message = data.get(offset..)?;
        let (command, rest) = message.get(..count).unwrap_or(message).split_first()?;
        Some(Self { command: *command, rest })
    }

    /// The host of an announcement: of any host, or of the one that keeps the list of its link.
    pub fn host(&self) -> Option<Host<'a>> {
        if !matches!(self.command, 1 | 15) {
            return None;
        }
        let mut c = Cursor::new(self.rest);
        // A count and how often it comes.
        c.skip(5)?;
        let name = until_zero(c.take(16)?);
        let system = (c.u8()?, c.u8()?);
        // What it offers, version and signature of the protocol.
        c.skip(8)?;
        Some(Host { name, system, comment: until_zero(c.rest()) })
    }
}

fn until_zero(text: &[u8]) -> &[u8] {
    text.split(|b| *b == 0).next().unwrap_or_default()
}
