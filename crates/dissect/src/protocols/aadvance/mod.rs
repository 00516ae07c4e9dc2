//! Rockwell Automation's AADvance safety controllers, known by their ports alone, as the maker lists them for firewalls ("Network
//! Firewall", AADvance-Trusted SIS Workstation): programs and debugging on TCP 1132, bindings between controllers on UDP 1123 and 1124,
//! discovery and configuration on UDP 2010. Ports that others use more (TCP 6000, UDP 5000) and those of other protocols it speaks are
//! not here.
//!
//! Nothing of it is published or was compared with a capture: named and opaque. Nobody is told to be a safety device by a port.

use super::by_port;
use crate::{Basis, Carrier, Direction, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "aadvance",
    title: "AADvance safety controllers (by port, opaque)",
    carriers: &[Carrier::Tcp(1132), Carrier::Udp(1123), Carrier::Udp(1124), Carrier::Udp(2010)],
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
fn what_aadvance_controllers_say_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
