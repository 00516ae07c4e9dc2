//! Packets without a connection (C706, section 12.5): 80 bytes of header, each tells all.

use super::call::Order;
use crate::Cursor;

/// Kinds of packets.
pub const REQUEST: u8 = 0;
pub const RESPONSE: u8 = 2;
pub const FAULT: u8 = 3;
pub const REJECT: u8 = 6;
const KIND_MAX: u8 = 10;

/// Flags: it is a piece, and the last one.
const PIECE: u8 = 0x04;
const LAST: u8 = 0x02;

/// One packet.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    pub kind: u8,
    pub order: Order,
    pub object: u128,
    pub interface: u128,
    /// Who calls, for as long as one call follows another.
    pub activity: u128,
    pub sequence: u32,
    pub operation: u16,
    /// Its number among the pieces of a call; none where it is whole. And whether it is the last.
    pub piece: Option<(u16, bool)>,
    pub body: &'a [u8],
    /// Header and length fit the datagram.
    pub is_whole: bool,
}

impl<'a> Packet<'a> {
    /// Reads one; none where a field cannot be.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let [4, kind, flags, more, byte_order, float, 0, _] = c.array()? else { return None };
        if kind > KIND_MAX || more & !0x03 != 0 {
            return None;
        }
        let order = Order::of([byte_order, float])?;
        let (object, interface, activity) = (order.uuid(&mut c)?, order.uuid(&mut c)?, order.uuid(&mut c)?);
        c.skip(4 + 4)?;
        let sequence = order.u32(&mut c)?;
        let operation = order.u16(&mut c)?;
        c.skip(2 + 2)?;
        let length = usize::from(order.u16(&mut c)?);
        let number = order.u16(&mut c)?;
        c.skip(2)?;
        let is_whole = length <= c.left();
        let body = c.rest().get(..length).unwrap_or(c.rest());
        let piece = (flags & PIECE != 0).then_some((number, flags & LAST != 0));
        Some(Self { kind, order, object, interface, activity, sequence, operation, piece, body, is_whole })
    }
}
