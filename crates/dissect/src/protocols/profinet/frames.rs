//! Frame ids (IEC 61158-6-10, table of frame ids): what a frame is.

use crate::Cursor;

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Cyclic data in a reserved time slot.
    Isochronous,
    /// Cyclic data.
    Cyclic,
    Alarm,
    /// Clock messages.
    Clock,
    /// Measuring the delay of a line.
    Delay,
    /// A piece of a longer frame.
    Fragment,
    Dcp,
    Unlisted,
}

/// Frame id and what it means.
pub fn read(bytes: &[u8]) -> Option<(u16, Kind)> {
    let id = Cursor::new(bytes).u16()?;
    let kind = match id {
        0x0020 | 0x0021 | 0x0080 | 0x0081 | 0xFF00 | 0xFF01 | 0xFF20 | 0xFF21 => Kind::Clock,
        0x0100..=0x7FFF => Kind::Isochronous,
        0x8000..=0xFBFF => Kind::Cyclic,
        0xFC01 | 0xFE01 => Kind::Alarm,
        0xFEFC..=0xFEFF => Kind::Dcp,
        0xFF40..=0xFF43 => Kind::Delay,
        0xFF80..=0xFF8F => Kind::Fragment,
        _ => Kind::Unlisted,
    };
    Some((id, kind))
}
