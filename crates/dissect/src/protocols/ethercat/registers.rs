//! Registers of a device (ETG.1000.4, section 6; register description of the slave controllers).

use super::functions::Purpose;

/// From here on a device has its memory: process data and mailboxes.
const MEMORY: u16 = 0x1000;
const STATE: std::ops::RangeInclusive<u16> = 0x0120..=0x0135;
const CLOCK: std::ops::RangeInclusive<u16> = 0x0900..=0x09ff;

/// The interface to the identity memory: control, address, data.
pub const CONTROL: u16 = 0x0502;
pub const ADDRESS: u16 = 0x0504;
pub const CONTENTS: u16 = 0x0508;
const INTERFACE: std::ops::RangeInclusive<u16> = 0x0500..=0x050f;

/// What `command` at an offset touches. `data` tells a command to write the identity memory.
pub fn purpose(command: u8, offset: u16, data: &[u8]) -> Purpose {
    match offset {
        _ if matches!(command, 10..=12) => Purpose::Data,
        0x0000..=0x000f => Purpose::Identity,
        offset if STATE.contains(&offset) => Purpose::State,
        CONTROL if matches!(data, [_, order, ..] if order & 7 == 2) => Purpose::MemoryWrite,
        offset if INTERFACE.contains(&offset) => Purpose::Memory,
        offset if CLOCK.contains(&offset) => Purpose::Clock,
        MEMORY.. => Purpose::Data,
        _ => Purpose::Plain,
    }
}
