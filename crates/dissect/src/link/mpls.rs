//! MPLS labels (RFC 3032) before IP, or before an Ethernet frame with the control word of a pseudowire (RFC 4448).

use super::{Headers, tunnel};
use crate::Cursor;

/// EtherTypes.
pub(super) const UNICAST: u16 = 0x8847;
pub(super) const MULTICAST: u16 = 0x8848;

/// Labels read in one stack.
const LABELS_MAX: usize = 16;
const LAST: u32 = 0x100;

/// What labels at `at` stand before; false where that cannot be told, and nothing changed.
#[cold]
#[inline(never)]
pub(super) fn inside(headers: &mut Headers, bytes: &[u8], at: usize) -> bool {
    let length = bytes.len().saturating_sub(at).saturating_add(headers.beyond());
    tunnel::enter(headers, bytes, at, length, stack)
}

/// Labels tell nobody what they carry: its first four bits do.
pub(super) fn stack(headers: &mut Headers, bytes: &[u8], at: usize) -> Option<()> {
    let mut c = Cursor::new(bytes);
    c.skip(at)?;
    for _ in 0..LABELS_MAX {
        if c.u32()? & LAST == 0 {
            continue;
        }
        let path = headers.vlans;
        return match c.rest().first()? >> 4 {
            4 | 6 => tunnel::packet(headers, bytes, c.position()),
            0 => tunnel::frame(headers, bytes, c.position().saturating_add(4), path),
            _ => None,
        };
    }
    None
}
