//! Networks over UDP: VXLAN (RFC 7348) and GENEVE (RFC 8926). Their reserved bits must be zero: a port alone proves nothing.

use super::{Headers, VlanPath, tunnel};
use crate::Cursor;

/// Port of VXLAN, the one Linux used before it was registered, and that of GENEVE.
pub(super) const VXLAN: u16 = 4789;
pub(super) const VXLAN_OLD: u16 = 8472;
pub(super) const GENEVE: u16 = 6081;

const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;
const BRIDGED: u16 = 0x6558;

/// Flags with the one that says the number counts, the number, an Ethernet frame.
pub(super) fn vxlan(headers: &mut Headers, bytes: &[u8], at: usize) -> Option<()> {
    let mut c = Cursor::new(bytes);
    c.skip(at)?;
    let [0x08, 0, 0, 0, a, b, d, 0] = c.array()? else { return None };
    tunnel::frame(headers, bytes, c.position(), VlanPath::overlay([a, b, d]))
}

/// Version 0, length of the options in words, flags, protocol, number, options.
pub(super) fn geneve(headers: &mut Headers, bytes: &[u8], at: usize) -> Option<()> {
    let mut c = Cursor::new(bytes);
    c.skip(at)?;
    let [first, flags, k0, k1, a, b, d, 0] = c.array()? else { return None };
    if first >> 6 != 0 || flags & 0x3f != 0 {
        return None;
    }
    c.skip(usize::from(first & 0x3f).saturating_mul(4))?;
    match u16::from_be_bytes([k0, k1]) {
        BRIDGED => tunnel::frame(headers, bytes, c.position(), VlanPath::overlay([a, b, d])),
        IPV4 | IPV6 => {
            headers.vlans = VlanPath::overlay([a, b, d]);
            tunnel::packet(headers, bytes, c.position())
        }
        _ => None,
    }
}
