//! The application service data unit (IEC 60870-5-101, section 7): identifier and information objects.

use crate::{Cursor, Object};

/// Identifier of a unit, and the bytes of its objects.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'a> {
    pub kind: u8,
    sequence: bool,
    count: u8,
    pub cause: u8,
    /// The confirmation is negative.
    pub negative: bool,
    /// Common address of the station.
    pub station: u16,
    pub objects: &'a [u8],
}

/// Bytes of an object's address.
const ADDRESS: usize = 3;

impl<'a> Unit<'a> {
    /// Reads a unit.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let (kind, qualifier, cause) = (c.u8()?, c.u8()?, c.u8()?);
        c.skip(1)?;
        let station = c.u16_le()?;
        Some(Self {
            kind,
            sequence: qualifier & 0x80 != 0,
            count: qualifier & 0x7F,
            cause: cause & 0x3F,
            negative: cause & 0x40 != 0,
            station,
            objects: c.rest(),
        })
    }

    /// The objects fill the unit: true where the type's elements have a fixed size, it has objects and their bytes agree.
    pub fn fits(self) -> bool {
        let count = usize::from(self.count);
        let wanted = size(self.kind).map(|size| match self.sequence {
            true => ADDRESS.saturating_add(count.saturating_mul(size)),
            false => count.saturating_mul(size.saturating_add(ADDRESS)),
        });
        count > 0 && (1..=47).contains(&self.cause) && wanted == Some(self.objects.len())
    }

    /// Type and cause exist.
    pub fn is_plausible(self) -> bool {
        (1..=47).contains(&self.cause) && (size(self.kind).is_some() || matches!(self.kind, 41 | 81..=95 | 125 | 127))
    }

    /// The address of the first object.
    pub fn first(self) -> Option<u32> {
        address(&mut Cursor::new(self.objects))
    }

    /// What follows the address of the first object.
    pub fn first_element(self) -> &'a [u8] {
        self.objects.get(ADDRESS..).unwrap_or_default()
    }

    /// The range that spans its objects; none for the station as a whole.
    pub fn span(self) -> Object {
        let kind = "information-object";
        let Some(first) = self.first().filter(|a| *a != 0) else { return Object::NONE };
        if self.sequence {
            return Object::range(kind, first, u32::from(self.count));
        }
        let mut spanned = Object { kind, first, last: first };
        let Some(size) = size(self.kind) else { return spanned };
        let mut c = Cursor::new(self.objects);
        for _ in 0..self.count {
            let Some(at) = address(&mut c) else { break };
            spanned = Object { kind, first: spanned.first.min(at), last: spanned.last.max(at) };
            if c.skip(size).is_none() {
                break;
            }
        }
        spanned
    }
}

fn address(c: &mut Cursor<'_>) -> Option<u32> {
    c.array::<ADDRESS>().map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]))
}

/// Bytes of the information elements of one object, by type (section 7.3); none where they vary or the type is not known.
fn size(kind: u8) -> Option<usize> {
    Some(match kind {
        102 => 0,
        1 | 3 | 45..=47 | 70 | 100 | 101 | 105 | 113 => 1,
        5 | 21 | 104 | 106 => 2,
        9 | 11 | 48 | 49 | 110 | 111 => 3,
        2 | 4 | 51 | 122 | 124 => 4,
        6 | 7 | 13 | 15 | 20 | 50 | 112 | 123 => 5,
        10 | 12 | 17 | 120 => 6,
        18 | 19 | 103 | 121 => 7,
        8 | 14 | 16 | 30 | 31 | 58..=60 => 8,
        32 | 107 => 9,
        34 | 35 | 38 | 61 | 62 => 10,
        39 | 40 | 64 => 11,
        33 | 36 | 37 | 63 => 12,
        126 => 13,
        _ => return None,
    })
}
