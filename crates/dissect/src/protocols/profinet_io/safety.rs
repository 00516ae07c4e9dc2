//! Parameters of safety modules (PROFIsafe, IEC 61784-3-3; their form and usual place as Scapy's layer of PROFINET documents
//! them): flags, addresses of both ends of the safe connection, watchdog times, checks.
//!
//! The last two bytes are a CRC over the others, with the polynomial 0x14EAB and begun with zero; the check of the module's own
//! parameters goes before the rest. That was found out with the standard values that TR-Electronic's manual of the encoder
//! CDH 75 M states (section 5.6.1). Where it fits, the parameters are known wherever they stand. In which order a
//! second watchdog time goes is not published: with one, only form and place speak for them.

use ringwall_model::Confidence;

use crate::Cursor;

use super::blocks::Contents;

/// The record that usually holds them.
const USUAL: u16 = 0x0100;
/// Of the first flags: one bit is reserved, one length of the check is no longer used and one never was.
const RESERVED_1: u8 = 0x80;
const CHECK_LENGTH: u8 = 0x30;
/// Of the second: version 2 in the highest bits, then which times and checks there are, then two reserved bits.
const VERSION: u8 = 0xC0;
const VERSION_2: u8 = 0x40;
const RESERVED_2: u8 = 0x06;
/// What there may be besides: a check of the module's own parameters, a second watchdog time.
const OWN_CHECK: u8 = 1;
const SECOND_TIME: u8 = 2;
/// Flags, addresses and watchdog time.
const FIXED: usize = 8;
/// The polynomial without its highest bit.
const POLYNOMIAL: u16 = 0x4EAB;

/// How sure it is that a call writes the parameters of a safety module.
pub fn parameters(contents: &Contents<'_>) -> Option<Confidence> {
    let each = contents.writes().filter_map(|(target, data)| {
        let sure = are_parameters(data)?;
        (sure == Confidence::High || target.index == USUAL).then_some(sure)
    });
    each.max()
}

/// Every field holds what it may, they fill the record, and the check fits where it can be made.
fn are_parameters(data: &[u8]) -> Option<Confidence> {
    let mut c = Cursor::new(data);
    let [first, second] = c.array()?;
    let lengths = first & RESERVED_1 == 0 && matches!(first & CHECK_LENGTH, 0 | 0x20);
    (lengths && second & VERSION == VERSION_2 && second & RESERVED_2 == 0).then_some(())?;
    let besides = second >> 3 & 7;
    (besides <= OWN_CHECK | SECOND_TIME).then_some(())?;
    for _ in 0..3 {
        // Source, destination, watchdog time: none may be 0.
        c.u16().filter(|number| *number != 0)?;
    }
    if besides & SECOND_TIME != 0 {
        c.u16()?;
    }
    let own: [u8; 4] = if besides & OWN_CHECK != 0 { c.array()? } else { [0; 4] };
    let check = c.u16()?;
    (c.left() == 0).then_some(())?;
    if besides & SECOND_TIME != 0 {
        return Some(Confidence::Medium);
    }
    let fixed = data.get(..FIXED)?;
    // A check begun with zero is the same after zeros: where there is none of the module's own, they change nothing.
    (crc(own.iter().chain(fixed)) == check).then_some(Confidence::High)
}

fn crc<'b>(bytes: impl Iterator<Item = &'b u8>) -> u16 {
    bytes.fold(0, |crc: u16, byte| {
        let begun = crc ^ u16::from(*byte) << 8;
        (0..8).fold(begun, |crc, _| if crc & 0x8000 != 0 { crc << 1 ^ POLYNOMIAL } else { crc << 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Standard values of TR-Electronic's CDH 75 M: SIL 3, a check of its own parameters of 1132081116, 17033 over all.
    const PUBLISHED: [u8; 14] = [0x08, 0x48, 0, 1, 0, 1, 0, 125, 0x43, 0x7A, 0x2F, 0xDC, 0x42, 0x89];

    #[test]
    fn the_check_of_published_parameters_fits_and_no_other_does() {
        assert_eq!(u32::from_be_bytes([0x43, 0x7A, 0x2F, 0xDC]), 1_132_081_116);
        assert_eq!(are_parameters(&PUBLISHED), Some(Confidence::High));
        for at in 0..PUBLISHED.len() {
            let mut changed = PUBLISHED;
            changed[at] ^= 1;
            assert_eq!(are_parameters(&changed), None, "{at}");
        }
    }

    #[test]
    fn every_field_holds_what_it_may() {
        let plain = [0x08, 0x40, 0, 1, 0, 100, 0, 150, 0x00, 0x22];
        assert_eq!(are_parameters(&plain), Some(Confidence::High));
        for (at, value) in [(0, 0x88), (0, 0x18), (1, 0x00), (1, 0x60), (1, 0x44), (3, 0), (5, 0), (7, 0), (9, 0x23)] {
            let mut wrong = plain;
            wrong[at] = value;
            assert!(are_parameters(&wrong).is_none(), "{at} {value}");
        }
        assert!(are_parameters(&plain[..9]).is_none());
        assert!(are_parameters(&[&plain[..], &[0]].concat()).is_none());
    }

    #[test]
    fn with_a_second_watchdog_time_only_the_form_speaks_for_them() {
        let with_both = [0x08, 0x58, 0, 1, 0, 100, 0, 150, 0, 200, 1, 2, 3, 4, 0xAB, 0xCD];
        assert_eq!(are_parameters(&with_both), Some(Confidence::Medium));
    }
}
