//! Parameters of safety modules (PROFIsafe, IEC 61784-3-3; their form and usual place as Scapy's layer of PROFINET documents
//! them): flags, addresses of both ends of the safe connection, watchdog times, checks.

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

/// Whether a call writes the parameters of a safety module.
pub fn parameters(contents: &Contents<'_>) -> bool {
    contents.writes().any(|(target, data)| target.index == USUAL && are_parameters(data).is_some())
}

/// Every field holds what it may, and they fill the record.
fn are_parameters(data: &[u8]) -> Option<()> {
    let mut c = Cursor::new(data);
    let [first, second] = c.array()?;
    let lengths = first & RESERVED_1 == 0 && matches!(first & CHECK_LENGTH, 0 | 0x20);
    (lengths && second & VERSION == VERSION_2 && second & RESERVED_2 == 0).then_some(())?;
    let contents = second >> 3 & 7;
    (contents <= 3).then_some(())?;
    for _ in 0..3 {
        // Source, destination, watchdog time: none may be 0.
        c.u16().filter(|number| *number != 0)?;
    }
    if contents & 2 != 0 {
        c.u16()?;
    }
    if contents & 1 != 0 {
        c.u32()?;
    }
    c.u16()?;
    (c.left() == 0).then_some(())
}

#[cfg(test)]
#[test]
fn every_field_holds_what_it_may() {
    let plain = [0x08, 0x40, 0, 1, 0, 100, 0, 150, 0xAB, 0xCD];
    assert!(are_parameters(&plain).is_some());
    let with_check = [0x28, 0x48, 0, 1, 0, 100, 0, 150, 1, 2, 3, 4, 0xAB, 0xCD];
    assert!(are_parameters(&with_check).is_some());
    let with_both = [0x08, 0x58, 0, 1, 0, 100, 0, 150, 0, 200, 1, 2, 3, 4, 0xAB, 0xCD];
    assert!(are_parameters(&with_both).is_some());
    for (at, value) in [(0, 0x88), (0, 0x18), (1, 0x00), (1, 0x60), (1, 0x44), (3, 0), (5, 0), (7, 0)] {
        let mut wrong = plain;
        wrong[at] = value;
        assert!(are_parameters(&wrong).is_none(), "{at} {value}");
    }
    assert!(are_parameters(&plain[..9]).is_none());
    assert!(are_parameters(&[&plain[..], &[0]].concat()).is_none());
}
