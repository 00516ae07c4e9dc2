//! Frames sent twice (IEC 62439-3): the trailer of PRP and the tag of HSR.

use super::{Copy, Headers, Unread, ethernet};
use crate::Cursor;

/// EtherType of HSR.
pub(super) const HSR: u16 = 0x892f;

/// Bytes of the trailer, and its last two.
const TRAILER_BYTES: usize = 6;
pub(super) const SUFFIX: [u8; 2] = [0x88, 0xfb];

/// Frames up to this length may have padding before the trailer.
const PADDED_MAX: usize = 70;
/// Addresses and EtherType, without and with three tags between.
const HEADERS: std::ops::RangeInclusive<usize> = 14..=26;

/// Bytes of a trailer of PRP that ends the frame, whose padding or contents start at `at`: sequence, network (A or B) and
/// length, suffix. A frame the capture cut shows none.
#[inline]
pub(super) fn trailer(headers: &mut Headers, bytes: &[u8], at: usize) -> usize {
    if bytes.ends_with(&SUFFIX) && headers.beyond == 0 { whole_trailer(headers, bytes, at) } else { 0 }
}

#[cold]
fn whole_trailer(headers: &mut Headers, bytes: &[u8], at: usize) -> usize {
    let Some([s0, s1, first, second, ..]) = bytes.last_chunk::<TRAILER_BYTES>() else { return 0 };
    let room = bytes.len().saturating_sub(at) >= TRAILER_BYTES;
    let path = first >> 4;
    // It counts what stands behind the EtherType, itself included.
    let counted = usize::from(u16::from_be_bytes([first & 0xf, *second]));
    let fits = HEADERS.contains(&bytes.len().saturating_sub(counted)) || bytes.len() <= PADDED_MAX;
    if !room || !fits || !matches!(path, 0xa | 0xb) {
        return 0;
    }
    headers.copy = Some(Copy { sequence: u16::from_be_bytes([*s0, *s1]), path });
    TRAILER_BYTES
}

/// A tag: path and length, sequence, EtherType of what follows.
#[cold]
#[inline(never)]
pub(super) fn hsr(headers: &mut Headers, bytes: &[u8], at: usize) -> Result<(), Unread> {
    let mut c = Cursor::new(bytes);
    let mut read = || {
        c.skip(at)?;
        Some((c.u16()?, c.u16()?, c.u16()?))
    };
    let (first, sequence, kind) = read().ok_or(Unread::Short)?;
    // One tag in another would be read without end.
    if kind == HSR {
        return Err(Unread::EtherType);
    }
    headers.copy = Some(Copy { sequence, path: (first >> 12) as u8 });
    ethernet::by_type(headers, bytes, kind, c.position())
}
