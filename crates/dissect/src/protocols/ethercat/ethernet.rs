//! Ethernet frames that mailboxes carry (EoE; ETG.1000.6, section 5.7): who speaks in them.

use std::net::{IpAddr, Ipv4Addr};

use ringwall_model::{Attribute, Confidence, Mac};

use crate::{Cursor, Sink, Subject};

/// Length, address, channel and priority, protocol and counter of a mailbox.
const ETHERNET: u8 = 2;
/// A piece of a frame.
const FRAGMENT: u8 = 0;
/// It is the last piece.
const LAST: u8 = 1;
const RESOLUTION: u16 = 0x0806;
/// Ethernet, IPv4, and the lengths of their addresses.
const OF_IPV4: [u8; 6] = [0, 1, 8, 0, 6, 4];

/// The frame in a mailbox, where one piece holds all of it.
fn frame(mailbox: &[u8]) -> Option<&[u8]> {
    let mut c = Cursor::new(mailbox);
    let length = usize::from(c.u16_le()?);
    c.skip(3)?;
    (c.u8()? & 0x0F == ETHERNET).then_some(())?;
    let mut c = c.sub(length)?;
    let (kind, flags, numbers) = (c.u8()?, c.u8()?, c.u16_le()?);
    // The number of the piece stands in the six lowest bits.
    (kind & 0x0F == FRAGMENT && flags & LAST == LAST && numbers & 0x3F == 0).then(|| c.rest())
}

/// Tells who sent a frame that came from a device's mailbox, and the address that it says it has.
pub fn tell(mailbox: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut c = Cursor::new(frame(mailbox)?);
    c.skip(6)?;
    let source = Mac(c.array()?);
    let kind = c.u16()?;
    // A group sends nothing.
    (source.0.first().is_some_and(|first| first & 1 == 0)).then_some(())?;
    let text = format!("Ethernet behind EtherCAT: {source}");
    out.identity(Subject::Sender, Attribute::Module, text.as_bytes(), Confidence::Medium);
    (kind == RESOLUTION && c.take(6)? == OF_IPV4).then_some(())?;
    c.skip(2)?;
    let (mac, ip) = (Mac(c.array()?), Ipv4Addr::from(c.array::<4>()?));
    (mac == source && !ip.is_unspecified()).then(|| out.binding(mac, IpAddr::V4(ip), false))
}
