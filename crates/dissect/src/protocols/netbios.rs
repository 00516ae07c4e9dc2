//! Names of NetBIOS as they stand in messages (RFC 1001, section 14).

use crate::Cursor;

/// Bytes of a name: fifteen of text and one that says what it is a name of.
const NAME_BYTES: usize = 16;
/// Names of a computer end with one of these; others are names of services.
const COMPUTERS: [u8; 2] = [0x00, 0x20];

/// A name, decoded.
pub type Name = [u8; NAME_BYTES];

/// A name in letters A to P, one for each half of a byte. A scope behind it is passed over where it is empty.
pub fn name(c: &mut Cursor<'_>) -> Option<Name> {
    let 0x20 = c.u8()? else { return None };
    let coded = c.take(NAME_BYTES * 2)?;
    let 0 = c.u8()? else { return None };
    let half = |b: u8| b.checked_sub(b'A').filter(|n| *n < 16);
    let mut name = [0; NAME_BYTES];
    for (byte, pair) in name.iter_mut().zip(coded.chunks_exact(2)) {
        let [high, low] = *pair.first_chunk()?;
        *byte = half(high)? << 4 | half(low)?;
    }
    Some(name)
}

/// The text of a computer's name.
pub fn computer(name: &Name) -> Option<&[u8]> {
    let (kind, text) = name.split_last()?;
    let text = text.trim_ascii_end();
    let printable = text.iter().all(|b| b.is_ascii_graphic() || *b >= 0x80);
    (COMPUTERS.contains(kind) && printable && !text.is_empty() && text != b"*").then_some(text)
}

/// A name as it stands in messages, for tests.
#[cfg(test)]
pub fn coded(text: &str, kind: u8) -> Vec<u8> {
    let mut name = [b' '; 16];
    name[..text.len()].copy_from_slice(text.as_bytes());
    name[15] = kind;
    let letters = name.iter().flat_map(|b| [b'A' + (b >> 4), b'A' + (b & 0xf)]);
    [vec![0x20], letters.collect(), vec![0]].concat()
}
