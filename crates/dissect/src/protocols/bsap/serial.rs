//! Telegrams of a serial line, carried as they are in datagrams: DLE STX, a header, the message, DLE ETX and a CRC. A DLE inside
//! stands twice.

use crate::{Cursor, crc::Reflected};

const DLE: u8 = 0x10;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;

/// Longest telegram, without framing: a line carries less.
pub const LENGTH_MAX: usize = 1024;
/// Set in the address where both ends are told by their number in the whole network.
const GLOBAL: u8 = 0x80;
/// The application of whoever asks: answers are for it.
const ASKER: u8 = 0x03;

/// A telegram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telegram<'a> {
    /// It answers.
    pub answers: bool,
    /// The application that is asked, or that answers.
    pub application: u8,
    /// Chosen by who asks.
    pub sequence: u16,
    /// Behind the status of the node.
    pub content: &'a [u8],
}

/// True for the frame of a telegram.
pub fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(&[DLE, STX])
}

/// Reads a telegram whose CRC fits; what it holds is unpacked into the buffer.
pub fn read<'a>(bytes: &[u8], buffer: &'a mut [u8; LENGTH_MAX]) -> Option<Telegram<'a>> {
    let body = unpack(bytes.strip_prefix(&[DLE, STX])?, buffer)?;
    let mut c = Cursor::new(body);
    let is_global = c.u8()? & GLOBAL != 0;
    // Serial number; behind it both addresses and how the message goes on.
    c.skip(if is_global { 6 } else { 1 })?;
    let destination = c.u8()?;
    let sequence = c.u16_le()?;
    let source = c.u8()?;
    // The status of the node.
    c.skip(1)?;
    let answers = destination == ASKER;
    Some(Telegram { answers, application: if answers { source } else { destination }, sequence, content: c.rest() })
}

/// Takes the second of two DLE away, up to DLE ETX and the CRC that ends the bytes.
fn unpack<'a>(bytes: &[u8], buffer: &'a mut [u8; LENGTH_MAX]) -> Option<&'a [u8]> {
    let mut c = Cursor::new(bytes);
    let (mut length, mut crc) = (0_usize, 0xFFFF);
    loop {
        let byte = match (c.u8()?, c.rest().first().copied()) {
            (DLE, Some(ETX)) => break,
            (DLE, Some(DLE)) => c.u8()?,
            (DLE, _) => return None,
            (byte, _) => byte,
        };
        *buffer.get_mut(length)? = byte;
        length = length.saturating_add(1);
        crc = CRC.add(crc, byte);
    }
    c.skip(1)?;
    let told = c.u16_le()?;
    (told == CRC.add(crc, ETX) && c.is_empty()).then(|| buffer.get(..length))?
}

/// The CRC of the telegram: polynomial 0x1021, reflected, begun with ones and not turned at the end.
static CRC: Reflected = Reflected::new(0x8408);

/// A telegram of some bytes, for cases.
#[cfg(test)]
pub fn packed(body: &[u8]) -> Vec<u8> {
    let crc = CRC.of(0xFFFF, body.iter().chain(&[ETX]).copied());
    let doubled = body.iter().flat_map(|byte| if *byte == DLE { vec![DLE, DLE] } else { vec![*byte] });
    [DLE, STX].into_iter().chain(doubled).chain([DLE, ETX]).chain(crc.to_le_bytes()).collect()
}

#[cfg(test)]
#[test]
fn the_check_value_is_as_catalogued() {
    assert_eq!(CRC.of(0xFFFF, *b"123456789"), 0x6F91);
}
