//! Which coils, inputs, registers and files a request touches.

use crate::{Cursor, Object};

/// The object of a request; none where the function has none or the data does not hold it.
pub fn of_request(code: u8, data: &[u8]) -> Object {
    let object = match code {
        1 | 15 => range("coil", data),
        2 => range("discrete-input", data),
        3 | 16 => range("holding-register", data),
        4 => range("input-register", data),
        5 => single("coil", data),
        6 | 22 => single("holding-register", data),
        20 => files(data, false),
        21 => files(data, true),
        23 => read_and_written(data),
        24 => single("fifo-pointer", data),
        _ => None,
    };
    object.unwrap_or(Object::NONE)
}

fn single(kind: &'static str, data: &[u8]) -> Option<Object> {
    Some(Object::range(kind, u32::from(Cursor::new(data).u16()?), 1))
}

fn range(kind: &'static str, data: &[u8]) -> Option<Object> {
    let mut cursor = Cursor::new(data);
    let first = cursor.u16()?;
    Some(Object::range(kind, u32::from(first), u32::from(cursor.u16()?)))
}

/// Function 23 reads one range and writes another, and a message names one object: the range that spans both, so that
/// neither is ever missing from an allowance's judgement.
fn read_and_written(data: &[u8]) -> Option<Object> {
    let kind = "holding-register";
    let read = range(kind, data)?;
    let written = range(kind, data.get(4..)?)?;
    Some(Object { kind, first: read.first.min(written.first), last: read.last.max(written.last) })
}

/// File numbers of all sub-requests, as the range that spans them. A write carries its records' data.
fn files(data: &[u8], written: bool) -> Option<Object> {
    let mut cursor = Cursor::new(data.get(1..)?);
    let mut spanned: Option<Object> = None;
    while let (Some(_), Some(file), Some(_), Some(length)) = (cursor.u8(), cursor.u16(), cursor.u16(), cursor.u16()) {
        let file = u32::from(file);
        let before = spanned.unwrap_or(Object { kind: "file", first: file, last: file });
        spanned = Some(Object { first: before.first.min(file), last: before.last.max(file), ..before });
        if written {
            cursor.skip(usize::from(length).saturating_mul(2))?;
        }
    }
    spanned
}
