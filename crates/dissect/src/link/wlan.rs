//! 802.11 frames (IEEE 802.11-2020, section 9), bare or behind a radiotap header.
//!
//! A data frame becomes what it would be on a wire, each of an aggregate by itself. An encrypted one and a piece of one are counted with their
//! reason; so are frames that only steer the medium. Management frames go from station to station.

use ringwall_model::Transport;

use super::{Family, Headers, Numbers, RawAddress, Unread, ethernet};
use crate::Cursor;

/// Kinds of frames.
const MANAGEMENT: u16 = 0;
const DATA: u16 = 2;

/// Bits of the frame control field, read with its low byte first.
const TO_SYSTEM: u16 = 0x0100;
const FROM_SYSTEM: u16 = 0x0200;
const MORE_PIECES: u16 = 0x0400;
const PROTECTED: u16 = 0x4000;
const ORDER: u16 = 0x8000;
/// Bits of a data frame's subtype.
const WITHOUT_DATA: u16 = 0x0040;
const WITH_QUALITY: u16 = 0x0080;

/// Words of presence radiotap may chain.
const PRESENCE_MAX: usize = 8;
/// Its flags: a check sequence ends the frame, padding follows the header, the check failed.
const CHECKED: u8 = 0x10;
const PADDED: u8 = 0x20;

/// Version, length of the header, words that say which fields are there, fields; then the frame.
pub(super) fn radiotap(headers: &mut Headers, bytes: &[u8]) -> Result<(), Unread> {
    let mut c = Cursor::new(bytes);
    let (version, _) = (c.u8().ok_or(Unread::Short)?, c.u8().ok_or(Unread::Short)?);
    let length = usize::from(c.u16_le().ok_or(Unread::Short)?);
    if version != 0 || length < 8 {
        return Err(Unread::WlanHeader);
    }
    let flags = radiotap_flags(bytes.get(..length).ok_or(Unread::Short)?).unwrap_or(0);
    if flags & PADDED != 0 {
        return Err(Unread::WlanHeader);
    }
    let end = if flags & CHECKED != 0 && headers.beyond == 0 { bytes.len().saturating_sub(4) } else { bytes.len() };
    frame(headers, bytes.get(..end.max(length)).unwrap_or(bytes), length)
}

/// The field of flags: the second there may be, behind eight bytes of time, aligned to them.
fn radiotap_flags(header: &[u8]) -> Option<u8> {
    let mut c = Cursor::new(header);
    c.skip(4)?;
    let present = c.u32_le()?;
    let mut more = present;
    for _ in 0..PRESENCE_MAX {
        if more & 1 << 31 == 0 {
            break;
        }
        more = c.u32_le()?;
    }
    if present & 2 == 0 {
        return None;
    }
    let at = if present & 1 != 0 { c.position().next_multiple_of(8).saturating_add(8) } else { c.position() };
    header.get(at).copied()
}

/// A frame at `at`.
pub(super) fn frame(headers: &mut Headers, bytes: &[u8], at: usize) -> Result<(), Unread> {
    let mut c = Cursor::new(bytes);
    c.skip(at).ok_or(Unread::Short)?;
    let control = c.u16_le().ok_or(Unread::Short)?;
    if control & 3 != 0 {
        return Err(Unread::WlanHeader);
    }
    match control >> 2 & 3 {
        MANAGEMENT => management(headers, bytes, c, control),
        DATA => data(headers, bytes, c, control),
        _ => Err(Unread::WlanControl),
    }
}

/// Duration and three addresses.
fn addresses(c: &mut Cursor<'_>) -> Result<[RawAddress; 3], Unread> {
    let mut read = || {
        c.skip(2)?;
        Some([c.array()?, c.array()?, c.array()?].map(RawAddress::mac))
    };
    read().ok_or(Unread::Short)
}

fn between(headers: &mut Headers, source: RawAddress, destination: RawAddress) {
    headers.source = source;
    headers.destination = destination;
    headers.source_mac = Some(source);
    headers.group = destination.is_group(Family::Mac);
}

/// From station to station; the number of a management frame is none. What it is stands in its first byte.
fn management(headers: &mut Headers, bytes: &[u8], mut c: Cursor<'_>, control: u16) -> Result<(), Unread> {
    let [receiver, sender, _] = addresses(&mut c)?;
    if control & PROTECTED != 0 {
        return Err(Unread::WlanProtected);
    }
    if control & MORE_PIECES != 0 {
        return Err(Unread::WlanPieces);
    }
    between(headers, sender, receiver);
    headers.family = Family::Mac;
    headers.transport = Transport::Ethernet;
    headers.numbers = Numbers::Wlan;
    let at = c.position().saturating_sub(MANAGEMENT_BYTES);
    headers.set_payload(bytes, at, bytes.len().saturating_sub(at).saturating_add(headers.beyond()));
    Ok(())
}

/// Control, duration and three addresses, from which a management frame is read again.
const MANAGEMENT_BYTES: usize = 22;

