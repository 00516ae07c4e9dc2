//! What nearly every frame is: Ethernet, IPv4 without options, a whole TCP segment or UDP datagram; or Ethernet and a protocol
//! right behind it. Read in one look.

use ringwall_model::Transport;

use super::{
    Family, Headers, RawAddress, Tcp, ethernet, mpls, pppoe, redundancy,
    transport::{TCP, UDP},
    tunnel,
};

/// Bytes before IP, and before what IP carries.
const IP: usize = 14;
const CARRIED: usize = 34;
/// Bytes looked at.
const HEAD: usize = 48;

/// Headers of such a frame, of which nothing was cut; none of any other, nor of one in which something is wrong.
#[inline(always)]
pub(super) fn ethernet(bytes: &[u8]) -> Option<Headers> {
    let h: &[u8; HEAD] = bytes.first_chunk()?;
    let half = |high: u8, low: u8| u16::from_be_bytes([high, low]);
    let total = usize::from(half(h[16], h[17]));
    let (length, present) = (total.checked_sub(CARRIED - IP)?, bytes.len().wrapping_sub(IP));
    let is_ip = (h[12], h[13], h[14]) == (8, 0, 0x45);
    let is_fragment = half(h[20], h[21]) & 0x3fff != 0;
    let may_be_copy = total < present && bytes.ends_with(&redundancy::SUFFIX);
    if !is_ip || is_fragment || total > present || may_be_copy {
        return None;
    }
    let (source_port, destination_port) = (half(h[34], h[35]), half(h[36], h[37]));
    let mut tcp = Tcp::default();
    let (transport, header, length) = match h[23] {
        TCP => {
            tcp.sequence = u32::from_be_bytes([h[38], h[39], h[40], h[41]]);
            tcp.acknowledged = u32::from_be_bytes([h[42], h[43], h[44], h[45]]);
            tcp.flags = h[47];
            let header = usize::from(h[46] >> 4).wrapping_mul(4);
            (Transport::Tcp, (header >= 20).then_some(header)?, length)
        }
        UDP if tunnel::is_port(destination_port) => return None,
        UDP => (Transport::Udp, 8, length.min(half(h[38], h[39]).into())),
        _ => return None,
    };
    let payload = length.checked_sub(header)?;
    let start = CARRIED.wrapping_add(header);
    let destination = RawAddress::v4([h[30], h[31], h[32], h[33]]);
    Some(Headers {
        source: RawAddress::v4([h[26], h[27], h[28], h[29]]),
        destination,
        family: Family::V4,
        transport,
        source_port,
        destination_port,
        group: h[0] & 1 == 1 || destination.is_group(Family::V4),
        source_mac: Some(RawAddress::mac([h[6], h[7], h[8], h[9], h[10], h[11]])),
        hops: h[22],
        tcp,
        // A datagram has at most 65,535 bytes.
        start: start as u32,
        end: start.wrapping_add(payload) as u32,
        ..Headers::default()
    })
}

/// Headers of a frame with a protocol right behind the EtherType, of which nothing was cut; none of any other.
#[inline(always)]
pub(super) fn below_ip(bytes: &[u8]) -> Option<Headers> {
    let h: &[u8; IP] = bytes.first_chunk()?;
    let kind = u16::from_be_bytes([h[12], h[13]]);
    let other = matches!(
        kind,
        0..0x0600
            | ethernet::IPV4
            | ethernet::IPV6
            | ethernet::VLAN
            | ethernet::SERVICE_VLAN
            | ethernet::OLD_VLAN
            | mpls::UNICAST
            | mpls::MULTICAST
            | pppoe::SESSION
            | redundancy::HSR
    );
    if other || bytes.ends_with(&redundancy::SUFFIX) {
        return None;
    }
    let source = RawAddress::mac([h[6], h[7], h[8], h[9], h[10], h[11]]);
    Some(Headers {
        source,
        destination: RawAddress::mac([h[0], h[1], h[2], h[3], h[4], h[5]]),
        source_mac: Some(source),
        group: h[0] & 1 == 1,
        family: Family::Mac,
        transport: Transport::Ethernet,
        source_port: kind,
        destination_port: kind,
        start: IP as u32,
        end: u32::try_from(bytes.len()).ok()?,
        ..Headers::default()
    })
}
