//! The header of a datagram, and the two names behind it.

use std::net::Ipv4Addr;

use crate::Cursor;
use crate::protocols::netbios::{self, Name};

/// Kinds that carry names and data: to one, to a group, to all.
const CARRYING: std::ops::RangeInclusive<u8> = 0x10..=0x12;
/// Everything else the service sends: an error, a question for a name and its answers.
const OTHERS: std::ops::RangeInclusive<u8> = 0x13..=0x16;

/// A datagram.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    pub kind: u8,
    /// The address its sender believes to have.
    pub source: Ipv4Addr,
    /// Who sent it, where it says so.
    pub name: Option<Name>,
    /// What it carries.
    pub data: &'a [u8],
}

impl<'a> Datagram<'a> {
    /// Reads one.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let kind = c.u8()?;
        // Flags: the upper four bits are reserved.
        if c.u8()? & 0xf0 != 0 {
            return None;
        }
        c.skip(2)?;
        let source = Ipv4Addr::from(c.array::<4>()?);
        c.skip(2)?;
        if OTHERS.contains(&kind) {
            return Some(Self { kind, source, name: None, data: &[] });
        }
        if !CARRYING.contains(&kind) {
            return None;
        }
        c.skip(4)?;
        let name = netbios::name(&mut c)?;
        netbios::name(&mut c)?;
        Some(Self { kind, source, name: Some(name), data: c.rest() })
    }
}
