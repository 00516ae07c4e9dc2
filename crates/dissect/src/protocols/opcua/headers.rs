//! Headers of chunks (10000-6, sections 6.7.2 and 7.1.2).

use std::ops::Range;

use crate::Cursor;

use super::encoding;

/// Message type, chunk type and size.
pub const PREFIX: usize = 8;
/// Longest chunk believed: stacks agree on 64 KiB, some on megabytes.
const CHUNK_MAX: usize = 1 << 24;

/// What a chunk is a piece of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Hello,
    Acknowledge,
    Error,
    ReverseHello,
    Open,
    Close,
    Message,
}

/// Whether a message goes on after a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Final,
    More,
    Abort,
}

/// The prefix of every chunk.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    pub kind: Kind,
    pub place: Place,
    pub total: usize,
}

impl Header {
    /// Reads it; none where this is no chunk.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let (kind, least) = match &cursor.array::<3>()? {
            b"HEL" => (Kind::Hello, 32),
            b"ACK" => (Kind::Acknowledge, 28),
            b"ERR" => (Kind::Error, 16),
            b"RHE" => (Kind::ReverseHello, 16),
            b"OPN" => (Kind::Open, 32),
            b"CLO" => (Kind::Close, 24),
            b"MSG" => (Kind::Message, 24),
            _ => return None,
        };
        let place = match cursor.u8()? {
            b'F' => Place::Final,
            b'C' => Place::More,
            b'A' => Place::Abort,
            _ => return None,
        };
        let total = usize::try_from(cursor.u32_le()?).ok()?;
        let single = matches!(kind, Kind::Message) || place == Place::Final;
        (single && (least..=CHUNK_MAX).contains(&total)).then_some(Self { kind, place, total })
    }
}

/// The security header of an `OPN`: by which policy, and the certificates of sender and receiver.
#[derive(Clone, Copy, Debug)]
pub struct Asymmetric<'a> {
    pub policy: &'a [u8],
    pub certificate: &'a [u8],
}

impl<'a> Asymmetric<'a> {
    /// Reads it from behind the channel id.
    pub fn read(cursor: &mut Cursor<'a>) -> Option<Self> {
        let policy = encoding::string(cursor)?;
        let certificate = encoding::string(cursor)?;
        encoding::string(cursor)?;
        Some(Self { policy, certificate })
    }
}

/// The body of a message: bytes, and where they stand in the PDU when they all do.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    pub bytes: &'a [u8],
    /// Offset in the PDU; none where the message was put together from several chunks.
    pub at: Option<usize>,
    /// Length of the PDU at hand.
    pub pdu: usize,
    /// Its end is missing.
    pub cut: bool,
}

impl Body<'_> {
    /// Where a part of the body stands in the PDU: the whole PDU, where that cannot be told.
    pub fn range(&self, part: Range<usize>) -> Range<usize> {
        match self.at {
            Some(at) => at.saturating_add(part.start).min(self.pdu)..at.saturating_add(part.end).min(self.pdu),
            None => 0..self.pdu,
        }
    }
}
