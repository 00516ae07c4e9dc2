//! Messages in their four-byte envelope (RFC 1002, section 4.3; MS-SMB2, section 2.1).

use crate::{Cursor, Framing};

/// Bytes of the envelope.
pub const ENVELOPE_BYTES: usize = 4;
/// Longest message of any dialect.
const LENGTH_MAX: usize = 1 << 24;
const HEADER_2_BYTES: usize = 64;

/// A message.
#[derive(Clone, Debug)]
pub enum Packet<'a> {
    /// SMB 1.
    One(One<'a>),
    /// SMB 2 or 3: its first command. Others may follow in the same message.
    Two(Two<'a>),
    /// SMB 3, encrypted.
    Encrypted,
    /// A message of the NetBIOS session alone: its type.
    NetBios(u8),
}

/// A message of SMB 1 (MS-CIFS, section 2.2.3).
#[derive(Clone, Copy, Debug)]
pub struct One<'a> {
    /// Command.
    pub command: u8,
    /// Outcome of an answer.
    pub status: u32,
    /// It answers.
    pub is_answer: bool,
    /// Pairs request and answer.
    pub id: u16,
    /// Parameters.
    pub words: &'a [u8],
    /// Data behind them.
    pub data: &'a [u8],
}

/// A command of SMB 2 or 3 (MS-SMB2, section 2.2.1).
#[derive(Clone, Copy, Debug)]
pub struct Two<'a> {
    /// Command.
    pub command: u16,
    /// Outcome of an answer.
    pub status: u32,
    /// It answers.
    pub is_answer: bool,
    /// It is signed.
    pub is_signed: bool,
    /// Low half of what pairs request and answer.
    pub id: u32,
    /// What follows the header.
    pub body: &'a [u8],
    /// The next command in the same message.
    rest: Option<&'a [u8]>,
}

/// Cuts by the envelope.
pub fn frame(bytes: &[u8]) -> Framing {
    let Some([kind, a, b, c]) = bytes.first_chunk().copied() else { return Framing::Need(ENVELOPE_BYTES) };
    let length = usize::try_from(u32::from_be_bytes([0, a, b, c])).unwrap_or(LENGTH_MAX);
    match (kind, length.saturating_add(ENVELOPE_BYTES)) {
        (0 | 0x81..=0x85, total) if total <= bytes.len() => Framing::Pdu(total),
        (0 | 0x81..=0x85, total) => Framing::Need(total),
        _ => Framing::Lost,
    }
}

/// The next envelope with a mark behind it.
pub fn resync(bytes: &[u8]) -> Option<usize> {
    let marked = |at: &usize| {
        let mark = bytes.get(at.saturating_add(ENVELOPE_BYTES)..).and_then(|b| b.first_chunk::<4>());
        bytes.get(*at) == Some(&0) && mark.is_some_and(|m| matches!(m, [0xfd..=0xff, b'S', b'M', b'B']))
    };
    (0..bytes.len()).find(marked)
}

impl<'a> Packet<'a> {
    /// Reads a message, or as much of it as there is.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (envelope, message) = bytes.split_at_checked(ENVELOPE_BYTES)?;
        match (envelope.first()?, message) {
            (0, [0xff, b'S', b'M', b'B', ..]) => One::read(message).map(Self::One),
            (0, [0xfe, b'S', b'M', b'B', 64, 0, ..]) => Two::read(message).map(Self::Two),
            (0, [0xfd, b'S', b'M', b'B', ..]) => Some(Self::Encrypted),
            (kind @ 0x81..=0x85, _) => Some(Self::NetBios(*kind)),
            _ => None,
        }
    }
}

impl<'a> One<'a> {
    fn read(message: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(message);
        c.skip(4)?;
        let (command, status, flags) = (c.u8()?, c.u32_le()?, c.u8()?);
        c.skip(20)?;
        let id = c.u16_le()?;
        let words = c.u8().and_then(|n| c.take(usize::from(n).saturating_mul(2))).unwrap_or_default();
        let length = c.u16_le().map_or(0, usize::from);
        let data = c.rest().get(..length).unwrap_or(c.rest());
        Some(Self { command, status, is_answer: flags & 0x80 != 0, id, words, data })
    }
}

impl<'a> Two<'a> {
    fn read(message: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(message);
        c.skip(8)?;
        let status = c.u32_le()?;
        let command = c.u16_le()?;
        c.skip(2)?;
        let flags = c.u32_le()?;
        let next = usize::try_from(c.u32_le()?).ok()?;
        let id = c.u32_le()?;
        let end = if next == 0 { message.len() } else { next.min(message.len()) };
        let body = message.get(HEADER_2_BYTES..end.max(HEADER_2_BYTES)).unwrap_or_default();
        let rest = message.get(next..).filter(|_| next >= HEADER_2_BYTES);
        let (is_answer, is_signed) = (flags & 1 != 0, flags & 8 != 0);
        Some(Self { command, status, is_answer, is_signed, id, body, rest })
    }

    /// The next command of the same message.
    pub fn next(&self) -> Option<Self> {
        Self::read(self.rest.filter(|r| r.starts_with(b"\xfeSMB\x40\0"))?)
    }
}
