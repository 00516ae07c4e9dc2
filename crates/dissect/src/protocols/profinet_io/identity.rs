//! Who controllers and devices are.

use ringwall_model::{Attribute, Confidence};

use crate::protocols::profinet::{family, vendor};
use crate::{Cursor, Sink, Subject};

use super::blocks::{Block, Target};

/// Blocks that identify.
pub const CONNECTION: u16 = 0x0101;
pub const EXPECTED: u16 = 0x0104;
pub const IDENTIFICATION: u16 = 0x0020;

/// A controller, or an engineering tool that reads and writes records.
const CONTROLLER: u16 = 1;
const SUPERVISOR: u16 = 6;

/// Objects are numbered alike: the last six bytes are instance, device and maker.
const OBJECT: u128 = 0xdea00000_6c97_11d1_8271_000000000000;
const INSTANCE: u128 = 0xffff_ffff_ffff;
/// Modules told of one call.
const MODULES_MAX: usize = 16;

/// The maker of the device an object belongs to, and the family of its devices.
pub fn object(object: u128, who: Subject, out: &mut Sink<'_>) {
    if object & !INSTANCE != OBJECT {
        return;
    }
    let number = |at: u32| u16::try_from(object >> at & 0xffff).unwrap_or_default();
    let (device, maker) = (number(16), number(0));
    if let Some(name) = vendor(maker) {
        out.identity(who, Attribute::Vendor, name.as_bytes(), Confidence::Medium);
    }
    if let Some(name) = family(maker, device) {
        out.identity(who, Attribute::Model, name.as_bytes(), Confidence::Medium);
    }
}

/// Who connects: kind, connection, key, MAC address, object, properties, times, name of the station.
pub fn connection(block: &Block<'_>, out: &mut Sink<'_>) -> Option<()> {
    let mut c = Cursor::new(block.body);
    let kind = c.u16()?;
    c.skip(16 + 2 + 6)?;
    let initiator = u128::from_be_bytes(c.array()?);
    c.skip(4 + 2 + 2)?;
    let length = usize::from(c.u16()?);
    let name = c.take(length)?;
    object(initiator, Subject::Sender, out);
    out.identity(Subject::Sender, Attribute::Hostname, name, Confidence::High);
    let role: &[u8] = match kind {
        CONTROLLER => b"io-controller",
        SUPERVISOR => b"io-supervisor",
        _ => return Some(()),
    };
    out.identity(Subject::Sender, Attribute::Capability, role, Confidence::High);
    Some(())
}

/// Modules whoever connects expects: for each interface a slot and its submodules.
pub fn expected(block: &Block<'_>, out: &mut Sink<'_>) -> Option<()> {
    let mut c = Cursor::new(block.body);
    let mut left = MODULES_MAX;
    for _ in 0..c.u16()? {
        c.skip(4)?;
        let (slot, module) = (c.u16()?, c.u32()?);
        c.skip(2)?;
        for _ in 0..c.u16()? {
            submodule(&mut c)?;
        }
        left = left.checked_sub(1)?;
        let text = format!("{slot}: module 0x{module:08x}");
        out.identity(Subject::Receiver, Attribute::Module, text.as_bytes(), Confidence::Medium);
    }
    Some(())
}

/// Subslot, number, properties, and a description of its data: of two where it has inputs and outputs.
fn submodule(c: &mut Cursor<'_>) -> Option<()> {
    c.skip(2 + 4)?;
    let descriptions: usize = if c.u16()? & 3 == 3 { 2 } else { 1 };
    c.skip(descriptions.saturating_mul(6))
}

/// Identification of what is at a place (I&M0): maker, order number, serial number, hardware and software revision.
pub fn identification(block: &Block<'_>, at: Target, out: &mut Sink<'_>) -> Option<()> {
    let mut c = Cursor::new(block.body);
    let maker = vendor(c.u16()?);
    let (order, serial) = (c.take(20)?, c.take(16)?);
    let hardware = c.u16()?;
    let [prefix, a, b, d] = c.array()?;
    let software = format!("{}{a}.{b}.{d}", char::from(prefix));
    // The station stands for what is at its first place; others are modules of it.
    if at.slot != 0 || at.subslot > 1 {
        let text = format!("{}: {} serial {}", at.slot, text(order), text(serial));
        out.identity(Subject::Sender, Attribute::Module, text.as_bytes(), Confidence::High);
        return Some(());
    }
    let mut say = |what, value: &[u8]| out.identity(Subject::Sender, what, value, Confidence::High);
    say(Attribute::Vendor, maker.unwrap_or_default().as_bytes());
    say(Attribute::OrderNumber, text(order).as_bytes());
    say(Attribute::Serial, text(serial).as_bytes());
    say(Attribute::Hardware, hardware.to_string().as_bytes());
    say(Attribute::Firmware, software.as_bytes());
    Some(())
}

/// Text that is filled up with blanks.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_matches([' ', '\0']).to_owned()
}
