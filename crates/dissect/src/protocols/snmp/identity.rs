//! What an agent's answers tell about the device (RFC 3418, 6933, 4188).

use ringwall_model::{Attribute, Confidence};

use crate::protocols::ber::{Element, INTEGER, OBJECT_ID, OCTETS, Reader, SEQUENCE};
use crate::protocols::numbered;
use crate::{Sink, Subject};

/// Most variables of one answer that are looked at.
const VARIABLES_MAX: usize = 128;
/// 1.3.6.1.2.1.1: the system group.
const SYSTEM: &[u8] = &[0x2b, 6, 1, 2, 1, 1];
/// 1.3.6.1.2.1.47.1.1.1.1: a row of the table of physical entities.
const ENTITY: &[u8] = &[0x2b, 6, 1, 2, 1, 47, 1, 1, 1, 1];
/// 1.3.6.1.2.1.17.1.1.0: the address of a bridge.
const BRIDGE_ADDRESS: &[u8] = &[0x2b, 6, 1, 2, 1, 17, 1, 1, 0];
/// 1.3.6.1.4.1: makers.
const ENTERPRISES: &[u8] = &[0x2b, 6, 1, 4, 1];
/// Row of the chassis. Other rows are its parts, whose serial numbers are not the device's.
const CHASSIS: &[u8] = &[1];

/// Tells what the variables of an answer say of its sender.
pub fn tell(mut variables: Reader<'_>, out: &mut Sink<'_>) {
    for _ in 0..VARIABLES_MAX {
        let Some(variable) = variables.expect(SEQUENCE) else { return };
        let mut pair = variable.inside();
        if let (Some(name), Some(value)) = (pair.expect(OBJECT_ID), pair.next()) {
            variable_says(name.body, value, out);
        }
    }
}

/// 1.3.6.1.6.3.15.1.1: counters of the user-based security model, which a report names (RFC 3414, section 5).
const USM_STATISTICS: &[u8] = &[0x2b, 6, 1, 6, 3, 15, 1, 1];

/// Why a report refuses whoever asked. The other counters are about keeping in step, not about rights.
pub fn refusal(mut variables: Reader<'_>) -> Option<&'static str> {
    let name = variables.expect(SEQUENCE)?.inside().expect(OBJECT_ID)?;
    match name.body.strip_prefix(USM_STATISTICS)? {
        [3, ..] => Some("unknown user name"),
        [5, ..] => Some("wrong digest"),
        _ => None,
    }
}

fn variable_says(name: &[u8], value: Element<'_>, out: &mut Sink<'_>) {
    if let Some([column, 0]) = name.strip_prefix(SYSTEM) {
        system(*column, value, out);
    } else if let Some([column, row @ ..]) = name.strip_prefix(ENTITY) {
        if row == CHASSIS && value.tag == OCTETS {
            entity(*column, value.body, out);
        }
    } else if name == BRIDGE_ADDRESS && value.body.len() == 6 {
        high(Attribute::Capability, b"bridge", out);
    }
}

fn system(column: u8, value: Element<'_>, out: &mut Sink<'_>) {
    match (column, value.tag) {
        (1, OCTETS) => high(Attribute::Description, value.body, out),
        (2, OBJECT_ID) => {
            if let Some(maker) = maker(value.body) {
                out.identity(Subject::Sender, Attribute::Vendor, maker.as_bytes(), Confidence::Medium);
            }
        }
        (5, OCTETS) => high(Attribute::Hostname, value.body, out),
        (6, OCTETS) => high(Attribute::Location, value.body, out),
        // The sum of 2^(layer-1): a host also offers layers 4 and 7, a switch or router often says so only of its own.
        (7, INTEGER) => {
            let layers = value.number().unwrap_or(0);
            if layers & 0b10 != 0 {
                out.identity(Subject::Sender, Attribute::Capability, b"bridge", Confidence::Medium);
            }
            if layers & 0b100 != 0 {
                out.identity(Subject::Sender, Attribute::Capability, b"router", Confidence::Medium);
            }
        }
        _ => {}
    }
}

fn entity(column: u8, value: &[u8], out: &mut Sink<'_>) {
    match column {
        8 => high(Attribute::Hardware, value, out),
        9 | 10 => high(Attribute::Firmware, value, out),
        11 => high(Attribute::Serial, value, out),
        12 => high(Attribute::Vendor, value, out),
        13 => high(Attribute::Model, value, out),
        _ => {}
    }
}

fn high(what: Attribute, value: &[u8], out: &mut Sink<'_>) {
    out.identity(Subject::Sender, what, value, Confidence::High);
}

/// The maker an object id belongs to.
fn maker(object: &[u8]) -> Option<&'static str> {
    let mut number = 0u32;
    for byte in object.strip_prefix(ENTERPRISES)?.iter().take(4) {
        number = number << 7 | u32::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return numbered::ENTERPRISES.name(number);
        }
    }
    None
}
