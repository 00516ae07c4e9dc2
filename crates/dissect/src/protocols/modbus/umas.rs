//! UMAS, by which Schneider's engineering tools work on Modicon controllers, inside Modbus function 90.
//!
//! The maker does not publish it. Codes are those of public research (L. Liras, "The UMAS protocol"; Kaspersky ICS CERT,
//! "The secrets of Schneider Electric's UMAS protocol"); that 0x33 to 0x35 read a program from the controller, and 0x30 to
//! 0x32 write one to it, shows in captures: the blocks come with the answers to 0x34. Every message begins with the key of a
//! reservation; then come the code of a request, or how it went.

use ringwall_model::{Attribute, Confidence};

use crate::{Cursor, Sink, Subject};

/// Function code of Modbus.
pub const CODE: u8 = 90;
const DONE: u8 = 0xFE;
const ERROR: u8 = 0xFD;
const READ_ID: u16 = 2;
const RESERVE: u16 = 0x10;

/// The code of a message, or how it went.
pub fn code(data: &[u8]) -> Option<u16> {
    data.get(1).map(|code| u16::from(*code))
}

/// True for an answer.
pub fn is_answer(data: &[u8]) -> bool {
    matches!(data.get(1), Some(&(DONE | ERROR)))
}

/// True for an answer that refuses.
pub fn is_refused(data: &[u8]) -> bool {
    data.get(1) == Some(&ERROR)
}

/// Who reserves a controller gives the name of the station: four bytes, then counted text.
pub fn request_identity(data: &[u8], out: &mut Sink<'_>) {
    if code(data) == Some(RESERVE) {
        let mut c = Cursor::new(data);
        let name = c.skip(6).and_then(|()| c.u8()).and_then(|length| c.take(usize::from(length)));
        text(name, Attribute::Hostname, Confidence::Medium, out);
    }
}

/// The answer to Read Id: model and version. Range (2 bytes), id (4), model number (2), then the version in BCD.
pub fn answer_identity(asked: u16, data: &[u8], out: &mut Sink<'_>) {
    if asked != READ_ID || is_refused(data) {
        return;
    }
    let mut c = Cursor::new(data);
    let Some(version) = c.skip(10).and_then(|()| c.u16_le()) else { return };
    let name = c.skip(12).and_then(|()| c.u8()).and_then(|length| c.take(usize::from(length)));
    if text(name, Attribute::Model, Confidence::High, out) {
        let version = format!("{:x}.{:02x}", version >> 8, version & 0xFF);
        out.identity(Subject::Sender, Attribute::Firmware, version.as_bytes(), Confidence::Medium);
    }
}

/// Only what reads like a name is one: its place is known from captures, not from a description.
fn text(name: Option<&[u8]>, what: Attribute, how: Confidence, out: &mut Sink<'_>) -> bool {
    let name = name.filter(|n| !n.is_empty() && n.iter().all(|b| matches!(b, b' '..=b'~')));
    if let Some(name) = name {
        out.identity(Subject::Sender, what, name, how);
    }
    name.is_some()
}
