//! Replies of the Identity object (class 1): all attributes, one, or a list.

use ringwall_model::{Attribute, Confidence};

use crate::{Cursor, Sink, Subject};

use super::identity::{self, Device};

const IDENTITY: u16 = 1;
const GET_ALL: u8 = 0x01;
const GET_LIST: u8 = 0x03;
const GET_SINGLE: u8 = 0x0E;
/// Most attributes of a list that are read.
const LIST_MAX: u16 = 32;

/// Reads what an accepted reply of a class says of the device.
pub fn of_reply(class: u16, service: u8, attribute: Option<u16>, slot: Option<u8>, data: &[u8], out: &mut Sink<'_>) {
    if class != IDENTITY {
        return;
    }
    let mut cursor = Cursor::new(data);
    match (service, attribute) {
        (GET_ALL, _) => {
            if let Some(device) = Device::read(&mut cursor) {
                device.tell(slot, out);
            }
        }
        (GET_SINGLE, Some(attribute)) => {
            value(attribute, &mut cursor, slot, out);
        }
        (GET_LIST, _) => {
            list(&mut cursor, slot, out);
        }
        _ => {}
    }
}

/// Count; number, status and value of each. A value of unknown length ends what can be read.
fn list(cursor: &mut Cursor<'_>, slot: Option<u8>, out: &mut Sink<'_>) -> Option<()> {
    for _ in 0..cursor.u16_le()?.min(LIST_MAX) {
        let attribute = cursor.u16_le()?;
        if cursor.u16_le()? == 0 {
            value(attribute, cursor, slot, out)?;
        }
    }
    Some(())
}

/// One attribute. Behind a backplane only the name is told, as that of a module: the rest would be taken for the sender's.
fn value(attribute: u16, cursor: &mut Cursor<'_>, slot: Option<u8>, out: &mut Sink<'_>) -> Option<()> {
    let own = slot.is_none();
    let mut say = |what, value: &[u8]| {
        if own {
            out.identity(Subject::Sender, what, value, Confidence::High);
        }
    };
    match attribute {
        1 => {
            let vendor = cursor.u16_le()?;
            identity::vendor(vendor).into_iter().for_each(|name| say(Attribute::Vendor, name.as_bytes()));
        }
        2 | 3 | 5 => cursor.skip(2)?,
        4 => {
            let [major, minor] = cursor.array()?;
            say(Attribute::Firmware, identity::revision(major, minor).as_bytes());
        }
        6 => {
            let serial = cursor.u32_le()?;
            say(Attribute::Serial, identity::serial(serial).as_bytes());
        }
        7 => {
            let length = usize::from(cursor.u8()?);
            identity::name(cursor.take(length)?, slot, out);
        }
        8 => cursor.skip(1)?,
        _ => return None,
    }
    Some(())
}
