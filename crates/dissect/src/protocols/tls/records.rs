//! The record layer (RFC 8446, section 5): type, version, length.

use crate::{Direction, Framing, Match, Sample};

/// Bytes of a record header.
pub const HEADER_BYTES: usize = 5;
/// Longest protected body: 2^14 and what TLS 1.2 allows for protection.
pub const BODY_BYTES_MAX: usize = 16_384 + 2_048;

/// Record types.
pub const CHANGE_CIPHER_SPEC: u8 = 20;
/// Alert.
pub const ALERT: u8 = 21;
/// Handshake.
pub const HANDSHAKE: u8 = 22;
/// Application data.
pub const APPLICATION_DATA: u8 = 23;
const HEARTBEAT: u8 = 24;

/// A record header.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// Type, 20 to 24.
    pub kind: u8,
    minor: u8,
    /// Bytes of the body.
    pub length: usize,
}

impl Header {
    /// The header at the start of these bytes, if it is one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let [kind, major, minor, high, low] = *bytes.first_chunk()?;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let fits = match kind {
            CHANGE_CIPHER_SPEC => length == 1,
            ALERT => (2..=512).contains(&length),
            HANDSHAKE | HEARTBEAT => (1..=BODY_BYTES_MAX).contains(&length),
            APPLICATION_DATA => length <= BODY_BYTES_MAX,
            _ => false,
        };
        (fits && major == 3 && minor <= 4).then_some(Self { kind, minor, length })
    }

    fn total(self) -> usize {
        HEADER_BYTES.saturating_add(self.length)
    }
}

/// Cuts by the header's length.
pub fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < HEADER_BYTES {
        return Framing::Need(HEADER_BYTES);
    }
    match Header::read(bytes) {
        Some(header) if header.total() <= bytes.len() => Framing::Pdu(header.total()),
        Some(header) => Framing::Need(header.total()),
        None => Framing::Lost,
    }
}

/// The first header that is followed by another one or by the end; a lone one counts for application data only.
pub fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    // The major version is at offset 1, and rare in what is encrypted.
    memchr::memchr_iter(3, bytes.get(1..)?).find(|at| {
        let rest = bytes.get(*at..).unwrap_or_default();
        Header::read(rest).is_some_and(|header| match rest.get(header.total()..) {
            Some([]) => true,
            Some(next) if next.len() >= HEADER_BYTES => Header::read(next).is_some(),
            _ => header.kind == APPLICATION_DATA && header.minor == 3,
        })
    })
}

/// A hello with lengths that agree is proof; other records need company.
pub fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole {
        return Match::No;
    }
    if sample.bytes.len() < HEADER_BYTES {
        return if matches!(sample.bytes, [20..=24] | [20..=24, 3, ..]) { Match::More } else { Match::No };
    }
    let Some(header) = Header::read(sample.bytes) else { return Match::No };
    match (header.kind, sample.bytes.get(HEADER_BYTES..)) {
        (HANDSHAKE, Some([1 | 2, a, b, c, version @ ..])) => {
            let length = u32::from_be_bytes([0, *a, *b, *c]);
            let fits = (38..=65_536).contains(&length) && version.first().is_none_or(|major| *major == 3);
            if fits { Match::Sure } else { Match::No }
        }
        (HANDSHAKE, _) => Match::Weak,
        (_, _) => match sample.bytes.get(header.total()..) {
            Some(next) if Header::read(next).is_some() => Match::Sure,
            _ => Match::Weak,
        },
    }
}
