//! The header of a message and its submessages (DDSI-RTPS 2.5, sections 9.4.4 and 9.4.5).

use crate::Cursor;

/// Submessages read from one message.
const SUBMESSAGES_MAX: usize = 64;
const PAD: u8 = 0x01;
const INFO_TIME: u8 = 0x09;
const DATA: u8 = 0x15;
const DATA_FRAGMENT: u8 = 0x16;
/// Kinds of entities that are built in.
const BUILT_IN: u8 = 0xC0;

/// The maker of the library that sent a message, and the submessages behind.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    pub maker: u16,
    submessages: Cursor<'a>,
}

/// Mark, version, maker, prefix.
pub fn header(bytes: &[u8]) -> Option<Header<'_>> {
    let mut c = Cursor::new(bytes);
    (c.take(4)? == b"RTPS").then_some(())?;
    c.u8().filter(|major| matches!(major, 1 | 2))?;
    c.skip(1)?;
    let maker = c.u16()?;
    // A ping of discovery holds words in place of a prefix, and may be shorter.
    let prefix = c.left().min(12);
    c.skip(prefix)?;
    Some(Header { maker, submessages: c })
}

impl Header<'_> {
    /// Kind of each submessage, and whether a built-in writer sent it.
    pub fn submessages(&self) -> impl Iterator<Item = (u8, bool)> + use<'_> {
        let mut c = self.submessages;
        (0..SUBMESSAGES_MAX).map_while(move |_| submessage(&mut c))
    }
}

fn submessage(c: &mut Cursor<'_>) -> Option<(u8, bool)> {
    let (kind, flags) = (c.u8()?, c.u8()?);
    let length = usize::from(if flags & 1 == 1 { c.u16_le()? } else { c.u16()? });
    // The last one may say 0 and reach to the end; padding and a time that is void have nothing (section 9.4.5.1.3).
    let body = if length == 0 && !matches!(kind, PAD | INFO_TIME) { c.sub(c.left())? } else { c.sub(length)? };
    let writer = body.rest().get(8..12).and_then(<[u8]>::last).copied();
    let built_in = matches!(kind, DATA | DATA_FRAGMENT) && writer.is_some_and(|w| w & BUILT_IN == BUILT_IN);
    Some((kind, built_in))
}

/// The makers of libraries (OMG's list of vendor ids), most often met.
pub fn maker(id: u16) -> Option<&'static str> {
    Some(match id {
        0x0101 => "RTI Connext",
        0x0102 => "OpenSplice",
        0x0103 => "OpenDDS",
        0x0106 => "CoreDX",
        0x010C => "InterCOM",
        0x010F => "eProsima Fast DDS",
        0x0110 => "Eclipse Cyclone DDS",
        0x0112 => "Dust DDS",
        _ => return None,
    })
}
