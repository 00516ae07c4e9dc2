//! What a job touches: data blocks, memory areas, program blocks.

use crate::{Cursor, Object};

use super::functions::PI_SERVICE;
use super::jobs;

/// Items of one job that are looked at; a PDU of the longest agreed size holds fewer.
const ITEMS_MAX: usize = 256;

/// The object of a job.
pub fn of_job(code: u8, parameters: &[u8]) -> Object {
    match code {
        0x04 | 0x05 => of_items(parameters),
        0x1A..=0x1D => of_file(parameters),
        PI_SERVICE => of_blocks(parameters),
        _ => Object::NONE,
    }
}

/// Items in several areas have no common range; they are said to be several, so that no allowance by object covers them
/// by mistake.
const SEVERAL: Object = Object { kind: "several-areas", first: 0, last: 0 };

fn of_items(parameters: &[u8]) -> Object {
    let mut cursor = Cursor::new(parameters);
    let Some(count) = cursor.skip(1).and_then(|()| cursor.u8()) else { return Object::NONE };
    let mut spanned: Option<Object> = None;
    for _ in 0..usize::from(count).min(ITEMS_MAX) {
        let Some(object) = item(&mut cursor) else { break };
        spanned = Some(match spanned {
            None => object,
            Some(before) if before.kind == object.kind => {
                Object { first: before.first.min(object.first), last: before.last.max(object.last), ..before }
            }
            Some(_) => return SEVERAL,
        });
    }
    spanned.unwrap_or(Object::NONE)
}

/// Syntax of an item that addresses by area, block and bit.
const ANY_POINTER: u8 = 0x10;

/// One variable specification. The cursor passes over it whether it is understood or not.
fn item(cursor: &mut Cursor<'_>) -> Option<Object> {
    if cursor.u8()? != 0x12 {
        return None;
    }
    let length = usize::from(cursor.u8()?);
    let mut item = cursor.sub(length)?;
    // Items are padded to even lengths.
    if length % 2 == 1 && !cursor.is_empty() {
        cursor.skip(1)?;
    }
    match item.u8()? {
        ANY_POINTER => any_pointer(&mut item),
        _ => Some(Object { kind: "symbolic", first: 0, last: 0 }),
    }
}

fn any_pointer(item: &mut Cursor<'_>) -> Option<Object> {
    let size = item.u8()?;
    let count = u32::from(item.u16()?);
    let block = u32::from(item.u16()?);
    let area = item.u8()?;
    let address = item.u24()?;
    let bytes = match size {
        1 => address.wrapping_rem(8).saturating_add(count).div_ceil(8),
        2 | 3 => count,
        6..=8 => count.saturating_mul(4),
        _ => count.saturating_mul(2),
    };
    let byte = address >> 3;
    Some(match area {
        0x03 => Object::range("system-info", byte, bytes),
        0x05 => Object::range("system-flag", byte, bytes),
        0x06 => Object::range("analog-input", byte, bytes),
        0x07 => Object::range("analog-output", byte, bytes),
        0x80 => Object::range("peripheral", byte, bytes),
        0x81 => Object::range("input", byte, bytes),
        0x82 => Object::range("output", byte, bytes),
        0x83 => Object::range("merker", byte, bytes),
        0x84 => Object::range("db", block, 1),
        0x85 => Object::range("instance-db", block, 1),
        0x86 => Object::range("local-data", byte, bytes),
        0x1C => Object::range("counter", address, count),
        0x1D => Object::range("timer", address, count),
        _ => Object { kind: "unknown-area", first: u32::from(area), last: u32::from(area) },
    })
}

/// Length of the text that names a block: two digits of type, five of number, one of file system.
const BLOCK_NAME: usize = 8;

/// The block in a download or upload job: `_`, then its name.
fn of_file(parameters: &[u8]) -> Object {
    let mut cursor = Cursor::new(parameters);
    cursor
        .skip(8)
        .and_then(|()| cursor.u8())
        .filter(|length| usize::from(*length) == BLOCK_NAME + 1)
        .and_then(|_| cursor.skip(1))
        .and_then(|()| block(cursor.take(BLOCK_NAME)?))
        .unwrap_or(Object::NONE)
}

/// The blocks in the parameter block of a program invocation that inserts or deletes: a count, a byte, names.
fn of_blocks(parameters: &[u8]) -> Object {
    let first = jobs::parameter_block(parameters).and_then(|bytes| {
        let mut cursor = Cursor::new(bytes);
        let count = cursor.u8()?;
        cursor.skip(1)?;
        let object = block(cursor.take(BLOCK_NAME)?)?;
        Some(if count == 1 { object } else { Object { kind: "several-blocks", first: 0, last: 0 } })
    });
    first.unwrap_or(Object::NONE)
}

fn block(name: &[u8]) -> Option<Object> {
    let kind = match name.get(..2)? {
        b"08" => "ob",
        b"0A" => "db",
        b"0B" => "sdb",
        b"0C" => "fc",
        b"0D" => "sfc",
        b"0E" => "fb",
        b"0F" => "sfb",
        _ => return None,
    };
    let number = std::str::from_utf8(name.get(2..7)?).ok()?.parse().ok()?;
    Some(Object::range(kind, number, 1))
}
