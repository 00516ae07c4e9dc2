//! The CRC of the data link (IEEE 1815, section 9.2.4): polynomial 0x3D65, reflected, complemented.

/// Of all values of a byte.
static TABLE: [u16; 256] = table();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler over a table of the program")]
const fn table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut n = 0;
    while n < 256 {
        let mut crc = n as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xA6BC } else { crc >> 1 };
            bit += 1;
        }
        table[n] = crc;
        n += 1;
    }
    table
}

/// The CRC of some bytes.
pub fn of(bytes: &[u8]) -> u16 {
    let crc = bytes.iter().fold(0_u16, |crc, b| {
        let [low, _] = (crc ^ u16::from(*b)).to_le_bytes();
        crc >> 8 ^ TABLE.get(usize::from(low)).copied().unwrap_or(0)
    });
    !crc
}

/// True when the last two of these bytes are the CRC of those before.
pub fn fits(bytes: &[u8]) -> bool {
    bytes.split_last_chunk::<2>().is_some_and(|(data, crc)| of(data) == u16::from_le_bytes(*crc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_is_as_catalogued() {
        assert_eq!(of(b"123456789"), 0xEA82);
        assert!(fits(&[b"123456789".as_slice(), &[0x82, 0xEA]].concat()));
        assert!(!fits(&[0x82]));
    }
}
