//! MPLS labels (RFC 3032) before IP, or before an Ethernet frame on a pseudowire, with its control word or without (RFC 4448).

use super::{Headers, tunnel};
use crate::Cursor;

/// EtherTypes.
pub(super) const UNICAST: u16 = 0x8847;
pub(super) const MULTICAST: u16 = 0x8848;

/// Bytes of a control word.
const CONTROL_WORD: usize = 4;
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
        return match *c.rest().first_chunk()? {
            [0x40..=0x4f | 0x60..=0x6f, _] => tunnel::packet(headers, bytes, c.position()),
            // A control word has twelve bits of zeros behind its first four; few stations' addresses begin so.
            [0, 0] => wire(headers, bytes, c.position().saturating_add(CONTROL_WORD)),
            _ => wire(headers, bytes, c.position()),
        };
    }
    None
}

/// An Ethernet frame on a pseudowire; only one with an EtherType, for nothing else tells that it is one.
fn wire(headers: &mut Headers, bytes: &[u8], at: usize) -> Option<()> {
    let mut c = Cursor::new(bytes);
    c.skip(at.saturating_add(12))?;
    let path = headers.vlans;
    if c.u16()? >= 0x0600 { tunnel::frame(headers, bytes, at, path) } else { None }
}
