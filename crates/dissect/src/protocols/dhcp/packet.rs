//! The header (RFC 2131, section 2) and the options behind it.

use std::net::Ipv4Addr;

use ringwall_model::Mac;

use crate::Cursor;

/// Marks that options follow.
const COOKIE: [u8; 4] = [0x63, 0x82, 0x53, 0x63];
const PAD: u8 = 0;
const END: u8 = 255;

/// A message.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// From a client; otherwise from a server.
    pub from_client: bool,
    /// Transaction.
    pub transaction: u32,
    /// Address given to the client.
    pub given: Ipv4Addr,
    /// The client's MAC address.
    pub client: Mac,
    options: Cursor<'a>,
}

impl<'a> Packet<'a> {
    /// Reads a message over Ethernet.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let from_client = match c.u8()? {
            1 => true,
            2 => false,
            _ => return None,
        };
        let [1, 6, _] = c.array()? else { return None };
        let transaction = c.u32()?;
        c.skip(8)?;
        let given = Ipv4Addr::from(c.array::<4>()?);
        c.skip(8)?;
        let client = Mac(c.array()?);
        c.skip(10 + 64 + 128)?;
        let COOKIE = c.array()? else { return None };
        Some(Self { from_client, transaction, given, client, options: c })
    }

    /// Options in order.
    pub fn options(&self) -> impl Iterator<Item = (u8, &'a [u8])> {
        let mut c = self.options;
        std::iter::from_fn(move || {
            let mut kind = c.u8()?;
            while kind == PAD {
                kind = c.u8()?;
            }
            if kind == END {
                return None;
            }
            let length = c.u8()?;
            Some((kind, c.take(usize::from(length))?))
        })
    }
}
