//! Frames of BACnet MS/TP (ASHRAE 135, clause 9): preamble, header with its check, data with theirs.
//!
//! Frames of the older types hold data as they are, and a check of 16 bits. Types from 32 to 127 hold data from which a code has
//! taken every 0x55, and a check of 32 bits coded alike (RFC 8163 tells of both, in its appendices B and C); their length field is
//! two less than what follows, so that who knows only the older types passes over them rightly.

use crate::{Cursor, crc::Reflected};

/// What begins a frame.
pub const PREAMBLE: [u8; 2] = [0x55, 0xFF];
/// Preamble, type, destination, source, length, check.
pub const HEADER: usize = 8;

/// The type of frame that asks whether there is a master at a number.
pub const POLL: u8 = 1;
/// Those of a test and its answer.
pub const TEST: u8 = 3;
pub const TEST_REPLY: u8 = 4;

/// Bytes of the check behind data, and of the coded one.
const CHECK: usize = 2;
const CODED_CHECK: usize = 5;
/// Longest coded data: 1,497 bytes, and one for each 254 of them.
const CODED_MAX: usize = 1_503;
/// What the code leaves out.
const LEFT_OUT: u8 = 0x55;

/// The header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Type of the frame.
    pub kind: u8,
    /// To whom.
    pub destination: u8,
    /// By whom.
    pub source: u8,
    /// As it stands there.
    length: u16,
}

impl Header {
    /// Reads it; none where there are too few bytes, a refusal where its check does not fit.
    pub fn read(bytes: &[u8]) -> Option<Result<Self, Invalid>> {
        let [a, b, kind, destination, source, high, low, check] = *bytes.first_chunk::<HEADER>()?;
        let fits = [a, b] == PREAMBLE && header_check([kind, destination, source, high, low]) == check;
        let length = u16::from_be_bytes([high, low]);
        Some(if fits { Ok(Self { kind, destination, source, length }) } else { Err(Invalid) })
    }

    /// It carries messages of BACnet.
    pub fn is_bacnet(self) -> bool {
        matches!(self.kind, 5 | 6 | 32 | 33)
    }

    /// Its data are coded.
    pub fn is_coded(self) -> bool {
        matches!(self.kind, 32..=127)
    }

    /// Bytes of a frame whose data are whole. Some captures leave the check behind them out.
    pub fn least(self) -> usize {
        let check = if self.is_coded() { CODED_CHECK.saturating_sub(CHECK) } else { 0 };
        HEADER.saturating_add(usize::from(self.length).saturating_sub(check))
    }

    /// Bytes of the whole frame on the wire.
    pub fn total(self) -> usize {
        match self.length {
            0 => HEADER,
            n => HEADER.saturating_add(n.into()).saturating_add(CHECK),
        }
    }

    /// The data of a frame, of which the capture may have cut some off. None where its check does not fit.
    pub fn data(self, frame: &[u8]) -> Option<&[u8]> {
        let behind = frame.get(HEADER..frame.len().min(self.total())).unwrap_or_default();
        if self.is_coded() && self.length > 0 {
            let length = usize::from(self.length).checked_sub(CODED_CHECK - CHECK)?;
            let (data, check) = behind.split_at_checked(length).unwrap_or((behind, &[]));
            return (check.len() < CODED_CHECK || coded_check_fits(data, check)).then_some(data);
        }
        let (data, check) = behind.split_at_checked(self.length.into()).unwrap_or((behind, &[]));
        let stands = check.first_chunk().map(|check| u16::from_le_bytes(*check));
        stands.is_none_or(|check| data_check(data) == check).then_some(data)
    }
}

/// It is no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid;

/// What coded data stand for. A capture may have cut them off: then what is there.
pub fn decoded(coded: &[u8]) -> Option<Vec<u8>> {
    let mut c = Cursor::new(coded.get(..CODED_MAX.min(coded.len()))?);
    let mut decoded = Vec::with_capacity(c.left());
    while let Some(code) = c.u8().map(|byte| byte ^ LEFT_OUT) {
        let run = usize::from(code.checked_sub(1)?);
        let taken = c.take(run.min(c.left()))?;
        decoded.extend(taken.iter().map(|byte| byte ^ LEFT_OUT));
        // Every run ends with a zero that is left out, but for the longest and the last.
        if code != 0xFF && !c.is_empty() {
            decoded.push(0);
        }
    }
    Some(decoded)
}

/// The polynomial x^8 + x^7 + 1, reflected, begun with ones, inverted.
fn header_check(bytes: [u8; 5]) -> u8 {
    !bytes
        .into_iter()
        .fold(0xFF, |crc, byte| (0..8).fold(crc ^ byte, |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0x81 } else { crc >> 1 }))
}

