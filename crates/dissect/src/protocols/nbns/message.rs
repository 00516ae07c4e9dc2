//! The header, coded names and records (RFC 1002, section 4.2).

use std::net::Ipv4Addr;

use crate::Cursor;

/// Bytes of a name: fifteen of text and one that says what it is a name of.
const NAME_BYTES: usize = 16;
/// Record of a name's addresses, and of a device's names.
const ADDRESSES: u16 = 0x20;
const STATUS: u16 = 0x21;
/// Names of a computer end with one of these; others are names of services.
const COMPUTERS: [u8; 2] = [0x00, 0x20];
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

/// A name, decoded.
pub type Name = [u8; NAME_BYTES];

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

/// A name in letters A to P, one for each half of a byte. A scope behind it is passed over where it is empty.
fn name(c: &mut Cursor<'_>) -> Option<Name> {
    let 0x20 = c.u8()? else { return None };
    let coded = c.take(NAME_BYTES * 2)?;
    let 0 = c.u8()? else { return None };
    let half = |b: u8| b.checked_sub(b'A').filter(|n| *n < 16);
    let mut name = [0; NAME_BYTES];
    for (byte, pair) in name.iter_mut().zip(coded.chunks_exact(2)) {
        let [high, low] = *pair.first_chunk()?;
        *byte = half(high)? << 4 | half(low)?;
    }
    Some(name)
}

/// The text of a computer's name.
fn computer(name: &Name) -> Option<&[u8]> {
    let (kind, text) = name.split_last()?;
    let text = text.trim_ascii_end();
    let printable = text.iter().all(|b| b.is_ascii_graphic() || *b >= 0x80);
    (COMPUTERS.contains(kind) && printable && !text.is_empty() && text != b"*").then_some(text)
}
