//! Control information of a unit (IEC 60870-5-104, section 5).

use crate::Cursor;

/// First byte of every unit.
pub const START: u8 = 0x68;
/// Start, length and four bytes of control.
pub const HEADER: usize = 6;
/// What the length counts: at least the control bytes, at most 253.
const LENGTHS: std::ops::RangeInclusive<u8> = 4..=253;

/// Which of the three formats a unit has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Numbered, with data.
    Information,
    /// Acknowledges.
    Supervision,
    /// A function: one of six bits.
    Control(u8),
}

/// Length and format of the unit at the start of `bytes`; none where there is none.
pub fn read(bytes: &[u8]) -> Option<(usize, Format)> {
    let mut c = Cursor::new(bytes);
    if c.u8()? != START {
        return None;
    }
    let length = c.u8().filter(|n| LENGTHS.contains(n))?;
    let control = c.array::<4>()?;
    let format = match (control, length) {
        ([first, ..], 10..) if first & 1 == 0 => Format::Information,
        ([1, _, number, _], 4) if number & 1 == 0 => Format::Supervision,
        ([function, 0, 0, 0], 4) if function & 3 == 3 && (function >> 2).is_power_of_two() => {
            Format::Control(function >> 2)
        }
        _ => return None,
    };
    Some((usize::from(length) + 2, format))
}
