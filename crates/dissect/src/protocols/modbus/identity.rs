//! What a device says of itself: Read Device Identification (43/14) and Report Server ID (17).

use ringwall_model::{Attribute, Confidence};

use crate::{Cursor, Sink, Subject};

/// Objects read from one answer; the length of a Modbus message allows no more than this.
const OBJECTS_MAX: usize = 128;

/// Basic and regular objects of Read Device Identification, section 6.21: code, conformity, more, next, count, objects.
/// `data` starts at the MEI type.
pub fn device_identification(data: &[u8], out: &mut Sink<'_>) {
    if objects(data, out).is_none() {
        out.malformed("modbus-identification-cut", 0);
    }
}

fn objects(data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut cursor = Cursor::new(data);
    cursor.skip(5)?;
    let count = usize::from(cursor.u8()?).min(OBJECTS_MAX);
    for _ in 0..count {
        let id = cursor.u8()?;
        let length = usize::from(cursor.u8()?);
        let value = cursor.take(length)?;
        if let Some(what) = attribute(id) {
            out.identity(Subject::Sender, what, value, Confidence::High);
        }
    }
    Some(())
}

/// The product code is what a catalogue is ordered by; the vendor URL and the user's own application name tell nothing
/// that an inventory holds.
fn attribute(object: u8) -> Option<Attribute> {
    match object {
        0 => Some(Attribute::Vendor),
        1 => Some(Attribute::OrderNumber),
        2 => Some(Attribute::Firmware),
        4 => Some(Attribute::Description),
        5 => Some(Attribute::Model),
        _ => None,
    }
}

/// Report Server ID, section 6.17: its content is device-specific. Only text is passed on, as a description, since
/// nothing says where an identifier ends. `data` starts at the byte count.
pub fn server_id(data: &[u8], out: &mut Sink<'_>) {
    if let Some(text) = longest_text(data.get(1..).unwrap_or_default()) {
        out.identity(Subject::Sender, Attribute::Description, text, Confidence::Medium);
    }
}

/// Shortest run of printable characters that is taken for text and not for chance.
const TEXT_MIN: usize = 4;

fn longest_text(bytes: &[u8]) -> Option<&[u8]> {
    bytes
        .split(|b| !matches!(b, b' '..=b'~'))
        .map(<[u8]>::trim_ascii)
        .filter(|run| run.len() >= TEXT_MIN)
        .max_by_key(|run| run.len())
}
