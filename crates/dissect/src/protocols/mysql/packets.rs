//! Packets: three bytes of length, a number, a body; and the two of the log-in.

use std::ops::Range;

use crate::{Cursor, Framing, protocols::upgrade};

/// Bytes of a packet's header.
pub const HEADER_BYTES: usize = 4;
/// Capabilities of a client.
const WANTS_TLS: u32 = 0x0800;
const NAMES_DATABASE: u32 = 0x08;
const PROTOCOL_41: u32 = 0x0200;
const COUNTED_ANSWER: u32 = 0x0020_0000;
const SECURE: u32 = 0x8000;
const NAMES_PLUGIN: u32 = 0x0008_0000;
/// A request for TLS ends where the user would begin.
const FIXED_BYTES: usize = 32;

/// Cuts by the header, or a TLS record.
pub fn frame(bytes: &[u8]) -> Framing {
    if let Some(framing) = upgrade::frame(bytes) {
        return framing;
    }
    let Some([a, b, c, _, _]) = bytes.first_chunk().copied() else { return Framing::Need(HEADER_BYTES + 1) };
    let total = usize::try_from(u32::from_le_bytes([a, b, c, 0])).unwrap_or(usize::MAX).saturating_add(HEADER_BYTES);
    match total {
        HEADER_BYTES => Framing::Skip(HEADER_BYTES),
        n if n <= bytes.len() => Framing::Pdu(n),
        n => Framing::Need(n),
    }
}

/// The server's first packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting<'a> {
    /// Version of the server.
    pub version: &'a [u8],
}

impl<'a> Greeting<'a> {
    /// Reads a packet that is a greeting of version 10 and nothing else.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let [length, 0, 0, 0, 10, rest @ ..] = bytes else { return None };
        let end = rest.iter().take(64).position(|b| *b == 0)?;
        let (version, rest) = rest.split_at_checked(end)?;
        // A number of the thread, eight bytes of challenge, a zero.
        let filled = rest.get(13) == Some(&0);
        let whole = usize::from(*length).checked_add(HEADER_BYTES)? == bytes.len();
        let good = version.first().is_some_and(u8::is_ascii_digit)
            && version.contains(&b'.')
            && version.iter().all(u8::is_ascii_graphic);
        (filled && whole && good).then_some(Self { version })
    }
}

/// The client's log-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogIn<'a> {
    /// It asks for TLS first.
    Tls,
    /// Name, answer to the challenge and where it stands, plug-in.
    User(&'a [u8], &'a [u8], Range<usize>, &'a [u8]),
}

impl<'a> LogIn<'a> {
    /// Reads a packet, header included.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        c.skip(HEADER_BYTES)?;
        let capabilities = c.u32_le().filter(|n| n & PROTOCOL_41 != 0)?;
        if capabilities & WANTS_TLS != 0 && bytes.len() == HEADER_BYTES + FIXED_BYTES {
            return Some(Self::Tls);
        }
        c.skip(FIXED_BYTES - 4)?;
        let user = text(&mut c)?;
        let length = if capabilities & (COUNTED_ANSWER | SECURE) != 0 { c.u8()? } else { 0 };
        let start = c.position();
        let answer = c.take(usize::from(length))?;
        if capabilities & NAMES_DATABASE != 0 {
            text(&mut c)?;
        }
        let plugin = if capabilities & NAMES_PLUGIN != 0 { text(&mut c).unwrap_or_default() } else { b"" };
        Some(Self::User(user, answer, start..start.saturating_add(answer.len()), plugin))
    }
}

/// Up to a zero, or to the end.
fn text<'a>(c: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let end = c.rest().iter().position(|b| *b == 0).unwrap_or(c.left());
    let text = c.take(end)?;
    if !c.is_empty() {
        c.skip(1)?;
    }
    Some(text)
}
