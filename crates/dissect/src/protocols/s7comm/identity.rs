//! What a controller says of itself in system status lists 0x11 (module identification) and 0x1C (component identification).

use ringwall_model::{Attribute, Confidence};

use crate::{Cursor, Sink, Subject};

/// True for lists that say who a device is, in whole or by one record.
pub fn is_identifying(list: u16) -> bool {
    matches!(list & 0xFF, 0x11 | 0x1C)
}

/// Reads one record.
pub fn of_record(list: u16, record: &[u8], out: &mut Sink<'_>) {
    let _ = match list & 0xFF {
        0x11 => module(record, out),
        0x1C => component(record, out),
        _ => None,
    };
}

/// Length of an order number, filled with blanks.
const ORDER_NUMBER: usize = 20;

/// Index, order number, kind, two words of version: index 1 is the module, 6 its hardware, 7 its firmware, whose
/// version stands as `V` and three numbers.
fn module(record: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut cursor = Cursor::new(record);
    let index = cursor.u16()?;
    let order_number = cursor.take(ORDER_NUMBER)?.trim_ascii();
    cursor.skip(2)?;
    let [letter, major, minor, patch] = cursor.array()?;
    let mut say = |what, value: &[u8]| out.identity(Subject::Sender, what, value, Confidence::High);
    match index {
        1 => say(Attribute::OrderNumber, order_number),
        6 => say(Attribute::Hardware, u16::from_be_bytes([letter, major]).to_string().as_bytes()),
        7 if letter == b'V' => say(Attribute::Firmware, format!("V{major}.{minor}.{patch}").as_bytes()),
        _ => {}
    }
    Some(())
}

/// Text that controllers of Siemens carry as their copyright.
const SIEMENS: &[u8] = b"Original Siemens Equipment";

/// Index (its high bits name the rack of a redundant pair), then text.
fn component(record: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut cursor = Cursor::new(record);
    let index = cursor.u16()?;
    let text = text(cursor.rest());
    let (what, value) = match index & 0x0F {
        1 => (Attribute::Hostname, text),
        2 => (Attribute::Description, text),
        3 | 11 => (Attribute::Location, text),
        4 if text == SIEMENS => (Attribute::Vendor, &b"Siemens"[..]),
        5 => (Attribute::Serial, text),
        7 => (Attribute::Model, text),
        _ => return Some(()),
    };
    out.identity(Subject::Sender, what, value, Confidence::High);
    Some(())
}

/// Text up to the first zero, without the blanks around it.
fn text(bytes: &[u8]) -> &[u8] {
    bytes.split(|b| *b == 0).next().unwrap_or_default().trim_ascii()
}
