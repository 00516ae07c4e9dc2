//! The header, coded names and records (RFC 1002, section 4.2).

use std::net::Ipv4Addr;

use crate::Cursor;
use crate::protocols::netbios::{Name, computer, name};

/// Record of a name's addresses, and of a device's names.
const ADDRESSES: u16 = 0x20;
const STATUS: u16 = 0x21;
const GROUP: u16 = 0x8000;

/// A message.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// Pairs request and answer.
    pub id: u16,
    flags: u16,
    /// The name asked for or claimed.
    name: Name,
    /// What follows the name, or the first question.
    rest: Cursor<'a>,
    asks: bool,
}

impl<'a> Message<'a> {
    /// Reads header and first name.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let (id, flags) = (c.u16()?, c.u16()?);
        let counts = [c.u16()?, c.u16()?, c.u16()?, c.u16()?];
        let few = counts.iter().all(|n| *n <= 4) && counts != [0; 4];
        let known = matches!(flags >> 11 & 0xf, 0 | 5..=9 | 15);
        let name = name(&mut c)?;
        (few && known).then_some(Self { id, flags, name, rest: c, asks: counts.first() != Some(&0) })
    }

    /// It answers.
    pub fn is_answer(&self) -> bool {
        self.flags & 0x8000 != 0
    }

    /// Operation code.
    pub fn opcode(&self) -> u8 {
        u8::try_from(self.flags >> 11 & 0xf).unwrap_or(0)
    }

    /// Nothing went wrong.
    pub fn is_good(&self) -> bool {
        self.flags & 0xf == 0
    }

    /// The first address given for the name, where it is a computer's own: of an answer, or of a claim.
    pub fn owner(&self) -> Option<(Ipv4Addr, &[u8])> {
        let mut record = self.record(ADDRESSES)?;
        let flags = record.u16()?;
        let address = Ipv4Addr::from(record.array::<4>()?);
        let good = flags & GROUP == 0 && !address.is_unspecified() && !address.is_multicast();
        Some((address, computer(&self.name)?)).filter(|_| good)
    }

    /// Names of the device that answers a question for its status.
    pub fn computer(&self) -> Option<Vec<u8>> {
        let mut record = self.record(STATUS)?;
        for _ in 0..record.u8()? {
            let name: Name = record.array()?;
            if record.u16()? & GROUP == 0
                && let Some(text) = computer(&name)
            {
                return Some(text.to_vec());
            }
        }
        None
    }

    /// The first record, if it is of this type.
    fn record(&self, kind: u16) -> Option<Cursor<'a>> {
        let mut c = self.rest;
        if self.asks {
            // Type and class of the question, then the record's name: mostly a pointer to the first.
            c.skip(4)?;
            match c.u8()? {
                0xc0.. => c.skip(1)?,
                length => c.skip(usize::from(length).checked_add(1)?)?,
            }
        }
        let right = c.u16()? == kind;
        c.skip(6)?;
        let length = c.u16()?;
        c.sub(usize::from(length)).filter(|_| right)
    }
}
