//! PPP over Ethernet, session stage (RFC 2516), with IP inside.

use super::{Headers, tunnel};
use crate::Cursor;

/// EtherType.
pub(super) const SESSION: u16 = 0x8864;

/// Numbers of PPP.
const IPV4: u16 = 0x0021;
const IPV6: u16 = 0x0057;

/// The packet in a session at `at`; false where there is none (the protocols that set a link up), and nothing changed.
#[cold]
#[inline(never)]
pub(super) fn inside(headers: &mut Headers, bytes: &[u8], at: usize) -> bool {
    let mut c = Cursor::new(bytes);
    let mut read = || {
        c.skip(at)?;
        let [0x11, 0, _, _] = c.array()? else { return None };
        let length = usize::from(c.u16()?);
        matches!(c.u16()?, IPV4 | IPV6).then_some(length)
    };
    let Some(length) = read() else { return false };
    tunnel::enter(headers, bytes, c.position(), length.saturating_sub(2), tunnel::packet)
}
