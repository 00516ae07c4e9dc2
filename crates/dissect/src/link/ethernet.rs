//! Ethernet II, 802.3 with LLC and SNAP, VLAN tags of any depth, and what other labels and tags stand before IP.

use ringwall_model::Transport;

use super::{Family, Headers, Numbers, RawAddress, Unread, ip, mpls, pppoe, redundancy};
use crate::Cursor;

pub(super) const IPV4: u16 = 0x0800;
pub(super) const IPV6: u16 = 0x86dd;
/// 802.1Q, 802.1ad, and what switches put in front before that.
pub(super) const VLAN: u16 = 0x8100;
pub(super) const SERVICE_VLAN: u16 = 0x88a8;
pub(super) const OLD_VLAN: u16 = 0x9100;

#[inline(always)]
pub(super) fn ethernet(headers: &mut Headers, bytes: &[u8]) -> Result<(), Unread> {
    ethernet_at(headers, bytes, 0)
}

/// As [`ethernet`], for a frame that begins at `at`: one inside another.
#[inline(always)]
pub(super) fn ethernet_at(headers: &mut Headers, bytes: &[u8], at: usize) -> Result<(), Unread> {
    let [d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, e0, e1] =
        *bytes.get(at..).and_then(|b| b.first_chunk::<14>()).ok_or(Unread::Short)?;
    let source = RawAddress::mac([s0, s1, s2, s3, s4, s5]);
    headers.source = source;
    headers.destination = RawAddress::mac([d0, d1, d2, d3, d4, d5]);
    headers.source_mac = Some(source);
    headers.group = d0 & 1 == 1;
    by_type(headers, bytes, u16::from_be_bytes([e0, e1]), at.saturating_add(14))
}

/// What follows an EtherType at `at`. VLAN tags are EtherTypes too.
#[inline(always)]
pub(super) fn by_type(headers: &mut Headers, bytes: &[u8], kind: u16, at: usize) -> Result<(), Unread> {
    match kind {
        IPV4 => ip::v4(headers, bytes, at),
        IPV6 => ip::v6(headers, bytes, at),
        VLAN | SERVICE_VLAN | OLD_VLAN => tagged(headers, bytes, at),
        mpls::UNICAST | mpls::MULTICAST if mpls::inside(headers, bytes, at) => Ok(()),
        pppoe::SESSION if pppoe::inside(headers, bytes, at) => Ok(()),
        redundancy::HSR => redundancy::hsr(headers, bytes, at),
        0..=1500 => llc(headers, bytes, usize::from(kind), at),
        0x0600.. => {
            let present = bytes.len().saturating_sub(at).saturating_add(headers.beyond());
            let length = present.saturating_sub(redundancy::trailer(headers, bytes, at));
            direct(headers, bytes, kind, at, length);
            Ok(())
        }
        _ => Err(Unread::EtherType),
    }
}

#[inline(never)]
fn tagged(headers: &mut Headers, bytes: &[u8], mut at: usize) -> Result<(), Unread> {
    loop {
        let [t0, t1, e0, e1] = *bytes.get(at..).and_then(|b| b.first_chunk::<4>()).ok_or(Unread::Short)?;
        headers.vlans = headers.vlans.with(u16::from_be_bytes([t0, t1]));
        at = at.saturating_add(4);
        match u16::from_be_bytes([e0, e1]) {
            VLAN | SERVICE_VLAN | OLD_VLAN => {}
            kind => return by_type(headers, bytes, kind, at),
        }
    }
}

/// 802.2: the length field says how much is not padding.
fn llc(headers: &mut Headers, bytes: &[u8], length: usize, at: usize) -> Result<(), Unread> {
    let mut cursor = Cursor::new(bytes);
    cursor.skip(at).ok_or(Unread::Short)?;
    let (dsap, ssap) = (cursor.u8().ok_or(Unread::Short)?, cursor.u8().ok_or(Unread::Short)?);
    let mut number = u16::from(dsap);
    if (dsap, ssap) == (0xaa, 0xaa)
        && cursor.u8() == Some(3)
        && let (Some(maker), Some(kind)) = (cursor.u24(), cursor.u16())
    {
        match kind {
            0x0600.. if maker == 0 => return by_type(headers, bytes, kind, cursor.position()),
            // A maker's own protocols stay apart: switches speak several of them to one group.
            0x0100.. if maker != 0 => number = kind,
            _ => {}
        }
    }
    headers.numbers = Numbers::AccessPoint;
    direct(headers, bytes, number, at, length);
    Ok(())
}

fn direct(headers: &mut Headers, bytes: &[u8], number: u16, at: usize, length: usize) {
    headers.family = Family::Mac;
    headers.transport = Transport::Ethernet;
    headers.source_port = number;
    headers.destination_port = number;
    headers.set_payload(bytes, at, length);
}
