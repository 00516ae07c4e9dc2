//! GRE (RFC 2784, RFC 2890) with IP, Ethernet, MPLS or a mirrored frame inside (ERSPAN types I to III).

use super::{Headers, VlanPath, mpls, tunnel};
use crate::Cursor;

/// Flags of the first word.
const CHECKSUM: u16 = 0x8000;
const ROUTING: u16 = 0x4000;
const KEY: u16 = 0x2000;
const SEQUENCE: u16 = 0x1000;
const VERSION: u16 = 0x0007;

/// Protocol types.
const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;
const BRIDGED: u16 = 0x6558;
const MIRROR: u16 = 0x88be;
const MIRROR_3: u16 = 0x22eb;

/// What a GRE header at `at` stands before.
pub(super) fn inside(headers: &mut Headers, bytes: &[u8], at: usize) -> Option<()> {
    let mut c = Cursor::new(bytes);
    c.skip(at)?;
    let (flags, kind) = (c.u16()?, c.u16()?);
    if flags & (ROUTING | VERSION) != 0 {
        return None;
    }
    if flags & CHECKSUM != 0 {
        c.skip(4)?;
    }
    let key = if flags & KEY != 0 { Some(c.array::<4>()?) } else { None };
    if flags & SEQUENCE != 0 {
        c.skip(4)?;
    }
    match kind {
        IPV4 | IPV6 => tunnel::packet(headers, bytes, c.position()),
        BRIDGED => tunnel::frame(headers, bytes, c.position(), subnet(key)),
        mpls::UNICAST | mpls::MULTICAST => mpls::stack(headers, bytes, c.position()),
        // Type I has no header of its own, which the missing sequence number tells.
        MIRROR if flags & SEQUENCE == 0 => tunnel::frame(headers, bytes, c.position(), VlanPath::default()),
        MIRROR => type_2(headers, bytes, c),
        MIRROR_3 => type_3(headers, bytes, c),
        _ => None,
    }
}

/// The virtual subnet of NVGRE (RFC 7637): the upper 24 bits of a key that has any of them.
fn subnet(key: Option<[u8; 4]>) -> VlanPath {
    match key {
        Some([a, b, c, _]) if [a, b, c] != [0; 3] => VlanPath::overlay([a, b, c]),
        _ => VlanPath::default(),
    }
}

/// Version, VLAN, class, whether and how the frame was tagged, whether it was cut, session; index.
fn type_2(headers: &mut Headers, bytes: &[u8], mut c: Cursor<'_>) -> Option<()> {
    let (first, second) = (c.u16()?, c.u16()?);
    c.skip(4)?;
    if first >> 12 != 1 {
        return None;
    }
    // 0: it had no tag; 3: its tag is still in it.
    let tagged = matches!(second >> 11 & 3, 1 | 2);
    let path = if tagged { VlanPath::default().with(first) } else { VlanPath::default() };
    tunnel::frame(headers, bytes, c.position(), path)
}

/// As type II; then a time stamp, a group, the kind of what is inside, and perhaps eight bytes of the platform.
fn type_3(headers: &mut Headers, bytes: &[u8], mut c: Cursor<'_>) -> Option<()> {
    const VLANS: [u16; 3] = [0x8100, 0x88a8, 0x9100];
    let first = c.u16()?;
    c.skip(2 + 4 + 2)?;
    let last = c.u16()?;
    if first >> 12 != 2 {
        return None;
    }
    if last & 1 != 0 {
        c.skip(8)?;
    }
    let at = c.position();
    match last >> 10 & 0x1f {
        // The VLAN it was mirrored from, unless it tells itself.
        0 => {
            c.skip(12)?;
            let tells = VLANS.contains(&c.u16()?);
            let path = if tells || first & 0x0fff == 0 { VlanPath::default() } else { VlanPath::default().with(first) };
            tunnel::frame(headers, bytes, at, path)
        }
        2 => tunnel::packet(headers, bytes, at),
        _ => None,
    }
}
