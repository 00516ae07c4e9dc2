//! Object headers (section 4.2.2.7): which points a message touches, and the status of controls.

use crate::{Cursor, Object};

/// Points looked at in one message.
const POINTS_MAX: u32 = 256;

/// The first object header of a message.
#[derive(Clone, Copy, Debug)]
pub struct First {
    pub group: u8,
    pub variation: u8,
    prefix: u8,
    range: Range,
}

/// Which points a header names.
#[derive(Clone, Copy, Debug)]
enum Range {
    /// From the first to the last.
    Span(u32, u32),
    /// So many, each with what its prefix says.
    Count(u32),
    /// All there are, or none named.
    All,
}

/// Reads an object header; the cursor then stands at the objects.
pub fn header(c: &mut Cursor<'_>) -> Option<First> {
    let (group, variation, qualifier) = (c.u8()?, c.u8()?, c.u8()?);
    let range = match qualifier & 0x0F {
        0 => Range::Span(u32::from(c.u8()?), u32::from(c.u8()?)),
        1 => Range::Span(u32::from(c.u16_le()?), u32::from(c.u16_le()?)),
        2 => Range::Span(c.u32_le()?, c.u32_le()?),
        6 => Range::All,
        7 | 0xB => Range::Count(u32::from(c.u8()?)),
        8 => Range::Count(u32::from(c.u16_le()?)),
        9 => Range::Count(c.u32_le()?),
        _ => return None,
    };
    Some(First { group, variation, prefix: qualifier >> 4 & 7, range })
}

impl First {
    /// The points it names, by number. `objects` follow the header.
    pub fn points(self, objects: &[u8]) -> Object {
        let kind = kind(self.group);
        match self.range {
            Range::Span(first, last) if first <= last && !kind.is_empty() => Object { kind, first, last },
            Range::Count(count) if !kind.is_empty() => {
                let mut spanned = None;
                // Points that cannot be read to their end are named as far as they can.
                let _ = self.each(count, objects, |index, _| {
                    let before = spanned.unwrap_or(Object { kind, first: index, last: index });
                    spanned = Some(Object { kind, first: before.first.min(index), last: before.last.max(index) });
                });
                spanned.unwrap_or(Object::NONE)
            }
            _ => Object::NONE,
        }
    }

    /// Statuses of the controls of an answer, one after another.
    pub fn statuses(self, objects: &[u8], mut see: impl FnMut(u8)) {
        if let Range::Count(count) = self.range {
            // A control that is cut off has no status.
            let _ = self.each(count, objects, |_, data| {
                if let Some(status) = data.last() {
                    see(*status);
                }
            });
        }
    }

    /// Visits objects that have their index before them.
    fn each(self, count: u32, objects: &[u8], mut see: impl FnMut(u32, &[u8])) -> Option<()> {
        let size = size(self.group, self.variation)?;
        let mut c = Cursor::new(objects);
        for _ in 0..count.min(POINTS_MAX) {
            let index = match self.prefix {
                1 => u32::from(c.u8()?),
                2 => u32::from(c.u16_le()?),
                3 => c.u32_le()?,
                _ => return None,
            };
            see(index, c.take(size)?);
        }
        Some(())
    }

    /// True for controls, whose answers repeat them with a status at their end.
    pub fn is_control(self) -> bool {
        matches!(self.group, 12 | 41) && size(self.group, self.variation).is_some()
    }
}

/// Bytes of a control.
fn size(group: u8, variation: u8) -> Option<usize> {
    match (group, variation) {
        (12, 1) => Some(11),
        (41, 1 | 3) => Some(5),
        (41, 2) => Some(3),
        (41, 4) => Some(9),
        _ => None,
    }
}

/// What points of a group are called; none for groups that hold no points.
fn kind(group: u8) -> &'static str {
    match group {
        0 => "device-attribute-set",
        1 | 2 => "binary-input",
        3 | 4 => "double-bit-input",
        10..=13 => "binary-output",
        20 | 22 => "counter",
        21 | 23 => "frozen-counter",
        30 | 32 => "analog-input",
        31 | 33 => "frozen-analog-input",
        34 => "analog-input-deadband",
        40..=43 => "analog-output",
        80 => "internal-indication",
        85..=88 => "data-set",
        101 => "bcd",
        110 | 111 => "octet-string",
        112 | 113 => "virtual-terminal",
        _ => "",
    }
}
