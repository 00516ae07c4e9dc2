//! Reads announcements; each stands alone, and one that is as the one before tells nothing new.

use std::net::IpAddr;

use ringwall_model::{Attribute, Confidence, Mac};

use super::{
    ANNOUNCEMENT,
    tlv::{self, Tlv, Tlvs},
};
use crate::{Cursor, Object, Pdu, Session, Sink, Subject};

/// Sub-type of a chassis id that is a MAC address.
const CHASSIS_MAC: u8 = 4;
/// Sub-type of one that was given locally: the station name, as PROFINET has it (IEC 61784-2).
const CHASSIS_LOCAL: u8 = 7;
/// Sub-types of port ids that are names: alias, interface name, given locally.
const PORT_NAMES: [u8; 3] = [1, 5, 7];
/// Address families of management addresses (IANA).
const IPV4: u8 = 1;
const IPV6: u8 = 2;
/// LLDP-MED.
const MED: [u8; 3] = [0x00, 0x12, 0xbb];
/// PROFINET.
const PROFINET: [u8; 3] = [0x00, 0x0e, 0xcf];
/// Sub-type in which PROFINET names the device's own MAC address (IEC 61158-6-10).
const PROFINET_CHASSIS_MAC: u8 = 5;

/// Capabilities by bit.
const CAPABILITIES: [&str; 8] =
    ["other", "repeater", "bridge", "wlan-access-point", "router", "telephone", "docsis-cable-device", "station"];

/// The last announcement of each side.
#[derive(Debug, Default)]
pub struct Lldp {
    forward: Vec<u8>,
    backward: Vec<u8>,
}

impl Session for Lldp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        out.report(ANNOUNCEMENT, Object::NONE);
        let chassis = chassis_mac(pdu.bytes);
        let known = self.is_known(pdu);
        let mut tlvs = Tlvs::new(pdu.bytes);
        for tlv in tlvs.by_ref() {
            match tlv.kind {
                // When an address was last seen in use is worth knowing.
                tlv::MANAGEMENT => management(tlv.value, chassis, out),
                _ if known => {}
                _ => element(tlv, chassis, out),
            }
        }
        if let Some(port) = port(pdu.bytes).filter(|_| !known) {
            out.identity(Subject::Sender, Attribute::Port, port, Confidence::High);
        }
        if !tlvs.complete && !pdu.cut {
            out.malformed("lldp-length", tlvs.position());
        }
    }

    fn heap_bytes(&self) -> usize {
        self.forward.capacity().saturating_add(self.backward.capacity())
    }
}

impl Lldp {
    /// True for an announcement as the one before.
    fn is_known(&mut self, pdu: &Pdu<'_>) -> bool {
        let last = pdu.direction.choose(&mut self.forward, &mut self.backward);
        let known = *last == pdu.bytes;
        if !known {
            last.clear();
            last.extend_from_slice(pdu.bytes);
        }
        known
    }
}

fn chassis_mac(bytes: &[u8]) -> Option<Mac> {
    let named = |tlv: Tlv<'_>| match (tlv.kind, tlv.value) {
        (tlv::CHASSIS, [CHASSIS_MAC, mac @ ..]) => mac.try_into().ok(),
        (tlv::ORGANISATION, value) => {
            value.strip_prefix(&PROFINET)?.strip_prefix(&[PROFINET_CHASSIS_MAC])?.try_into().ok()
        }
        _ => None,
    };
    Tlvs::new(bytes).find_map(named).map(Mac).filter(|mac| !mac.is_group() && *mac != Mac::default())
}

/// The sender's port as people know it: its description, else its id where that is a name.
fn port(bytes: &[u8]) -> Option<&[u8]> {
    let described = Tlvs::new(bytes).find(|tlv| tlv.kind == tlv::PORT_DESCRIPTION && !tlv.value.is_empty());
    let named = || Tlvs::new(bytes).find(|tlv| tlv.kind == tlv::PORT)?.value.split_first();
    match described {
        Some(tlv) => Some(tlv.value),
        None => named().filter(|(kind, name)| PORT_NAMES.contains(kind) && !name.is_empty()).map(|(_, name)| name),
    }
}

fn element(tlv: Tlv<'_>, chassis: Option<Mac>, out: &mut Sink<'_>) {
    match tlv.kind {
        tlv::CHASSIS => {
            if let Some(name) = tlv.value.strip_prefix(&[CHASSIS_LOCAL]).filter(|name| is_name(name)) {
                out.identity(Subject::Sender, Attribute::Hostname, name, Confidence::Medium);
            }
        }
        tlv::NAME => tell(Attribute::Hostname, tlv.value, chassis, out),
        tlv::DESCRIPTION => tell(Attribute::Description, tlv.value, chassis, out),
        tlv::CAPABILITIES => capabilities(tlv.value, chassis, out),
        tlv::ORGANISATION => {
            if let Some([kind, value @ ..]) = tlv.value.strip_prefix(&MED) {
                inventory(*kind, value, chassis, out);
            }
        }
        _ => {}
    }
}

/// Of the sending port, and of the chassis it belongs to.
fn tell(what: Attribute, value: &[u8], chassis: Option<Mac>, out: &mut Sink<'_>) {
    out.identity(Subject::Sender, what, value, Confidence::High);
    if let Some(mac) = chassis {
        out.identity(Subject::Mac(mac), what, value, Confidence::High);
    }
}

/// A name, not a number in bytes nor a chassis by its place.
fn is_name(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
        && text.iter().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(b))
}

/// Only what is enabled counts.
fn capabilities(value: &[u8], chassis: Option<Mac>, out: &mut Sink<'_>) {
    let mut c = Cursor::new(value);
    let (Some(_), Some(enabled)) = (c.u16(), c.u16()) else { return };
    for (bit, word) in CAPABILITIES.iter().enumerate() {
        if enabled >> bit & 1 == 1 {
            tell(Attribute::Capability, word.as_bytes(), chassis, out);
        }
    }
}

fn management(value: &[u8], chassis: Option<Mac>, out: &mut Sink<'_>) {
    let mut c = Cursor::new(value);
    let (Some(length), Some(family)) = (c.u8(), c.u8()) else { return };
    let address = usize::from(length).checked_sub(1).and_then(|n| c.take(n)).unwrap_or_default();
    let ip = match family {
        IPV4 => <[u8; 4]>::try_from(address).ok().map(IpAddr::from),
        IPV6 => <[u8; 16]>::try_from(address).ok().map(IpAddr::from),
        _ => None,
    };
    if let (Some(mac), Some(ip)) = (chassis, ip.filter(|ip| !ip.is_unspecified() && !ip.is_multicast())) {
        out.binding(mac, ip, false);
    }
}

/// The inventory of LLDP-MED.
fn inventory(kind: u8, value: &[u8], chassis: Option<Mac>, out: &mut Sink<'_>) {
    let what = match kind {
        5 => Attribute::Hardware,
        6 | 7 => Attribute::Firmware,
        8 => Attribute::Serial,
        9 => Attribute::Vendor,
        10 => Attribute::Model,
        _ => return,
    };
    tell(what, value, chassis, out);
}
