//! The network layer (ASHRAE 135, clause 6): whom a message is for and whom it is from, beyond routers.

use crate::{Cursor, Native};

/// The only version there is.
pub const VERSION: u8 = 1;
/// Everybody on every network.
const EVERYWHERE: u16 = 0xFFFF;

/// The header of the network layer.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// A message of the network layer itself follows.
    pub is_message: bool,
    destination: Option<(u16, u32)>,
    source: Option<(u16, u32)>,
}

impl Header {
    /// Reads it; the cursor then stands at the message.
    pub fn read(c: &mut Cursor<'_>) -> Option<Self> {
        if c.u8()? != VERSION {
            return None;
        }
        let control = c.u8()?;
        let destination = if control & 0x20 != 0 { Some(address(c)?) } else { None };
        let source = if control & 0x08 != 0 { Some(address(c)?) } else { None };
        if destination.is_some() {
            c.skip(1)?;
        }
        Some(Self { is_message: control & 0x80 != 0, destination, source })
    }

    /// It came from a device behind a router.
    pub fn is_routed(self) -> bool {
        self.source.is_some()
    }

    /// The device behind a router: for a question its destination before its source, for an answer the other way.
    pub fn native(self, asks: bool) -> Native {
        let destination = self.destination.filter(|(network, _)| *network != EVERYWHERE);
        let remote = if asks { destination.or(self.source) } else { self.source.or(destination) };
        remote.map_or(Native::None, |(network, address)| Native::Pair("network", u32::from(network), address))
    }
}

/// Network, and as much of the address as four bytes hold: a station of a bus, or an IP address without its port.
fn address(c: &mut Cursor<'_>) -> Option<(u16, u32)> {
    let network = c.u16()?;
    let length = usize::from(c.u8()?);
    let bytes = c.take(length)?;
    Some((network, bytes.iter().take(4).fold(0, |sum, b| sum << 8 | u32::from(*b))))
}
