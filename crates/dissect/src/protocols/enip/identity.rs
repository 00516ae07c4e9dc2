//! Who a device is: List Identity and the Identity object.

use ringwall_model::{Attribute, Confidence};

use crate::protocols::numbered::CIP_VENDORS;
use crate::{Cursor, Sink, Subject};

use super::path::Key;
use super::{encapsulation, products};

/// Reads the items of a List Identity reply.
pub fn of_list(data: &[u8], out: &mut Sink<'_>) {
    for item in encapsulation::items(data).filter(|i| i.kind == encapsulation::IDENTITY) {
        let mut cursor = Cursor::new(item.data);
        // Version of the encapsulation, socket address.
        match cursor.skip(18).and_then(|()| Device::read(&mut cursor)) {
            Some(device) => device.tell(None, out),
            None => out.malformed("enip-identity", encapsulation::HEADER),
        }
    }
}

/// The attributes of the Identity object in the order both replies have them.
#[derive(Debug)]
pub struct Device<'a> {
    vendor: u16,
    kind: u16,
    code: u16,
    revision: [u8; 2],
    serial: u32,
    name: &'a [u8],
}

impl<'a> Device<'a> {
    /// Reads vendor, device type, product code, revision, status, serial number, product name.
    pub fn read(cursor: &mut Cursor<'a>) -> Option<Self> {
        let (vendor, kind, code) = (cursor.u16_le()?, cursor.u16_le()?, cursor.u16_le()?);
        let revision = cursor.array()?;
        cursor.skip(2)?;
        let serial = cursor.u32_le()?;
        let length = usize::from(cursor.u8()?);
        Some(Self { vendor, kind, code, revision, serial, name: cursor.take(length)? })
    }

    /// Its name; where it says none, that of the product.
    fn product(&self) -> &'a [u8] {
        let known = || products::name(self.vendor, self.kind, self.code).map_or(self.name, str::as_bytes);
        if self.name.trim_ascii().is_empty() { known() } else { self.name }
    }

    /// Tells it of the sender; of a module behind its backplane as one, with the slot.
    pub fn tell(&self, slot: Option<u8>, out: &mut Sink<'_>) {
        let [major, minor] = self.revision;
        if let Some(slot) = slot {
            let rest = format!(", revision {}, serial {}", revision(major, minor), serial(self.serial));
            return module(slot, &[self.product(), rest.as_bytes()], out);
        }
        name(self.product(), slot, out);
        let mut say = |what, value: &[u8]| out.identity(Subject::Sender, what, value, Confidence::High);
        vendor(self.vendor).into_iter().for_each(|name| say(Attribute::Vendor, name.as_bytes()));
        say(Attribute::Firmware, revision(major, minor).as_bytes());
        say(Attribute::Serial, serial(self.serial).as_bytes());
    }
}

/// What accepted the key of a connection is what the key names, or takes its place: the sender, or a module behind it. A module is not
/// told by its maker alone.
pub fn of_key(key: Key, slot: Option<u8>, out: &mut Sink<'_>) {
    let how = if key.compatible { Confidence::Low } else { Confidence::Medium };
    let product = products::name(key.vendor, key.kind, key.code).unwrap_or_default();
    let note = if key.compatible { " or compatible" } else { "" };
    match slot {
        Some(_) if product.is_empty() => {}
        Some(slot) => {
            out.identity(Subject::Sender, Attribute::Module, format!("{slot}: {product}{note}").as_bytes(), how);
        }
        None => {
            let maker = vendor(key.vendor).unwrap_or_default();
            out.identity(Subject::Sender, Attribute::Vendor, maker.as_bytes(), how);
            out.identity(Subject::Sender, Attribute::Model, product.as_bytes(), how);
        }
    }
}

/// Tells a product name: the model of the sender, or a module with its slot.
pub fn name(name: &[u8], slot: Option<u8>, out: &mut Sink<'_>) {
    match slot {
        Some(slot) => module(slot, &[name], out),
        None => out.identity(Subject::Sender, Attribute::Model, name, Confidence::High),
    }
}

fn module(slot: u8, text: &[&[u8]], out: &mut Sink<'_>) {
    let text = [format!("{slot}: ").as_bytes(), &text.concat()].concat();
    out.identity(Subject::Sender, Attribute::Module, &text, Confidence::High);
}

/// Name of a vendor, where somebody has the number.
pub fn vendor(id: u16) -> Option<&'static str> {
    CIP_VENDORS.name(u32::from(id))
}

/// A revision as devices print it.
pub fn revision(major: u8, minor: u8) -> String {
    format!("{major}.{minor}")
}

/// A serial number as labels print it.
pub fn serial(serial: u32) -> String {
    format!("{serial:08X}")
}
