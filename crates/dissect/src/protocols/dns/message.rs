//! The header, names with their pointers, and records (RFC 1035, section 4).

use std::net::IpAddr;

use crate::Cursor;

/// Bytes of the header.
pub const HEADER_BYTES: usize = 12;
/// Longest name in text.
const NAME_BYTES_MAX: usize = 255;
/// Most labels and pointers followed for one name.
const STEPS_MAX: usize = 128;
/// Most records that are looked at.
const RECORDS_MAX: usize = 64;

/// A message.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Pairs question and answer.
    pub id: u16,
    flags: u16,
    questions: u16,
    answers: u16,
    bytes: &'a [u8],
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Owner, in lower case.
    pub name: Vec<u8>,
    /// Type.
    pub kind: u16,
    /// Data.
    pub data: &'a [u8],
    /// Offset of the data in the message.
    pub at: usize,
}

impl Record<'_> {
    /// The address of an A or AAAA record that could be a device's.
    pub fn address(&self) -> Option<IpAddr> {
        let ip = match self.kind {
            1 => <[u8; 4]>::try_from(self.data).ok().map(IpAddr::from),
            28 => <[u8; 16]>::try_from(self.data).ok().map(IpAddr::from),
            _ => None,
        };
        ip.filter(|ip| !ip.is_unspecified() && !ip.is_loopback() && !ip.is_multicast())
    }
}

impl<'a> Message<'a> {
    /// Reads a datagram, or a message of a stream with its length before it.
    pub fn read(bytes: &'a [u8], prefixed: bool) -> Option<Self> {
        let bytes = if prefixed { bytes.get(2..)? } else { bytes };
        let mut c = Cursor::new(bytes);
        Some(Self { id: c.u16()?, flags: c.u16()?, questions: c.u16()?, answers: c.u16()?, bytes })
            .filter(|_| bytes.len() >= HEADER_BYTES)
    }

    /// It answers.
    pub fn is_answer(&self) -> bool {
        self.flags & 0x8000 != 0
    }

    /// Answers in it.
    pub fn answers(&self) -> u16 {
        self.answers
    }

    /// Operation code.
    pub fn opcode(&self) -> u8 {
        u8::try_from(self.flags >> 11 & 0xf).unwrap_or(0)
    }

    /// The name asked for does not exist, or all is well: the question was served.
    pub fn is_served(&self) -> bool {
        matches!(self.flags & 0xf, 0 | 3)
    }

    /// Known operation, the reserved bit clear, few questions, and the first of them can be read.
    pub fn is_sane(&self) -> bool {
        let first = self.name(HEADER_BYTES);
        matches!(self.opcode(), 0 | 4 | 5)
            && self.flags & 0x40 == 0
            && self.questions <= 16
            && (self.questions > 0 || self.answers > 0)
            && first.is_some_and(|(_, end)| end < self.bytes.len())
    }

    /// The records of the answer section, as far as they can be read.
    pub fn records(&self) -> Vec<Record<'a>> {
        let mut at = HEADER_BYTES;
        for _ in 0..self.questions.min(16) {
            let Some((_, end)) = self.name(at) else { return Vec::new() };
            at = end.saturating_add(4);
        }
        let mut records = Vec::new();
        for _ in 0..usize::from(self.answers).min(RECORDS_MAX) {
            let Some((record, end)) = self.record(at) else { break };
            records.push(record);
            at = end;
        }
        records
    }

    fn record(&self, at: usize) -> Option<(Record<'a>, usize)> {
        let (name, end) = self.name(at)?;
        let mut c = Cursor::new(self.bytes.get(end..)?);
        let kind = c.u16()?;
        c.skip(6)?;
        let length = c.u16()?;
        let start = end.saturating_add(c.position());
        let data = c.take(usize::from(length))?;
        Some((Record { name, kind, data, at: start }, start.saturating_add(data.len())))
    }

    /// A name in lower case with dots, and the offset behind it. Pointers only lead backwards, so none can loop.
    pub fn name(&self, start: usize) -> Option<(Vec<u8>, usize)> {
        let mut text = Vec::new();
        let (mut at, mut end) = (start, None);
        for _ in 0..STEPS_MAX {
            let mut c = Cursor::new(self.bytes.get(at..)?);
            match c.u8()? {
                0 => return Some((text, end.unwrap_or(at.saturating_add(1)))),
                length @ 1..=63 => {
                    if !text.is_empty() {
                        text.push(b'.');
                    }
                    text.extend(c.take(usize::from(length))?.to_ascii_lowercase());
                    if text.len() > NAME_BYTES_MAX {
                        return None;
                    }
                    at = at.saturating_add(1).saturating_add(usize::from(length));
                }
                high @ 0xc0.. => {
                    let target = usize::from(u16::from_be_bytes([high & 0x3f, c.u8()?]));
                    if target >= at {
                        return None;
                    }
                    end = end.or(Some(at.saturating_add(2)));
                    at = target;
                }
                _ => return None,
            }
        }
        None
    }
}
