//! The network layer (ASHRAE 135, clause 6): whom a message is for and whom it is from, beyond routers.

use crate::{Cursor, Native};

/// The only version there is.
pub const VERSION: u8 = 1;
/// A network, how many bytes an address on it has, and these.
type Place = (u16, u8, [u8; ADDRESS_MAX]);
/// Longest address (LonTalk).
const ADDRESS_MAX: usize = 7;
/// Everybody on every network.
const EVERYWHERE: u16 = 0xFFFF;

/// The header of the network layer.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// A message of the network layer itself follows.
    pub is_message: bool,
    destination: Option<Place>,
    source: Option<Place>,
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
        let destination = self.destination.filter(|(network, ..)| *network != EVERYWHERE);
        let remote = if asks { destination.or(self.source) } else { self.source.or(destination) };
        remote.map_or(Native::None, |(network, length, address)| Native::Station(network, length, address))
    }
}

/// Network and address: a station of a bus, an IP address with its port, a MAC address. What is longer than any is cut.
fn address(c: &mut Cursor<'_>) -> Option<Place> {
    let network = c.u16()?;
    let length = usize::from(c.u8()?);
    let taken = c.take(length)?;
    let mut bytes = [0; ADDRESS_MAX];
    bytes.iter_mut().zip(taken).for_each(|(byte, taken)| *byte = *taken);
    Some((network, u8::try_from(length.min(ADDRESS_MAX)).ok()?, bytes))
}
