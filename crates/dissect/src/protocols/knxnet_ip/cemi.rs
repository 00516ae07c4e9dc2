//! Telegrams as an interface passes them on (KNX Standard 3/6/3, section 4.1.5; application services: 3/3/7).

use crate::{Cursor, Native, Object};

/// A message of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cemi<'a> {
    /// A telegram: from the bus, to the bus, or the confirmation that it was sent.
    Telegram(Kind, Telegram<'a>),
    /// Local device management: its message code.
    Management(u8),
}

/// What happens with a telegram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Request,
    Indication,
    Confirmation,
}

/// A telegram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telegram<'a> {
    destination: u16,
    is_group: bool,
    /// Application service, ten bits; none for a telegram that only keeps a connection.
    pub service: Option<u16>,
    /// Behind the service.
    pub data: &'a [u8],
}

impl<'a> Cemi<'a> {
    /// Message code, additional information, controls, addresses, length, transport and application control.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let code = c.u8()?;
        let kind = match code {
            0x11 => Kind::Request,
            0x29 => Kind::Indication,
            0x2E => Kind::Confirmation,
            0xF0..=0xFC => return Some(Self::Management(code)),
            _ => return None,
        };
        let additional = usize::from(c.u8()?);
        c.skip(additional)?;
        let (_, control) = (c.u8()?, c.u8()?);
        let (_, destination) = (c.u16()?, c.u16()?);
        let (length, transport) = (c.u8()?, c.u8()?);
        let service = if length == 0 || transport & 0x80 != 0 { None } else { Some(service(transport, c.u8()?)) };
        let is_group = control & 0x80 != 0;
        Some(Self::Telegram(kind, Telegram { destination, is_group, service, data: c.rest() }))
    }
}

/// Short services carry data in their low bits; long ones are told by all ten.
fn service(transport: u8, low: u8) -> u16 {
    let all = u16::from(transport & 3) << 8 | u16::from(low);
    match all >> 6 {
        0b1011 | 0b1111 => all,
        _ => all & 0x3C0,
    }
}

impl Telegram<'_> {
    /// The group that is written or read.
    pub fn object(&self) -> Object {
        if self.is_group { Object::range("group", self.destination.into(), 1) } else { Object::NONE }
    }

    /// The device that is addressed: area, line and device.
    pub fn native(&self) -> Native {
        let [high, device] = self.destination.to_be_bytes();
        if self.is_group { Native::None } else { Native::Triple("knx", [high >> 4, high & 15, device]) }
    }
}
