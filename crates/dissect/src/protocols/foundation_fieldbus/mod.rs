//! Foundation Fieldbus over high-speed Ethernet, known by its ports alone: annunciation, messages and system management (1089 to 1091
//! over UDP and TCP, registered with IANA as `ff-annunc`, `ff-fms` and `ff-sm`). Its specification is not public: whatever goes there,
//! and no other protocol recognises by its content, is named and opaque.

use super::by_port;
use crate::{Basis, Carrier, Direction, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "foundation-fieldbus",
    title: "Foundation Fieldbus HSE (by port, opaque)",
    carriers: &[
        Carrier::Udp(1089),
        Carrier::Udp(1090),
        Carrier::Udp(1091),
        Carrier::Tcp(1089),
        Carrier::Tcp(1090),
        Carrier::Tcp(1091),
    ],
    signatures: &[],
    probe: by_port::probe,
    functions: by_port::FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: by_port::frame,
    resync: |_: Direction, _| None,
    tells: None,
    open: by_port::open,
    basis: Basis::Document,
};

#[cfg(test)]
#[test]
fn what_field_devices_say_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
