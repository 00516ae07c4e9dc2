//! The AMS/TCP header and the AMS header behind it.

use crate::{Cursor, Native};

/// Both headers.
pub const HEADERS: usize = 6 + AMS;
/// The AMS header alone.
const AMS: usize = 32;
/// Longest data believed.
const DATA_MAX: usize = 0x10_0000;
/// State flag of an ADS command; without it the frame is the router's own business.
const ADS_COMMAND: u16 = 4;
const RESPONSE: u16 = 1;

/// A device: AMS net id and port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Station {
    pub net_id: [u8; 6],
    pub port: u16,
}

impl Station {
    /// Reads net id and port.
    pub fn read(c: &mut Cursor<'_>) -> Option<Self> {
        Some(Self { net_id: c.array()?, port: c.u16_le()? })
    }

    /// Its net id, as engineers write it.
    pub fn native(self) -> Native {
        Native::Dotted("ams", self.net_id)
    }
}

/// A command or its response.
#[derive(Clone, Copy, Debug)]
pub struct Ams<'a> {
    target: Station,
    source: Station,
    pub command: u16,
    pub is_response: bool,
    pub error: u32,
    /// Chosen by who asks.
    pub invoke: u32,
    pub data: &'a [u8],
}

impl<'a> Ams<'a> {
    /// Reads a frame from its AMS/TCP header on; its data as far as they are there.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        c.skip(6)?;
        let (target, source) = (Station::read(&mut c)?, Station::read(&mut c)?);
        let (command, flags) = (c.u16_le()?, c.u16_le()?);
        c.skip(4)?;
        let (error, invoke) = (c.u32_le()?, c.u32_le()?);
        Some(Self { target, source, command, is_response: flags & RESPONSE != 0, error, invoke, data: c.rest() })
    }

    /// The device that is asked, answers or notifies.
    pub fn device(&self) -> Station {
        if self.is_response || self.command == super::functions::NOTIFICATION { self.source } else { self.target }
    }
}

/// Length of the frame at the start of the bytes where both its lengths agree and its command and flags are known.
pub fn total(bytes: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(bytes);
    let reserved = c.u16()?;
    let length = usize::try_from(c.u32_le()?).ok()?;
    c.skip(16)?;
    let (command, flags) = (c.u16_le()?, c.u16_le()?);
    let data = usize::try_from(c.u32_le()?).ok().filter(|n| *n <= DATA_MAX)?;
    let agree = length == data.saturating_add(AMS);
    let known = (1..=9).contains(&command) && flags & ADS_COMMAND != 0;
    (reserved == 0 && agree && known).then(|| length.saturating_add(6))
}

/// True when the bytes, too few to tell, could begin a frame.
pub fn may_begin(bytes: &[u8]) -> bool {
    let mut c = Cursor::new(bytes);
    let reserved = c.u16();
    let length = c.u32_le();
    reserved == Some(0) && length.is_some_and(|n| (32..=0x10_0020).contains(&n))
}
