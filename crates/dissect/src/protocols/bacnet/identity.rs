//! What devices say of themselves: I-Am, I-Have, and properties of their device object.

use ringwall_model::{Attribute, Confidence};

use crate::protocols::numbered::BACNET_VENDORS;
use crate::{Cursor, Sink, Subject};

use super::tags::{self, Tag};

/// Object type of a device.
const DEVICE: u32 = 8;
/// Tags read of one answer.
const TAGS_MAX: usize = 1024;

/// I-Am: device, longest message, segmentation, vendor.
pub fn i_am(who: Subject, parameters: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut c = Cursor::new(parameters);
    let Tag::Application(tags::OBJECT, _) = tags::next(&mut c)? else { return None };
    let Tag::Application(tags::UNSIGNED, _) = tags::next(&mut c)? else { return None };
    let Tag::Application(tags::ENUMERATED, _) = tags::next(&mut c)? else { return None };
    let Tag::Application(tags::UNSIGNED, vendor) = tags::next(&mut c)? else { return None };
    let vendor = u16::try_from(tags::number(vendor)?).ok()?;
    match BACNET_VENDORS.name(u32::from(vendor)) {
        Some(name) => out.identity(who, Attribute::Vendor, name.as_bytes(), Confidence::Medium),
        // A number nobody here knows still tells two makers apart.
        None => out.identity(who, Attribute::Vendor, format!("BACnet vendor {vendor}").as_bytes(), Confidence::Medium),
    }
    Some(())
}

/// I-Have: device, object, name. A device that has itself tells its own name.
pub fn i_have(who: Subject, parameters: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut c = Cursor::new(parameters);
    let Tag::Application(tags::OBJECT, _) = tags::next(&mut c)? else { return None };
    let Tag::Application(tags::OBJECT, object) = tags::next(&mut c)? else { return None };
    let Tag::Application(tags::TEXT, name) = tags::next(&mut c)? else { return None };
    if tags::object(object).is_some_and(|(kind, _)| kind == DEVICE) {
        out.identity(who, Attribute::Hostname, &tags::text(name)?, Confidence::Medium);
    }
    Some(())
}

/// Text properties in the answer to a read of one property or of several: both name an object and a property before the
/// bracket a value stands in.
pub fn properties(who: Subject, parameters: &[u8], out: &mut Sink<'_>) {
    let mut c = Cursor::new(parameters);
    let (mut depth, mut is_device, mut property) = (0_u8, false, None);
    for _ in 0..TAGS_MAX {
        match tags::next(&mut c) {
            None => return,
            Some(Tag::Opening(_)) => depth = depth.saturating_add(1),
            Some(Tag::Closing(_)) => depth = depth.saturating_sub(1),
            Some(Tag::Context(0, value)) if depth == 0 => {
                is_device = tags::object(value).is_some_and(|(kind, _)| kind == DEVICE);
            }
            // One property names it outside brackets under 1, several within the list under 2.
            Some(Tag::Context(1, value)) if depth == 0 => property = tags::number(value),
            Some(Tag::Context(2, value)) if depth == 1 => property = tags::number(value),
            Some(Tag::Application(tags::TEXT, value)) if is_device => tell(who, property, value, out),
            Some(_) => {}
        }
    }
}

fn tell(who: Subject, property: Option<u32>, value: &[u8], out: &mut Sink<'_>) {
    let what = match property {
        Some(12) => Attribute::Software,
        Some(28) => Attribute::Description,
        Some(44) => Attribute::Firmware,
        Some(58) => Attribute::Location,
        Some(70) => Attribute::Model,
        Some(77) => Attribute::Hostname,
        Some(121) => Attribute::Vendor,
        Some(372) => Attribute::Serial,
        _ => return,
    };
    if let Some(text) = tags::text(value) {
        out.identity(who, what, &text, Confidence::High);
    }
}