/// The polynomial x^16 + x^12 + x^5 + 1, as for the header.
static DATA_CHECK: Reflected = Reflected::new(0x8408);

fn data_check(bytes: &[u8]) -> u16 {
    !DATA_CHECK.of(0xFFFF, bytes.iter().copied())
}

/// CRC-32K, as for the header.
fn coded_check(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(0xFFFF_FFFF, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEB31_D82E } else { crc >> 1 })
    })
}

fn coded_check_fits(data: &[u8], check: &[u8]) -> bool {
    let check = decoded(check).and_then(|check| check.first_chunk().copied());
    check.map(u32::from_le_bytes) == Some(coded_check(data))
}

#[cfg(test)]
pub mod testing {
    //! Frames, built.

    use super::*;

    /// A frame of a type, to and from a station, with data as they are.
    pub fn frame(kind: u8, destination: u8, source: u8, data: &[u8]) -> Vec<u8> {
        let check = if data.is_empty() { Vec::new() } else { data_check(data).to_le_bytes().to_vec() };
        [&header(kind, destination, source, data.len())[..], data, &check].concat()
    }

    /// A frame of a type whose data are coded.
    pub fn coded_frame(kind: u8, destination: u8, source: u8, data: &[u8]) -> Vec<u8> {
        let data = coded(data);
        let check = coded(&coded_check(&data).to_le_bytes());
        [header(kind, destination, source, data.len() + check.len() - 2), data, check].concat()
    }

    fn header(kind: u8, destination: u8, source: u8, length: usize) -> Vec<u8> {
        let [high, low] = u16::try_from(length).unwrap().to_be_bytes();
        let fields = [kind, destination, source, high, low];
        [&PREAMBLE[..], &fields, &[header_check(fields)]].concat()
    }

    /// Runs without zeros, each behind one more than its length.
    fn coded(data: &[u8]) -> Vec<u8> {
        let mut coded = Vec::new();
        let mut rest = [data, &[0]].concat();
        while !rest.is_empty() {
            let run = rest.iter().take(254).take_while(|byte| **byte != 0).count();
            coded.push(u8::try_from(run + 1).unwrap() ^ LEFT_OUT);
            coded.extend(rest[..run].iter().map(|byte| byte ^ LEFT_OUT));
            // After the longest run no zero was left out; the one put at the end is none of the data.
            rest.drain(..if run == 254 { run } else { run + 1 });
            if rest == [0] && run == 254 {
                break;
            }
        }
        coded
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{coded_frame, frame};
    use super::*;

    #[test]
    fn checks_are_as_catalogued() {
        // CRC-16/IBM-SDLC.
        assert_eq!(data_check(b"123456789"), 0x906E);
        // As annex G of the standard has it.
        assert_eq!(frame(0, 0x10, 0x05, &[]), [0x55, 0xFF, 0, 0x10, 0x05, 0, 0, 0x8C]);
    }

    #[test]
    fn data_come_out_as_they_went_in() {
        for length in [1, 2, 253, 254, 255, 508, 509, 1_497] {
            for data in [vec![0; length], vec![0x55; length], (0..length).map(|n| (n % 251) as u8).collect()] {
                let whole = coded_frame(32, 5, 6, &data);
                assert!(!whole[HEADER..].contains(&0x55), "{length}");
                let header = Header::read(&whole).unwrap().unwrap();
                assert_eq!(header.total(), whole.len());
                assert_eq!(header.data(&whole).and_then(decoded), Some(data.clone()), "{length}");
                let plain = frame(6, 5, 6, &data);
                let header = Header::read(&plain).unwrap().unwrap();
                assert_eq!((header.total(), header.data(&plain)), (plain.len(), Some(&data[..])));
            }
        }
    }

    #[test]
    fn what_was_disturbed_is_refused_and_what_was_cut_is_not() {
        for whole in [frame(6, 5, 6, b"some data"), coded_frame(33, 5, 6, b"some\0data")] {
            for at in 0..whole.len() {
                let mut turned = whole.clone();
                turned[at] ^= 4;
                let read = Header::read(&turned).unwrap();
                assert!(read.map_or(true, |header| header.data(&turned).is_none()), "{at}");
            }
            let header = Header::read(&whole).unwrap().unwrap();
            for end in HEADER..whole.len() {
                assert!(header.data(&whole[..end]).is_some_and(|data| data.len() <= 10));
            }
        }
        assert_eq!(Header::read(&PREAMBLE), None);
        assert_eq!(decoded(&[LEFT_OUT]), None);
    }
}
