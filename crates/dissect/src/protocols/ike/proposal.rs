//! The header, and the proposal a responder chose (RFC 7296, section 3; RFC 2408, section 3; RFC 2409, appendix A).

use ringwall_model::Soundness;

use crate::Cursor;

const HEADER_BYTES: usize = 28;
/// Before a message of IKE where data goes to the same port.
const MARK: &[u8] = &[0; 4];
/// Numbers of the payload that holds proposals.
const PROPOSALS: [u8; 2] = [1, 33];

/// A header with the payloads behind it.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// Version 1 or 2.
    pub version: u8,
    /// Exchange.
    pub exchange: u8,
    /// The responder has given its number.
    pub is_numbered: bool,
    /// It answers: version 2 says so.
    pub is_answer: bool,
    /// Pairs request and answer in version 2.
    pub id: u32,
    /// The datagram is as long as the header says.
    pub is_whole: bool,
    first: u8,
    is_encrypted: bool,
    payloads: Cursor<'a>,
}

impl<'a> Header<'a> {
    /// Reads a message.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
        let mut c = Cursor::new(bytes);
        let (initiator, responder) = (c.array::<8>()?, c.array::<8>()?);
        let (first, version, exchange, flags) = (c.u8()?, c.u8()?, c.u8()?, c.u8()?);
        let (id, length) = (c.u32()?, c.u32()?);
        let known = match version {
            0x10 => matches!(exchange, 1..=6 | 32 | 33),
            0x20 => matches!(exchange, 34..=43) && flags & 0xc7 == 0,
            _ => false,
        };
        let is_whole = usize::try_from(length).ok()? == bytes.len() && bytes.len() > HEADER_BYTES;
        (known && initiator != [0; 8]).then_some(Self {
            version: version >> 4,
            exchange,
            is_numbered: responder != [0; 8],
            is_answer: flags & 0x20 != 0 && version == 0x20,
            id,
            is_whole,
            first,
            is_encrypted: version == 0x10 && flags & 1 != 0,
            payloads: c,
        })
    }

    /// The algorithms of the only proposal in it: what an answer chose.
    pub fn chosen(&self) -> Option<Chosen> {
        let (mut next, mut c) = (self.first, self.payloads);
        while next != 0 && !self.is_encrypted {
            let kind = next;
            next = c.u8()?;
            c.skip(1)?;
            let body = c.u16().and_then(|n| usize::from(n).checked_sub(4)).and_then(|n| c.sub(n))?;
            if PROPOSALS.contains(&kind) {
                return if self.version == 2 { two(body) } else { one(body) };
            }
        }
        None
    }
}

/// Algorithms agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Names, with commas between.
    pub names: String,
    /// Judgement on all of them.
    pub soundness: Soundness,
    /// By a pre-shared key, where that is said (version 1).
    pub pre_shared: bool,
}

/// Version 2: one proposal, its transforms one after another.
fn two(mut c: Cursor<'_>) -> Option<Chosen> {
    c.skip(6)?;
    let (number, transforms) = (c.u8()?, c.u8()?);
    c.skip(usize::from(number))?;
    let mut parts = Vec::new();
    for _ in 0..transforms.min(16) {
        c.skip(2)?;
        let length = usize::from(c.u16()?);
        let mut t = c.sub(length.checked_sub(4)?)?;
        let kind = t.u8()?;
        t.skip(1)?;
        let id = t.u16()?;
        let bits = if t.u16() == Some(0x800e) { t.u16() } else { None };
        parts.push(match kind {
            1 => cipher(id, bits),
            2 => hash("PRF", id),
            3 => hash("AUTH", id),
            4 => group(id),
            _ => continue,
        });
    }
    Some(together(parts, false))
}

