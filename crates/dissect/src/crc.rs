//! Cyclic redundancy checks of sixteen bits that take the low bit of a byte first, by a table.

/// What each value of a byte adds.
#[derive(Debug)]
pub(crate) struct Reflected([u16; 256]);

impl Reflected {
    /// Of a polynomial whose bits are written the other way round: 0x8408 is x^16 + x^12 + x^5 + 1.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler over a table of the program")]
    pub(crate) const fn new(polynomial: u16) -> Self {
        let mut table = [0; 256];
        let mut n = 0;
        while n < 256 {
            let mut crc = n as u16;
            let mut bit = 0;
            while bit < 8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ polynomial } else { crc >> 1 };
                bit += 1;
            }
            table[n] = crc;
            n += 1;
        }
        Self(table)
    }

    /// The check with a byte more.
    #[inline]
    pub(crate) fn add(&self, crc: u16, byte: u8) -> u16 {
        let [low, high] = crc.to_le_bytes();
        u16::from(high) ^ self.0.get(usize::from(low ^ byte)).copied().unwrap_or(0)
    }

    /// The check of some bytes, begun with `begin`; nothing is turned at the end.
    #[inline]
    pub(crate) fn of(&self, begin: u16, bytes: impl IntoIterator<Item = u8>) -> u16 {
        bytes.into_iter().fold(begin, |crc, byte| self.add(crc, byte))
    }
}
