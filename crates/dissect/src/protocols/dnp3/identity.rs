//! Device attributes (group 0; section 11.9 and annex A).

use ringwall_model::{Attribute, Confidence};

use crate::{Cursor, Sink, Subject};

use super::objects;

/// Attributes read from one response.
const ATTRIBUTES_MAX: usize = 64;
/// Type code of a visible string.
const TEXT: u8 = 1;

/// Tells the attributes at the start of a response's objects.
pub fn tell(objects: &[u8], out: &mut Sink<'_>) {
    let mut c = Cursor::new(objects);
    for _ in 0..ATTRIBUTES_MAX {
        if next(&mut c, out).is_none() {
            return;
        }
    }
}

fn next(c: &mut Cursor<'_>, out: &mut Sink<'_>) -> Option<()> {
    let header = objects::header(c)?;
    if header.group != 0 {
        return None;
    }
    let kind = c.u8()?;
    let length = usize::from(c.u8()?);
    let value = c.take(length)?;
    if let (TEXT, Some(what)) = (kind, attribute(header.variation)) {
        out.identity(Subject::Sender, what, value, Confidence::High);
    }
    Some(())
}

fn attribute(variation: u8) -> Option<Attribute> {
    match variation {
        242 => Some(Attribute::Firmware),
        243 => Some(Attribute::Hardware),
        245 => Some(Attribute::Location),
        246 | 247 => Some(Attribute::Description),
        248 => Some(Attribute::Serial),
        250 => Some(Attribute::Model),
        252 => Some(Attribute::Vendor),
        _ => None,
    }
}
