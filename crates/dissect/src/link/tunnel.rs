//! Packets inside packets: what a tunnel carries is read, and its ends are those inside.
//!
//! Addresses inside a tunnel are those who talk; the tunnel's own ends carry for them. Where no packet is found inside, or
//! too many tunnels stand in one another, the frame stays one of its outer ends. Inside an Ethernet tunnel the VLAN path is
//! that of the inner frame: outer tags say where the tunnel runs.

use super::{Headers, VlanPath, ethernet, gre, ip, overlay};

/// Tunnels gone into, one in another.
const TUNNELS_MAX: u8 = 4;

/// IP in IP (RFC 2003), IPv6 in IP (RFC 4213, RFC 2473), GRE.
const IPV4: u8 = 4;
const IPV6: u8 = 41;
const GRE: u8 = 47;

/// True for IP protocols that may be tunnels.
#[inline]
pub(super) fn is_protocol(protocol: u8) -> bool {
    matches!(protocol, IPV4 | IPV6 | GRE)
}

/// True for UDP ports that may be tunnels.
#[inline]
pub(super) fn is_port(port: u16) -> bool {
    matches!(port, overlay::VXLAN | overlay::VXLAN_OLD | overlay::GENEVE)
}

/// What a tunnel of IP protocol `protocol` carries. False, and the headers as they were, where there is no packet inside.
#[cold]
#[inline(never)]
pub(super) fn over_ip(headers: &mut Headers, bytes: &[u8], protocol: u8, start: usize, length: usize) -> bool {
    enter(headers, bytes, start, length, |headers, bytes, at| match protocol {
        IPV4 | IPV6 => packet(headers, bytes, at),
        _ => gre::inside(headers, bytes, at),
    })
}

/// What a datagram carries whose payload starts at `start`, as [`over_ip`].
#[cold]
#[inline(never)]
pub(super) fn over_udp(headers: &mut Headers, bytes: &[u8], start: usize, length: usize) -> bool {
    enter(headers, bytes, start, length, |headers, bytes, at| match headers.destination_port {
        overlay::GENEVE => overlay::geneve(headers, bytes, at),
        _ => overlay::vxlan(headers, bytes, at),
    })
}

/// Reads what is in `length` bytes from `start` on, and nothing behind them. Puts the headers back where it fails.
pub(super) fn enter(
    headers: &mut Headers,
    bytes: &[u8],
    start: usize,
    length: usize,
    read: impl FnOnce(&mut Headers, &[u8], usize) -> Option<()>,
) -> bool {
    if headers.tunnels >= TUNNELS_MAX {
        return false;
    }
    let outer = *headers;
    let end = start.saturating_add(length);
    let inner = bytes.get(..end).unwrap_or(bytes);
    headers.tunnels = headers.tunnels.saturating_add(1);
    headers.beyond = u32::try_from(end.saturating_sub(inner.len())).unwrap_or(u32::MAX);
    let entered = read(headers, inner, start).is_some();
    if !entered {
        *headers = outer;
    }
    entered
}

/// An IP packet at `at`. It keeps the VLAN path and the MAC address of who carried it here.
pub(super) fn packet(headers: &mut Headers, bytes: &[u8], at: usize) -> Option<()> {
    headers.group = false;
    ip::either(headers, bytes, at).ok()?;
    // How far it came is the tunnel's matter, not that of the link.
    headers.hops = 0;
    Some(())
}

/// An Ethernet frame at `at`, on the path of the network it belongs to.
pub(super) fn frame(headers: &mut Headers, bytes: &[u8], at: usize, path: VlanPath) -> Option<()> {
    headers.vlans = path;
    ethernet::ethernet_at(headers, bytes, at).ok()
}