fn data(headers: &mut Headers, bytes: &[u8], mut c: Cursor<'_>, control: u16) -> Result<(), Unread> {
    let [first, second, third] = addresses(&mut c)?;
    let piece = c.u16_le().ok_or(Unread::Short)? & 0xf != 0 || control & MORE_PIECES != 0;
    if control & WITHOUT_DATA != 0 {
        return Err(Unread::WlanControl);
    }
    let (source, destination) = match (control & TO_SYSTEM != 0, control & FROM_SYSTEM != 0) {
        (false, false) => (second, first),
        (true, false) => (second, third),
        (false, true) => (third, first),
        (true, true) => (RawAddress::mac(c.array().ok_or(Unread::Short)?), third),
    };
    let mut several = false;
    if control & WITH_QUALITY != 0 {
        several = c.u16_le().ok_or(Unread::Short)? & 0x80 != 0;
        if control & ORDER != 0 {
            c.skip(4).ok_or(Unread::Short)?;
        }
    }
    if control & PROTECTED != 0 {
        return Err(Unread::WlanProtected);
    }
    if piece {
        return Err(Unread::WlanPieces);
    }
    if several {
        return aggregated(headers, bytes, c.position());
    }
    between(headers, source, destination);
    let length = u16::try_from(c.left()).unwrap_or(1500).min(1500);
    ethernet::by_type(headers, bytes, length, c.position())
}

/// Too little for another frame in an aggregate: padding, or a check sequence that nothing tells of.
const SUBFRAME_BYTES: usize = 14;

/// A frame of an aggregate (section 9.3.2.2), at `at`: its addresses and length, then what a data frame holds. The next begins at a
/// multiple of four bytes behind.
pub(super) fn aggregated(headers: &mut Headers, bytes: &[u8], at: usize) -> Result<(), Unread> {
    let mut c = Cursor::new(bytes);
    c.skip(at).ok_or(Unread::Short)?;
    let mut read = || Some((RawAddress::mac(c.array()?), RawAddress::mac(c.array()?), c.u16()?));
    let (destination, source, length) = read().ok_or(Unread::Short)?;
    let (start, length) = (c.position(), usize::from(length));
    let end = start.saturating_add(length);
    let wire = bytes.len().saturating_add(headers.beyond());
    let next = at.saturating_add(end.saturating_sub(at).next_multiple_of(4));
    let own = bytes.get(..end).unwrap_or(bytes);
    between(headers, source, destination);
    headers.beyond = u32::try_from(end.min(wire).saturating_sub(own.len())).unwrap_or(u32::MAX);
    ethernet::by_type(headers, own, u16::try_from(length).unwrap_or(1500).min(1500), start)?;
    if wire.saturating_sub(next) >= SUBFRAME_BYTES {
        headers.next = u32::try_from(next).unwrap_or(0);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{LinkType, decode, further};
    use super::*;

    /// An aggregate from the access point of these frames, each padded to a multiple of four but for the last.
    fn aggregate(frames: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![0x88, 0x02, 0, 0, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3, 0, 0, 0x80, 0];
        for (n, data) in frames.iter().enumerate() {
            let start = bytes.len();
            bytes.extend([2, 0, 0, 0, 0, 7, 2, 0, 0, 0, 0, 8]);
            bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            bytes.extend(*data);
            let padded = (bytes.len() - start).next_multiple_of(4);
            if n + 1 < frames.len() {
                bytes.resize(start + padded, 0);
            }
        }
        bytes
    }

    #[test]
    fn a_frame_aggregated_by_itself_is_one_with_addresses_of_its_own() {
        let data = [0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0xb8, 1, 2, 3, 4, 5];
        for trailer in [&[][..], &[9; 4]] {
            let frame = [&aggregate(&[&data])[..], trailer].concat();
            let length = u32::try_from(frame.len()).unwrap();
            let headers = decode(LinkType(105), &frame, length).unwrap();
            assert_eq!((headers.source, headers.destination), (station(8), station(7)));
            assert_eq!(headers.source_port, 0x88b8);
        }
    }

    #[test]
    fn each_frame_of_an_aggregate_has_its_own_payload() {
        let data = |last: &[u8]| [&[0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0xb8], last].concat();
        let parts = [&[1, 2, 3][..], &[4; 9], &[5]];
        let several = aggregate(&parts.map(data).each_ref().map(Vec::as_slice));
        let length = u32::try_from(several.len()).unwrap();
        let mut headers = decode(LinkType(105), &several, length).unwrap();
        let mut found = vec![several[headers.payload()].to_vec()];
        while headers.next().is_some() {
            further(&mut headers, &several, length).unwrap();
            assert_eq!((headers.source, headers.destination), (station(8), station(7)));
            found.push(several[headers.payload()].to_vec());
        }
        assert_eq!(found, parts);
        // Cut in the last.
        let cut = &several[..several.len() - 1];
        let mut headers = decode(LinkType(105), cut, length).unwrap();
        assert_eq!(headers.missing, 0);
        further(&mut headers, cut, length).unwrap();
        further(&mut headers, cut, length).unwrap();
        assert_eq!((headers.missing, headers.next()), (1, None));
    }

    fn station(last: u8) -> RawAddress {
        RawAddress::mac([2, 0, 0, 0, 0, last])
    }
}
