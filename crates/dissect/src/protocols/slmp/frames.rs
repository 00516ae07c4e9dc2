//! Frames: mark, route, length, then timer and command, or how it went (SH-080008, chapter 4 and 5).

use std::borrow::Cow;

use crate::Cursor;

use super::functions;

/// Shortest binary header with its length.
pub const HEADER_MIN: usize = 9;
const DATA_MAX: usize = 0x2000;

/// Forms of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Form {
    ascii: bool,
    /// With a serial number (4E).
    numbered: bool,
    response: bool,
}

impl Form {
    fn of(bytes: &[u8]) -> Option<Self> {
        let (ascii, numbered, response) = match bytes.get(..4)? {
            b"5000" => (true, false, false),
            b"D000" => (true, false, true),
            b"5400" => (true, true, false),
            b"D400" => (true, true, true),
            [0x50, 0, ..] => (false, false, false),
            [0xD0, 0, ..] => (false, false, true),
            [0x54, 0, _, _] => (false, true, false),
            [0xD4, 0, _, _] => (false, true, true),
            _ => return None,
        };
        Some(Self { ascii, numbered, response })
    }

    /// Bytes up to and with the length.
    fn header(self) -> usize {
        let bytes = if self.numbered { 13 } else { 9 };
        if self.ascii { bytes * 2 } else { bytes }
    }
}

/// Reads numbers as they stand: low byte first, or in hexadecimal text, high digit first.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    c: Cursor<'a>,
    ascii: bool,
}

impl<'a> Reader<'a> {
    /// A number of so many bytes, at most four.
    pub fn number(&mut self, bytes: usize) -> Option<u32> {
        if !self.ascii {
            return Some(self.c.take(bytes)?.iter().rev().fold(0, |sum, b| sum << 8 | u32::from(*b)));
        }
        let text = self.c.take(bytes.checked_mul(2)?)?;
        text.iter().try_fold(0, |sum: u32, digit| Some(sum << 4 | char::from(*digit).to_digit(16)?))
    }

    /// Text, which is the same in both forms.
    pub fn text(&mut self, bytes: usize) -> Option<&'a [u8]> {
        self.c.take(bytes)
    }

    /// True where numbers are text.
    pub fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// What is left.
    pub fn left(&self) -> usize {
        self.c.left()
    }
}

/// A frame.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pub is_response: bool,
    /// Of a 4E frame.
    pub serial: Option<u16>,
    pub network: u8,
    pub station: u8,
    module: u16,
    /// Of a request.
    pub command: u16,
    pub subcommand: u16,
    /// Of a response: 0 where it went well.
    pub end: u16,
    pub data: Reader<'a>,
}

impl<'a> Frame<'a> {
    /// Reads a frame, its data as far as they are there.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let form = Form::of(bytes)?;
        let mut r = Reader { c: Cursor::new(bytes), ascii: form.ascii };
        r.number(2)?;
        let serial = if form.numbered { Some(short(r.number(2)?)?) } else { None };
        if form.numbered {
            r.number(2).filter(|reserved| *reserved == 0)?;
        }
        let (network, station) = (byte(r.number(1)?)?, byte(r.number(1)?)?);
        let module = short(r.number(2)?)?;
        r.number(1)?;
        r.number(2)?;
        let mut frame = Self {
            is_response: form.response,
            serial,
            network,
            station,
            module,
            command: 0,
            subcommand: 0,
            end: 0,
            data: r,
        };
        if form.response {
            frame.end = short(frame.data.number(2)?)?;
        } else {
            frame.data.number(2)?;
            frame.command = short(frame.data.number(2)?)?;
            frame.subcommand = short(frame.data.number(2)?)?;
        }
        Some(frame)
    }

    /// Its route is to or from a processor, and its command a published one.
    pub fn is_listed(&self) -> bool {
        let processor = matches!(self.module, 0x03D0..=0x03D3 | 0x03E0..=0x03E3 | 0x03FF);
        processor && self.network <= 239 && (self.is_response || functions::is_listed(self.command))
    }
}

fn byte(number: u32) -> Option<u8> {
    u8::try_from(number).ok()
}

fn short(number: u32) -> Option<u16> {
    u16::try_from(number).ok()
}

/// Bytes needed to know the length.
pub fn wanted(bytes: &[u8]) -> Option<usize> {
    Form::of(bytes).map(Form::header)
}

/// Length of the frame at the start of the bytes.
pub fn total(bytes: &[u8]) -> Option<usize> {
    let header = wanted(bytes)?;
    let form = Form::of(bytes)?;
    let at = if form.ascii { header.checked_sub(4)? } else { header.checked_sub(2)? };
    let mut r = Reader { c: Cursor::new(bytes.get(at..)?), ascii: form.ascii };
    // The length counts characters in ASCII frames.
    let length = usize::try_from(r.number(2)?).ok().filter(|n| (2..=DATA_MAX).contains(n))?;
    Some(header.saturating_add(length))
}

/// The name of a device, as its manual writes it.
pub fn name(bytes: &[u8]) -> Cow<'_, [u8]> {
    Cow::Borrowed(bytes.trim_ascii_end())
}
