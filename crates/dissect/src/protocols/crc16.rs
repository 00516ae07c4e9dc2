//! The CRC of serial lines: polynomial 0x8005, reflected, begun with ones (Modbus over serial line V1.02, section 2.5.1.2).
//! Several makers took it over for telegrams of their own, and kept it when these moved to IP.

use crate::crc::Reflected;

static CRC: Reflected = Reflected::new(0xA001);

/// The CRC of some bytes.
pub fn of(bytes: impl IntoIterator<Item = u8>) -> u16 {
    CRC.of(0xFFFF, bytes)
}

/// True when the last two of these bytes, low one first, are the CRC of those before.
pub fn fits(bytes: &[u8]) -> bool {
    bytes.split_last_chunk::<2>().is_some_and(|(data, crc)| of(data.iter().copied()) == u16::from_le_bytes(*crc))
}

#[cfg(test)]
#[test]
fn the_check_value_is_as_catalogued() {
    assert_eq!(of(*b"123456789"), 0x4B37);
    assert!(fits(&[b"123456789".as_slice(), &[0x37, 0x4B]].concat()));
    assert!(!fits(&[0x37]));
}
