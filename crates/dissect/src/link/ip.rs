//! IPv4 with options, IPv6 with extension headers, and the fields of fragments.

use ringwall_model::Transport;

use super::{Family, Fragment, Headers, RawAddress, Unread, redundancy, transport};
use crate::Cursor;

const EXTENSIONS_MAX: usize = 8;

/// IP of the version its first byte tells.
pub(super) fn either(headers: &mut Headers, bytes: &[u8], at: usize) -> Result<(), Unread> {
    match bytes.get(at).map(|b| b >> 4) {
        Some(4) => v4(headers, bytes, at),
        Some(6) => v6(headers, bytes, at),
        Some(_) => Err(Unread::IpHeader),
        None => Err(Unread::Short),
    }
}

#[inline(always)]
pub(super) fn v4(headers: &mut Headers, bytes: &[u8], at: usize) -> Result<(), Unread> {
    let [version, _, t0, t1, i0, i1, f0, f1, hops, protocol, _, _, s0, s1, s2, s3, d0, d1, d2, d3] =
        *bytes.get(at..).and_then(|b| b.first_chunk::<20>()).ok_or(Unread::Short)?;
    let header = usize::from(version & 0x0f).wrapping_mul(4);
    let present = bytes.len().saturating_sub(at).saturating_add(headers.beyond());
    // A total length of zero is left by network cards that segment what the system sent; one beyond the frame is not believed.
    let total = match usize::from(u16::from_be_bytes([t0, t1])) {
        0 => present,
        n => n.min(present),
    };
    if version >> 4 != 4 || header < 20 || total < header {
        return Err(Unread::IpHeader);
    }
    if present > total {
        redundancy::trailer(headers, bytes, at.saturating_add(total));
    }
    headers.family = Family::V4;
    headers.hops = hops;
    headers.source = RawAddress::v4([s0, s1, s2, s3]);
    headers.destination = RawAddress::v4([d0, d1, d2, d3]);
    headers.group |= headers.destination.is_group(Family::V4);
    let start = at.saturating_add(header);
    let length = total.saturating_sub(header);
    let fragment = u16::from_be_bytes([f0, f1]);
    if fragment & 0x3fff != 0 {
        let id = u32::from(u16::from_be_bytes([i0, i1]));
        let offset = u32::from(fragment & 0x1fff).wrapping_mul(8);
        return fragmented(
            headers,
            bytes,
            start,
            length,
            Fragment { id, offset, more: fragment & 0x2000 != 0, protocol },
        );
    }
    transport(headers, bytes, protocol, start, length)
}

#[inline]
pub(super) fn v6(headers: &mut Headers, bytes: &[u8], at: usize) -> Result<(), Unread> {
    let mut cursor = Cursor::new(bytes);
    cursor.skip(at).ok_or(Unread::Short)?;
    let [version, _, _, _, l0, l1, next, hops] = cursor.array::<8>().ok_or(Unread::Short)?;
    let source = cursor.array::<16>().ok_or(Unread::Short)?;
    let destination = cursor.array::<16>().ok_or(Unread::Short)?;
    let start = cursor.position();
    let present = bytes.len().saturating_sub(start).saturating_add(headers.beyond());
    // A payload length of zero is a jumbogram, or left by a network card that segments.
    let length = match usize::from(u16::from_be_bytes([l0, l1])) {
        0 => present,
        n => n.min(present),
    };
    if version >> 4 != 6 {
        return Err(Unread::IpHeader);
    }
    if present > length {
        redundancy::trailer(headers, bytes, start.saturating_add(length));
    }
    headers.family = Family::V6;
    headers.hops = hops;
    headers.source = RawAddress::v6(source);
    headers.destination = RawAddress::v6(destination);
    headers.group |= headers.destination.is_group(Family::V6);
    extensions(headers, bytes, next, start, length)
}

fn extensions(headers: &mut Headers, bytes: &[u8], first: u8, start: usize, length: usize) -> Result<(), Unread> {
    let end = start.saturating_add(length);
    let (mut next, mut at) = (first, start);
    for _ in 0..EXTENSIONS_MAX {
        let left = end.saturating_sub(at);
        let header = match next {
            0 | 43 | 60 | 135 | 139 | 140 => {
                head(bytes, at).map(|(_, words)| words.saturating_add(1).saturating_mul(8))
            }
            44 => return v6_fragment(headers, bytes, at, left),
            protocol => return transport(headers, bytes, protocol, at, left),
        };
        let header = header.ok_or(Unread::Short)?;
        if header > left {
            return Err(Unread::IpHeader);
        }
        next = head(bytes, at).map_or(59, |(next, _)| next);
        at = at.saturating_add(header);
    }
    Err(Unread::IpExtensions)
}

fn head(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    bytes.get(at..).and_then(|b| b.first_chunk::<2>()).map(|[next, words]| (*next, usize::from(*words)))
}

fn v6_fragment(headers: &mut Headers, bytes: &[u8], at: usize, left: usize) -> Result<(), Unread> {
    let [protocol, _, o0, o1, i0, i1, i2, i3] =
        *bytes.get(at..).and_then(|b| b.first_chunk::<8>()).ok_or(Unread::Short)?;
    let length = left.checked_sub(8).ok_or(Unread::IpHeader)?;
    let field = u16::from_be_bytes([o0, o1]);
    let start = at.saturating_add(8);
    let (offset, more) = (u32::from(field & 0xfff8), field & 1 != 0);
    // An atomic fragment is a whole datagram.
    if offset == 0 && !more {
        return transport(headers, bytes, protocol, start, length);
    }
    let id = u32::from_be_bytes([i0, i1, i2, i3]);
    fragmented(headers, bytes, start, length, Fragment { id, offset, more, protocol })
}

fn fragmented(
    headers: &mut Headers,
    bytes: &[u8],
    start: usize,
    length: usize,
    fragment: Fragment,
) -> Result<(), Unread> {
    let past = usize::try_from(fragment.offset).unwrap_or(usize::MAX).saturating_add(length);
    if length == 0 || past > 65_535 || (fragment.more && !length.is_multiple_of(8)) {
        return Err(Unread::Fragment);
    }
    headers.transport = Transport::Ip;
    headers.source_port = u16::from(fragment.protocol);
    headers.destination_port = headers.source_port;
    headers.fragment = Some(fragment);
    headers.set_payload(bytes, start, length);
    Ok(())
}
