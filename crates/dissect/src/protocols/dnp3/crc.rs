//! The CRC of the data link (IEEE 1815, section 9.2.4): polynomial 0x3D65, reflected, complemented.

use crate::crc::Reflected;

static CRC: Reflected = Reflected::new(0xA6BC);

/// The CRC of some bytes.
pub fn of(bytes: &[u8]) -> u16 {
    !CRC.of(0, bytes.iter().copied())
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
