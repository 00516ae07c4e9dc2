//! Frames of the data link (section 9.2): header, then blocks of user data with a CRC each.

use crate::Cursor;

use super::crc;

/// Start bytes, length, control, addresses, CRC.
pub const HEADER: usize = 10;
/// Longest frame: 250 bytes of user data in 16 blocks.
pub const FRAME_MAX: usize = 292;
const START: u16 = 0x0564;
/// What the length counts besides user data: control and addresses.
const COUNTED: u8 = 5;
/// User data between two CRCs, and the CRC.
const BLOCK: usize = 16;
const CRC: usize = 2;

/// A header whose CRC agrees.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// Bytes of user data.
    user: usize,
    control: u8,
    destination: u16,
    source: u16,
}

impl Header {
    /// Reads a header; none where this is no frame.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        if c.u16()? != START {
            return None;
        }
        let user = usize::from(c.u8()?.checked_sub(COUNTED)?);
        let header = Self { user, control: c.u8()?, destination: c.u16_le()?, source: c.u16_le()? };
        crc::fits(bytes.get(..HEADER)?).then_some(header)
    }

    /// Length of the frame with all CRCs.
    pub fn total(self) -> usize {
        HEADER.saturating_add(self.user).saturating_add(self.user.div_ceil(BLOCK).saturating_mul(CRC))
    }

    /// It comes from a master.
    pub fn from_master(self) -> bool {
        self.control & 0x80 != 0
    }

    /// It asks, as opposed to answering.
    pub fn is_primary(self) -> bool {
        self.control & 0x40 != 0
    }

    /// Function code of the link.
    pub fn function(self) -> u8 {
        self.control & 0x0F
    }

    /// It carries user data.
    pub fn has_user_data(self) -> bool {
        self.is_primary() && matches!(self.function(), 3 | 4)
    }

    /// The outstation's address.
    pub fn outstation(self) -> u16 {
        if self.from_master() { self.destination } else { self.source }
    }

    /// Both addresses, to tell exchanges apart.
    pub fn pair(self) -> u32 {
        u32::from(self.source) << 16 | u32::from(self.destination)
    }
}

/// User data of a frame without its CRCs. A block whose CRC is wrong ends it.
pub fn user_data<'a>(header: Header, frame: &[u8], room: &'a mut [u8; 256]) -> (&'a [u8], bool) {
    let mut c = Cursor::new(frame);
    let mut filled = 0_usize;
    let mut left = header.user;
    let mut whole = c.skip(HEADER).is_some();
    while whole && left > 0 {
        let length = left.min(BLOCK);
        let block = c.take(length.saturating_add(CRC)).filter(|b| crc::fits(b)).and_then(|b| b.get(..length));
        let end = filled.saturating_add(length);
        match (block, room.get_mut(filled..end)) {
            (Some(block), Some(place)) => place.copy_from_slice(block),
            _ => whole = false,
        }
        if whole {
            filled = end;
            left = left.saturating_sub(length);
        }
    }
    (room.get(..filled).unwrap_or_default(), whole)
}
