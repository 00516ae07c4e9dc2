//! The fields of a time message (RFC 5905, section 7.3).

use crate::Cursor;

/// Bytes of a time message without extensions.
const HEADER_BYTES: usize = 48;
/// Lengths of a key id and a digest after the header: MD5, SHA-1, SHA-256, SHA-384, SHA-512 and AES-CMAC.
const CODE_BYTES: [usize; 5] = [20, 24, 36, 52, 68];
/// Extension field with which NTS authenticates a message (RFC 8915).
const NTS_AUTHENTICATOR: u16 = 0x0404;

/// A time message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Leap indicator; 3: not synchronised.
    pub leap: u8,
    /// Stratum; 0: a kiss of death.
    pub stratum: u8,
    /// Transmit timestamp of the request this answers.
    pub origin: u64,
    /// When it was sent.
    pub transmit: u64,
    /// It carries an authentication code.
    pub authenticated: bool,
}

impl Packet {
    /// Reads a message of mode 1 to 5.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let leap = c.u8()? >> 6;
        let stratum = c.u8()?;
        c.skip(22)?;
        let origin = c.array().map(u64::from_be_bytes)?;
        c.skip(8)?;
        let transmit = c.array().map(u64::from_be_bytes)?;
        let tail = bytes.get(HEADER_BYTES..)?;
        Some(Self { leap, stratum, origin, transmit, authenticated: is_authenticated(tail) })
    }
}

/// Extension fields, then at most one code (RFC 7822). A key id alone is a refusal (`crypto-NAK`), no authentication.
fn is_authenticated(tail: &[u8]) -> bool {
    let mut c = Cursor::new(tail);
    loop {
        // What is left has the length of a code: it is one, unless it reads as an extension field that fills it.
        if CODE_BYTES.contains(&c.left()) && !is_field(c.rest()) {
            return true;
        }
        let (Some(kind), Some(length)) = (c.u16(), c.u16()) else { return false };
        if kind == NTS_AUTHENTICATOR {
            return true;
        }
        if length < 16 || usize::from(length).checked_sub(4).and_then(|n| c.skip(n)).is_none() {
            return false;
        }
    }
}

fn is_field(bytes: &[u8]) -> bool {
    let mut c = Cursor::new(bytes);
    let known = matches!(c.u16(), Some(0x0002 | 0x0102..=0x0104 | 0x0204 | 0x0304 | 0x0404 | 0x2005 | 0xf323));
    known && c.u16().is_some_and(|n| n >= 16 && n % 4 == 0 && usize::from(n) <= bytes.len())
}
