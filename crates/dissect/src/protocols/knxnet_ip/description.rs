//! What a device says of itself when it is found (KNX Standard 3/8/2, section 7.5.4: description information blocks).

use std::net::{IpAddr, Ipv4Addr};

use ringwall_model::{Attribute, Confidence, Mac};

use crate::{Cursor, Sink, Subject};

/// Blocks read from one answer.
const BLOCKS_MAX: usize = 16;
const DEVICE: u8 = 1;
const SECURED: u8 = 6;

/// Reads blocks up to the end; an endpoint may stand in front. True when services of the device are secured.
pub fn blocks(mut c: Cursor<'_>, endpoint: bool, out: &mut Sink<'_>) -> bool {
    let address = if endpoint { host(&mut c) } else { None };
    let mut secured = false;
    for _ in 0..BLOCKS_MAX {
        let Some(mut block) = c.u8().and_then(|length| c.sub(usize::from(length).checked_sub(1)?)) else { break };
        match block.u8() {
            Some(DEVICE) => device(block, address, out),
            Some(SECURED) => secured = true,
            _ => {}
        }
    }
    secured
}

/// Length, protocol, address, port.
fn host(c: &mut Cursor<'_>) -> Option<Ipv4Addr> {
    c.skip(2)?;
    let address = Ipv4Addr::from(c.u32()?);
    c.skip(2)?;
    (!address.is_unspecified()).then_some(address)
}

/// Medium, status, individual address, project, serial number, multicast address, MAC address, name.
fn device(mut c: Cursor<'_>, address: Option<Ipv4Addr>, out: &mut Sink<'_>) {
    let Some(serial) = c.skip(6).and_then(|()| c.array::<6>()) else { return };
    let serial: String = serial.iter().map(|b| format!("{b:02x}")).collect();
    out.identity(Subject::Sender, Attribute::Serial, serial.as_bytes(), Confidence::High);
    let Some(mac) = c.skip(4).and_then(|()| c.array::<6>()).map(Mac) else { return };
    if let Some(address) = address.filter(|_| mac.0.iter().any(|b| *b != 0)) {
        out.binding(mac, IpAddr::V4(address), false);
    }
    let name = c.take(30).unwrap_or_default();
    let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
    out.identity(Subject::Sender, Attribute::Description, name.get(..end).unwrap_or_default(), Confidence::High);
}
