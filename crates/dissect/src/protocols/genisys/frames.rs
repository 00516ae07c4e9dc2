//! Messages: header, station, data, CRC and end, with escapes in between.

use crate::protocols::crc16;

/// Longest message read, escapes included.
pub const LENGTH_MAX: usize = 1024;
/// End of a message.
pub const END: u8 = 0xF6;
/// What stands for itself plus the byte after it.
const ESCAPE: u8 = 0xF0;
const ACKNOWLEDGE: u8 = 0xF1;
const POLL: u8 = 0xFB;
/// Bytes behind a message's first end that may be its real one, where the CRC holds what looks like an end.
const SLACK: usize = 2;

/// True for a byte that begins a message.
pub fn is_header(byte: u8) -> bool {
    matches!(byte, 0xF1..=0xF3 | 0xF9..=0xFE)
}

/// Length of the message at the start of the bytes: up to its end, or to one right behind where only that one agrees.
pub fn total(bytes: &[u8]) -> Option<usize> {
    let first = bytes.iter().take(LENGTH_MAX).position(|b| *b == END)?.saturating_add(1);
    let agrees = |total: &usize| bytes.get(..*total).and_then(Message::read).is_some();
    Some((first..=first.saturating_add(SLACK)).find(agrees).unwrap_or(first))
}

/// A message without escapes, CRC and end.
#[derive(Clone, Debug)]
pub struct Message {
    pub header: u8,
    pub station: u8,
    /// Byte numbers, each with its value.
    pub pairs: Vec<(u8, u8)>,
    /// Its CRC agrees.
    pub is_proved: bool,
}

impl Message {
    /// Reads a message with its end. None where it is none, or its CRC is wrong.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (last, inside) = bytes.split_last()?;
        if *last != END || !is_header(*bytes.first()?) {
            return None;
        }
        match proved(inside) {
            Some(plain) => Self::of(&plain, true),
            // An acknowledgement, and a poll that is not secure, have no CRC.
            None => Self::of(inside, false).filter(|m| matches!(m.header, ACKNOWLEDGE | POLL) && inside.len() == 2),
        }
    }

    fn of(plain: &[u8], is_proved: bool) -> Option<Self> {
        let (header, station, data) = (*plain.first()?, *plain.get(1)?, plain.get(2..)?);
        if data.len() % 2 != 0 {
            return None;
        }
        let pairs = data.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect();
        Some(Self { header, station, pairs, is_proved })
    }
}

/// What stands before the CRC, where that agrees. Some senders escape the CRC as they do data, some do not.
fn proved(inside: &[u8]) -> Option<Vec<u8>> {
    let (data, crc) = inside.split_last_chunk::<2>()?;
    if let Some(data) = plain(data).filter(|data| crc16::fits(&[data, &crc[..]].concat())) {
        return Some(data);
    }
    let whole = plain(inside).filter(|whole| crc16::fits(whole))?;
    Some(whole.split_last_chunk::<2>()?.0.to_vec())
}

/// Without escapes; none where one is wrong, or a control byte stands where it may not.
fn plain(escaped: &[u8]) -> Option<Vec<u8>> {
    let (mut plain, mut bytes) = (Vec::with_capacity(escaped.len()), escaped.iter().copied());
    plain.push(bytes.next()?);
    while let Some(byte) = bytes.next() {
        match byte {
            ESCAPE => plain.push(ESCAPE.checked_add(bytes.next().filter(|low| *low < 16)?)?),
            0..ESCAPE => plain.push(byte),
            _ => return None,
        }
    }
    Some(plain)
}
