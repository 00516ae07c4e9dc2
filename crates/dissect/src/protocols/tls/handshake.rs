//! Handshake messages as far as they tell something (RFC 5246, section 7.4; RFC 8446, section 4).

use crate::Cursor;

/// Message types read here.
pub const CLIENT_HELLO: u8 = 1;
/// Server's answer.
pub const SERVER_HELLO: u8 = 2;
/// Certificate chain.
pub const CERTIFICATE: u8 = 11;
/// Only a server sends these three.
pub const FROM_SERVER: [u8; 3] = [12, 13, 14];
/// Proof of the client's key.
pub const CERTIFICATE_VERIFY: u8 = 15;
/// Only a client sends it.
pub const CLIENT_KEY_EXCHANGE: u8 = 16;

const SERVER_NAME: u16 = 0;
const APPLICATION_PROTOCOLS: u16 = 16;
const ENCRYPT_THEN_MAC: u16 = 22;
const SUPPORTED_VERSIONS: u16 = 43;
const RANDOM_BYTES: usize = 32;

/// A `ServerHello` with this random asks for another `ClientHello` (RFC 8446, section 4.1.3).
const RETRY: [u8; RANDOM_BYTES] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
    0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// The host name a `ClientHello` asks for; none where it names none or is malformed.
pub fn server_name(body: &[u8]) -> Option<&[u8]> {
    let mut c = Cursor::new(body);
    c.skip(2 + RANDOM_BYTES)?;
    skip_short(&mut c)?;
    let suites = c.u16()?;
    c.skip(usize::from(suites))?;
    skip_short(&mut c)?;
    let (_, mut list) = extensions(&mut c)?.find(|(kind, _)| *kind == SERVER_NAME)?;
    list.u16()?;
    let 0 = list.u8()? else { return None };
    let length = list.u16()?;
    let name = list.take(usize::from(length))?;
    let good = !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(b));
    good.then_some(name)
}

/// The first application protocol a `ClientHello` offers (RFC 7301).
pub fn first_protocol(body: &[u8]) -> Option<&[u8]> {
    let mut c = Cursor::new(body);
    c.skip(2 + RANDOM_BYTES)?;
    skip_short(&mut c)?;
    let suites = c.u16()?;
    c.skip(usize::from(suites))?;
    skip_short(&mut c)?;
    let (_, mut list) = extensions(&mut c)?.find(|(kind, _)| *kind == APPLICATION_PROTOCOLS)?;
    list.u16()?;
    let length = list.u8()?;
    list.take(usize::from(length))
}

/// What a server chose.
#[derive(Clone, Copy, Debug)]
pub struct ServerHello {
    /// Version, 0x0300 to 0x0304.
    pub version: u16,
    /// Suite.
    pub suite: u16,
    /// The server took up encrypt-then-MAC (RFC 7366).
    pub encrypt_then_mac: bool,
    /// It only asks for another `ClientHello`.
    pub retry: bool,
}

impl ServerHello {
    /// Reads the body of a `ServerHello`.
    pub fn read(body: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(body);
        let version = c.u16()?;
        let retry = c.array()? == RETRY;
        skip_short(&mut c)?;
        let suite = c.u16()?;
        c.skip(1)?;
        let mut hello = Self { version, suite, encrypt_then_mac: false, retry };
        for (kind, mut body) in extensions(&mut c)? {
            match kind {
                SUPPORTED_VERSIONS => hello.version = body.u16()?,
                ENCRYPT_THEN_MAC => hello.encrypt_then_mac = true,
                _ => {}
            }
        }
        (0x0300..=0x0304).contains(&hello.version).then_some(hello)
    }

    /// The version as people write it.
    pub fn version_name(self) -> &'static str {
        match self.version {
            0x0300 => "SSL 3.0",
            0x0301 => "TLS 1.0",
            0x0302 => "TLS 1.1",
            0x0303 => "TLS 1.2",
            _ => "TLS 1.3",
        }
    }

    /// TLS 1.3 or later: everything after the hello is protected.
    pub fn hides_handshake(self) -> bool {
        self.version >= 0x0304
    }
}

/// The certificates of a `Certificate` message up to TLS 1.2, leaf first. Stops where lengths do not fit.
pub fn certificates(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut c = Cursor::new(body);
    let mut list = c.u24().and_then(|n| c.sub(usize::try_from(n).ok()?)).unwrap_or(Cursor::new(&[]));
    std::iter::from_fn(move || {
        let length = list.u24()?;
        list.take(usize::try_from(length).ok()?)
    })
}

/// Passes over a vector with a one-byte length.
fn skip_short(c: &mut Cursor<'_>) -> Option<()> {
    let length = c.u8()?;
    c.skip(usize::from(length))
}

/// Extensions, which may be absent altogether.
fn extensions<'a>(c: &mut Cursor<'a>) -> Option<impl Iterator<Item = (u16, Cursor<'a>)>> {
    let mut list = match c.u16() {
        Some(length) => c.sub(usize::from(length))?,
        None => Cursor::new(&[]),
    };
    Some(std::iter::from_fn(move || {
        let kind = list.u16()?;
        let length = list.u16()?;
        Some((kind, list.sub(usize::from(length))?))
    }))
}
