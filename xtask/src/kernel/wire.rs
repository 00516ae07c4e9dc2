//! Packets as bytes, each with a tag at its end by which it is known again.

use std::net::IpAddr;

use ringwall_firewall::Packet;

/// The firewall's link to the near side, and to the far side.
pub const NEAR: &str = "fa0";
pub const FAR: &str = "fb0";
/// Hop limit of what we send.
pub const HOPS: u8 = 77;

/// The packet from its IP header on.
pub fn bytes(packet: &Packet, tag: u32) -> Vec<u8> {
    let inner = transport(packet, tag);
    let length = u16::try_from(inner.len()).unwrap_or(0);
    let mut bytes = match (packet.source, packet.destination) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            let mut header = vec![0x45, 0];
            header.extend((length + 20).to_be_bytes());
            header.extend([0, 1, 0, 0, HOPS, packet.protocol, 0, 0]);
            header.extend(from.octets());
            header.extend(to.octets());
            header
        }
        (from, to) => {
            let mut header = vec![0x60, 0, 0, 0];
            header.extend(length.to_be_bytes());
            header.extend([packet.protocol, HOPS]);
            header.extend(octets(from));
            header.extend(octets(to));
            header
        }
    };
    bytes.extend(inner);
    bytes
}

/// What a socket gives: IPv4 with its header, IPv6 without.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// TCP or UDP.
    Ports,
    /// ICMP, behind a header of 20 bytes.
    Icmp,
    /// ICMPv6.
    Icmpv6,
}

/// The tag of received bytes; none of messages about errors, which quote what was sent.
pub fn tag(bytes: &[u8], kind: Received) -> Option<u32> {
    let is_ours = match kind {
        Received::Ports => true,
        Received::Icmp => matches!(bytes.get(20), Some(0 | 8 | 13)),
        Received::Icmpv6 => matches!(bytes.first(), Some(128 | 129)),
    };
    if !is_ours {
        return None;
    }
    let last = bytes.len().checked_sub(4).and_then(|at| bytes.get(at..))?;
    Some(u32::from_be_bytes(last.try_into().ok()?))
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    }
}

fn transport(packet: &Packet, tag: u32) -> Vec<u8> {
    let ports = [packet.source_port.to_be_bytes(), packet.destination_port.to_be_bytes()].concat();
    let (mut bytes, sum_at) = match packet.protocol {
        6 => (
            [
                &ports[..],
                &[
                    0,
                    0,
                    0,
                    9,
                    0,
                    0,
                    0,
                    if packet.flags & 16 == 0 { 0 } else { 7 },
                    0x50,
                    packet.flags,
                    0x10,
                    0,
                    0,
                    0,
                    0,
                    0,
                ],
            ]
            .concat(),
            16,
        ),
        17 => ([&ports[..], &[0, 12, 0, 0]].concat(), 6),
        _ => {
            let [kind, code] = packet.destination_port.to_be_bytes();
            let [a, b, c, d] = tag.to_be_bytes();
            (vec![kind, code, 0, 0, c, d, a, b], 2)
        }
    };
    bytes.extend(tag.to_be_bytes());
    let length = u32::try_from(bytes.len()).unwrap_or(0);
    let pseudo = match packet.protocol {
        1 => Vec::new(),
        protocol => {
            [octets(packet.source), octets(packet.destination), length.to_be_bytes().to_vec(), vec![0, 0, 0, protocol]]
                .concat()
        }
    };
    let sum = checksum(&[pseudo, bytes.clone()].concat());
    bytes[sum_at..sum_at + 2].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// RFC 1071.
fn checksum(bytes: &[u8]) -> u16 {
    let words = bytes.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0)));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or(0)
}
