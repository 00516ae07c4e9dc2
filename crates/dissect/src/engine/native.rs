//! Native addresses below a flow, as they are written.

use ringwall_model::Foreign;

use crate::Native;

pub(super) fn native(native: Native) -> Option<Foreign> {
    let text = match native {
        Native::None => return None,
        Native::Unit(unit) => format!("unit {unit}"),
        Native::RackSlot(rack, slot) => format!("rack {rack} slot {slot}"),
        Native::Slot(slot) => format!("slot {slot}"),
        Native::Numbered(kind, number) => format!("{kind} {number}"),
        Native::Pair(kind, one, other) => format!("{kind} {one}.{other}"),
        Native::Triple(kind, [a, b, c]) => format!("{kind} {a}.{b}.{c}"),
        Native::Dotted(kind, [a, b, c, d, e, f]) => format!("{kind} {a}.{b}.{c}.{d}.{e}.{f}"),
        Native::Station(network, length, bytes) => station(network, length, &bytes),
        Native::Many => "many".to_owned(),
    };
    Some(Foreign::from(text))
}

/// The sixteen ports BACnet over IP uses by habit (ASHRAE 135, annex J).
const BACNET_PORTS: std::ops::RangeInclusive<u16> = 0xBAC0..=0xBACF;

/// Network and address as they are written beside plants: a station of a bus by its number, a device of BACnet over IP by address and
/// port, any other in hexadecimal. No bytes mean everybody there.
fn station(network: u16, length: u8, bytes: &[u8; 7]) -> String {
    match *bytes {
        _ if length == 0 => format!("network {network}"),
        [station, ..] if length == 1 => format!("network {network}:{station}"),
        [a, b, c, d, high, low, _] if length == 6 && BACNET_PORTS.contains(&u16::from_be_bytes([high, low])) => {
            format!("network {network}:{a}.{b}.{c}.{d}:{}", u16::from_be_bytes([high, low]))
        }
        _ => {
            let digits = bytes.iter().take(length.into()).map(|byte| format!("{byte:02X}"));
            format!("network {network}:0x{}", digits.collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_behind_a_router_is_written_as_its_kind_of_address_is() {
        assert_eq!(station(20, 1, &[5, 0, 0, 0, 0, 0, 0]), "network 20:5");
        assert_eq!(station(1, 6, &[192, 168, 1, 13, 0xBA, 0xC0, 0]), "network 1:192.168.1.13:47808");
        assert_eq!(station(1, 6, &[0, 0x30, 0xDE, 1, 2, 3, 0]), "network 1:0x0030DE010203");
        assert_eq!(station(1, 4, &[0xC0, 0xA8, 1, 13, 0, 0, 0]), "network 1:0xC0A8010D");
        assert_eq!(station(7, 0, &[0; 7]), "network 7", "everybody there");
    }
}
