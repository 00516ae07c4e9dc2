//! Linux cooked captures, both versions: the sender's address only, and the protocol.

use super::{Headers, RawAddress, Unread, ethernet};
use crate::Cursor;

const BROADCAST: [u8; 6] = [0xff; 6];

pub(super) fn version1(headers: &mut Headers, bytes: &[u8]) -> Result<(), Unread> {
    let mut cursor = Cursor::new(bytes);
    let mut read = || {
        let packet = cursor.u16()?;
        let hardware = cursor.u16()?;
        let length = cursor.u16()?;
        let address = cursor.array::<8>()?;
        Some((packet, hardware, length, address, cursor.u16()?))
    };
    let (packet, hardware, length, address, kind) = read().ok_or(Unread::Short)?;
    cooked(headers, bytes, Cooked { packet, hardware, length, address, kind, at: 16 })
}

pub(super) fn version2(headers: &mut Headers, bytes: &[u8]) -> Result<(), Unread> {
    let mut cursor = Cursor::new(bytes);
    let mut read = || {
        let kind = cursor.u16()?;
        cursor.skip(6)?;
        let hardware = cursor.u16()?;
        let packet = u16::from(cursor.u8()?);
        let length = u16::from(cursor.u8()?);
        Some((packet, hardware, length, cursor.array::<8>()?, kind))
    };
    let (packet, hardware, length, address, kind) = read().ok_or(Unread::Short)?;
    cooked(headers, bytes, Cooked { packet, hardware, length, address, kind, at: 20 })
}

struct Cooked {
    packet: u16,
    hardware: u16,
    length: u16,
    address: [u8; 8],
    kind: u16,
    at: usize,
}

fn cooked(headers: &mut Headers, bytes: &[u8], cooked: Cooked) -> Result<(), Unread> {
    let [a, b, c, d, e, f, ..] = cooked.address;
    let source = RawAddress::mac([a, b, c, d, e, f]);
    // Only Ethernet-like hardware has a MAC address: 1 is Ethernet, 772 loopback.
    if cooked.hardware == 1 && cooked.length == 6 {
        headers.source_mac = Some(source);
        headers.source = source;
    }
    headers.group = matches!(cooked.packet, 1 | 2);
    if headers.group {
        headers.destination = RawAddress::mac(BROADCAST);
    }
    // Below 0x0600 stand Linux's own numbers, 4 among them for 802.2.
    let kind = match cooked.kind {
        4 => u16::try_from(bytes.len().saturating_sub(cooked.at)).unwrap_or(1500).min(1500),
        1..0x0600 => return Err(Unread::EtherType),
        kind => kind,
    };
    ethernet::by_type(headers, bytes, kind, cooked.at)
}