/// Version 1: attributes of one transform.
fn one(mut c: Cursor<'_>) -> Option<Chosen> {
    // Domain and situation, proposal header, number of transforms, transform header.
    c.skip(8)?;
    c.skip(6)?;
    let number = c.u8()?;
    c.skip(1 + usize::from(number))?;
    c.skip(8)?;
    let (mut bits, mut id, mut pre_shared) = (None, 0, false);
    let mut parts = Vec::new();
    while let Some(kind) = c.u16() {
        let value = c.u16()?;
        match kind {
            0x8001 => id = value,
            0x8002 => parts.push(old_hash(value)),
            0x8003 => pre_shared = matches!(value, 1 | 65_001),
            0x8004 => parts.push(group(value)),
            0x800e => bits = Some(value),
            kind if kind & 0x8000 == 0 => c.skip(usize::from(value))?,
            _ => {}
        }
    }
    let id = match id {
        1 => 2,
        5 => 3,
        7 => 12,
        _ => 0,
    };
    parts.insert(0, cipher(id, bits));
    Some(together(parts, pre_shared))
}

fn together(parts: Vec<(String, Soundness)>, pre_shared: bool) -> Chosen {
    let has = |s| parts.iter().any(|(_, soundness)| *soundness == s);
    let soundness = match (has(Soundness::Weak), has(Soundness::Unknown) || parts.is_empty()) {
        (true, _) => Soundness::Weak,
        (_, true) => Soundness::Unknown,
        _ => Soundness::Sound,
    };
    let names: Vec<_> = parts.into_iter().map(|(name, _)| name).collect();
    Chosen { names: names.join(","), soundness, pre_shared }
}

fn cipher(id: u16, bits: Option<u16>) -> (String, Soundness) {
    let (name, soundness) = match id {
        2 => ("DES", Soundness::Weak),
        3 => ("3DES", Soundness::Weak),
        11 => ("NULL", Soundness::Weak),
        12 => ("AES-CBC", Soundness::Sound),
        13 => ("AES-CTR", Soundness::Sound),
        14..=16 => ("AES-CCM", Soundness::Sound),
        18..=20 => ("AES-GCM", Soundness::Sound),
        28 => ("ChaCha20-Poly1305", Soundness::Sound),
        _ => ("another cipher", Soundness::Unknown),
    };
    (bits.map_or_else(|| name.to_owned(), |bits| format!("{name}-{bits}")), soundness)
}

/// A hash by its number as a pseudo-random function or a code; the two lists differ from 4 on.
fn hash(what: &str, id: u16) -> (String, Soundness) {
    let (name, soundness) = match (what, id) {
        (_, 1) => ("MD5", Soundness::Weak),
        (_, 2) => ("SHA1", Soundness::Unknown),
        ("PRF", 5) | ("AUTH", 12) => ("SHA2-256", Soundness::Sound),
        ("PRF", 6) | ("AUTH", 13) => ("SHA2-384", Soundness::Sound),
        ("PRF", 7) | ("AUTH", 14) => ("SHA2-512", Soundness::Sound),
        // An AEAD cipher needs no code.
        ("AUTH", 0) => ("NONE", Soundness::Sound),
        _ => ("another hash", Soundness::Unknown),
    };
    (format!("{what}-{name}"), soundness)
}

fn old_hash(id: u16) -> (String, Soundness) {
    let (name, soundness) = match id {
        1 => ("MD5", Soundness::Weak),
        2 => ("SHA1", Soundness::Unknown),
        4..=6 => ("SHA2", Soundness::Sound),
        _ => ("another hash", Soundness::Unknown),
    };
    (name.to_owned(), soundness)
}

/// Groups of up to 1536 bits, and those with small subgroups, must or should not be used (RFC 8247, section 2.4).
fn group(id: u16) -> (String, Soundness) {
    let soundness = match id {
        1 | 2 | 5 | 22 => Soundness::Weak,
        14..=21 | 28..=32 => Soundness::Sound,
        _ => Soundness::Unknown,
    };
    (format!("group {id}"), soundness)
}
