//! The encapsulation header and the items it carries (CIP volume 2, chapter 2). All numbers are little-endian.

use crate::Cursor;

/// Length of the header.
pub const HEADER: usize = 24;

/// List targets, as older products asked: reserved for them since.
pub const LIST_TARGETS: u16 = 0x01;
/// List services, identities, interfaces.
pub const LIST_SERVICES: u16 = 0x04;
/// Ask who is there.
pub const LIST_IDENTITY: u16 = 0x63;
/// List interfaces.
pub const LIST_INTERFACES: u16 = 0x64;
/// Open a session.
pub const REGISTER_SESSION: u16 = 0x65;
/// Close a session.
pub const UNREGISTER_SESSION: u16 = 0x66;
/// Carry an unconnected message.
pub const SEND_RR_DATA: u16 = 0x6F;
/// Carry a connected message.
pub const SEND_UNIT_DATA: u16 = 0x70;

/// The header of a message.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// Command.
    pub command: u16,
    /// Bytes after the header.
    pub length: usize,
    /// Session handle.
    pub session: u32,
    /// Status of a reply.
    pub status: u32,
    /// Chosen by the sender of a request, repeated in its reply.
    pub context: u64,
}

impl Header {
    /// Reads a header that can be one: a known command, no options, a status that exists.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let [c0, c1, l0, l1, h0, h1, h2, h3, s0, s1, s2, s3, x0, x1, x2, x3, x4, x5, x6, x7, o0, o1, o2, o3] =
            *bytes.first_chunk::<HEADER>()?;
        let command = u16::from_le_bytes([c0, c1]);
        let known = matches!(
            command,
            0 | LIST_TARGETS | LIST_SERVICES | 0x63..=0x66 | SEND_RR_DATA | SEND_UNIT_DATA | 0x72 | 0x73 | 0xC8
        );
        let status = u32::from_le_bytes([s0, s1, s2, s3]);
        if !known || [o0, o1, o2, o3] != [0; 4] || status > 0xFFFF {
            return None;
        }
        Some(Self {
            command,
            length: usize::from(u16::from_le_bytes([l0, l1])),
            session: u32::from_le_bytes([h0, h1, h2, h3]),
            status,
            context: u64::from_le_bytes([x0, x1, x2, x3, x4, x5, x6, x7]),
        })
    }

    /// Length of the whole message.
    pub fn total(&self) -> usize {
        HEADER.saturating_add(self.length)
    }
}

/// An item of the common packet format.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// What it is.
    pub kind: u16,
    /// Its content.
    pub data: &'a [u8],
}

/// Connection identifier.
pub const CONNECTED_ADDRESS: u16 = 0x00A1;
/// Sequence count and message.
pub const CONNECTED_DATA: u16 = 0x00B1;
/// Message.
pub const UNCONNECTED_DATA: u16 = 0x00B2;
/// Connection identifier and sequence number of producer-consumer data.
pub const SEQUENCED_ADDRESS: u16 = 0x8002;
/// Who a device is.
pub const IDENTITY: u16 = 0x000C;

/// Most items of one message that are read.
const ITEMS_MAX: usize = 16;

/// Items after their count. The last may be cut.
pub fn items(bytes: &[u8]) -> impl Iterator<Item = Item<'_>> {
    let mut cursor = Cursor::new(bytes);
    let count = usize::from(cursor.u16_le().unwrap_or(0)).min(ITEMS_MAX);
    (0..count).map_while(move |_| {
        let kind = cursor.u16_le()?;
        let length = usize::from(cursor.u16_le()?);
        let data = cursor.take(length.min(cursor.left()))?;
        Some(Item { kind, data })
    })
}

/// True for producer-consumer data: exactly a sequenced address and connected data, to the last byte.
pub fn is_io(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::new(bytes);
    let head = (cursor.u16_le(), cursor.u16_le(), cursor.u16_le(), cursor.skip(8), cursor.u16_le(), cursor.u16_le());
    let (Some(2), Some(SEQUENCED_ADDRESS), Some(8), Some(()), Some(CONNECTED_DATA), Some(length)) = head else {
        return false;
    };
    usize::from(length) == cursor.left()
}
