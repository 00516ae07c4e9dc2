//! The CRC of frames (annex B): polynomial 0x1021, from all ones.

/// The CRC of some bytes.
pub fn of(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc: u16, byte| {
        let mixed = crc ^ u16::from(*byte) << 8;
        (0..8).fold(mixed, |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 })
    })
}

/// True when the last two of these bytes are the CRC of those before.
pub fn fits(bytes: &[u8]) -> bool {
    bytes.split_last_chunk::<2>().is_some_and(|(data, crc)| of(data) == u16::from_be_bytes(*crc))
}

#[cfg(test)]
#[test]
fn the_check_value_is_as_catalogued() {
    assert_eq!(of(b"123456789"), 0x29B1);
}
