//! TCP and UDP headers; every other IP protocol is its number, unless it is a tunnel with a packet inside.

use ringwall_model::Transport;

use super::{Headers, Tcp, Unread, tunnel};

pub(super) const TCP: u8 = 6;
pub(super) const UDP: u8 = 17;

/// Reads the header of IP protocol `protocol` at `start`, of which `length` bytes were on the wire.
#[inline(always)]
pub fn transport(headers: &mut Headers, bytes: &[u8], protocol: u8, start: usize, length: usize) -> Result<(), Unread> {
    match protocol {
        TCP => tcp(headers, bytes, start, length),
        UDP => udp(headers, bytes, start, length),
        other if tunnel::is_protocol(other) && tunnel::over_ip(headers, bytes, other, start, length) => Ok(()),
        other => {
            headers.transport = Transport::Ip;
            headers.source_port = u16::from(other);
            headers.destination_port = u16::from(other);
            headers.set_payload(bytes, start, length);
            Ok(())
        }
    }
}

#[inline(always)]
fn tcp(headers: &mut Headers, bytes: &[u8], start: usize, length: usize) -> Result<(), Unread> {
    let [s0, s1, d0, d1, q0, q1, q2, q3, a0, a1, a2, a3, offset, flags] =
        *bytes.get(start..).and_then(|b| b.first_chunk::<14>()).ok_or(Unread::TcpHeader)?;
    let header = usize::from(offset >> 4).wrapping_mul(4);
    if header < 20 || header > length {
        return Err(Unread::TcpHeader);
    }
    headers.transport = Transport::Tcp;
    headers.source_port = u16::from_be_bytes([s0, s1]);
    headers.destination_port = u16::from_be_bytes([d0, d1]);
    let sequence = u32::from_be_bytes([q0, q1, q2, q3]);
    headers.tcp = Tcp { sequence, acknowledged: u32::from_be_bytes([a0, a1, a2, a3]), flags };
    headers.set_payload(bytes, start.saturating_add(header), length.saturating_sub(header));
    Ok(())
}

#[inline(always)]
fn udp(headers: &mut Headers, bytes: &[u8], start: usize, length: usize) -> Result<(), Unread> {
    let [s0, s1, d0, d1, l0, l1, ..] =
        *bytes.get(start..).and_then(|b| b.first_chunk::<8>()).ok_or(Unread::UdpHeader)?;
    let claimed = usize::from(u16::from_be_bytes([l0, l1]));
    if length < 8 || (claimed != 0 && claimed < 8) {
        return Err(Unread::UdpHeader);
    }
    headers.transport = Transport::Udp;
    headers.source_port = u16::from_be_bytes([s0, s1]);
    headers.destination_port = u16::from_be_bytes([d0, d1]);
    // Zero stands for a datagram too long for the field; a length beyond the packet's is not believed.
    let payload = match claimed {
        0 => length.saturating_sub(8),
        n => n.min(length).saturating_sub(8),
    };
    headers.set_payload(bytes, start.saturating_add(8), payload);
    if tunnel::is_port(headers.destination_port) {
        tunnel::over_udp(headers, bytes, start.saturating_add(8), payload);
    }
    Ok(())
}
