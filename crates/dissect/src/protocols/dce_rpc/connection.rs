//! Packets of a connection (C706, section 12.6; MS-RPCE, section 2.2.2).

use super::call::Order;
use crate::Cursor;

/// Bytes of the header all packets have.
pub const HEADER: usize = 16;

/// Kinds of packets.
pub const REQUEST: u8 = 0;
pub const RESPONSE: u8 = 2;
pub const FAULT: u8 = 3;
pub const BIND: u8 = 11;
pub const BIND_ACK: u8 = 12;
pub const BIND_NAK: u8 = 13;
pub const ALTER: u8 = 14;
pub const ALTER_ACK: u8 = 15;
const KIND_MAX: u8 = 19;

/// Flags: the first piece of a call; an object is named.
const FIRST: u8 = 0x01;
const OBJECT: u8 = 0x80;

/// One packet.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    pub kind: u8,
    pub order: Order,
    pub length: usize,
    pub call: u32,
    pub is_first: bool,
    has_object: bool,
    body: &'a [u8],
    /// Kind and level of authentication, where it has a trailer for that.
    pub authentication: Option<(u8, u8)>,
}

impl<'a> Packet<'a> {
    /// Reads one from at least its header on; none where a field cannot be.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let [5, 0 | 1, kind, flags, byte_order, float, 0, 0] = c.array()? else { return None };
        if kind > KIND_MAX || matches!(kind, 1 | 4..=10) {
            return None;
        }
        let order = Order::of([byte_order, float])?;
        let length = usize::from(order.u16(&mut c)?);
        let trailer = usize::from(order.u16(&mut c)?);
        let call = order.u32(&mut c)?;
        let body_bytes = length.checked_sub(HEADER)?;
        let behind = if trailer > 0 { trailer.saturating_add(8) } else { 0 };
        let contents = body_bytes.checked_sub(behind)?;
        let rest = c.rest();
        let authentication = match rest.get(contents..) {
            Some([kind, level, ..]) if trailer > 0 => Some((*kind, *level)),
            _ => None,
        };
        let body = rest.get(..contents).unwrap_or(rest);
        let (is_first, has_object) = (flags & FIRST != 0, flags & OBJECT != 0);
        Some(Self { kind, order, length, call, is_first, has_object, body, authentication })
    }

    /// Presentation contexts a bind asks for: number and interface.
    pub fn contexts(&self, mut see: impl FnMut(u16, u128)) {
        let mut c = Cursor::new(self.body);
        let order = self.order;
        let mut read = || {
            c.skip(2 + 2 + 4)?;
            let count = c.u8()?;
            c.skip(3)?;
            for _ in 0..count {
                let number = order.u16(&mut c)?;
                let syntaxes = usize::from(c.u8()?);
                c.skip(1)?;
                see(number, order.uuid(&mut c)?);
                c.skip(4_usize.saturating_add(syntaxes.saturating_mul(20)))?;
            }
            Some(())
        };
        let _ = read();
    }

    /// True where a positive answer to a bind accepts any context.
    pub fn accepts(&self) -> bool {
        let mut c = Cursor::new(self.body);
        let order = self.order;
        let mut read = || {
            c.skip(2 + 2 + 4)?;
            let name = usize::from(order.u16(&mut c)?);
            c.skip(name)?;
            // The results begin at a multiple of four.
            c.skip(c.position().wrapping_neg() & 3)?;
            let count = c.u8()?;
            c.skip(3)?;
            for _ in 0..count {
                if order.u16(&mut c)? == 0 {
                    return Some(true);
                }
                c.skip(2 + 20)?;
            }
            Some(count == 0)
        };
        read().unwrap_or(true)
    }

    /// Context and operation of a request.
    pub fn request(&self) -> Option<(u16, u16)> {
        let mut c = Cursor::new(self.body);
        c.skip(4)?;
        let (context, operation) = (self.order.u16(&mut c)?, self.order.u16(&mut c)?);
        if self.has_object {
            c.skip(16)?;
        }
        Some((context, operation))
    }

    /// True for a request to an object whose arguments begin as every call of DCOM does: version 5, minor at most 7, a
    /// reserved zero (MS-DCOM, section 2.2.13.3). What is encrypted begins with none of that.
    pub fn is_of_object(&self) -> bool {
        let mut c = Cursor::new(self.body);
        let order = self.order;
        let mut read = || {
            c.skip(4 + 2 + 2 + 16)?;
            let (major, minor) = (order.u16(&mut c)?, order.u16(&mut c)?);
            c.skip(4)?;
            Some(major == 5 && minor <= 7 && order.u32(&mut c)? == 0)
        };
        self.has_object && read().unwrap_or(false)
    }

    /// Status of a refusal.
    pub fn status(&self) -> Option<u32> {
        let mut c = Cursor::new(self.body);
        c.skip(8)?;
        self.order.u32(&mut c)
    }
}
