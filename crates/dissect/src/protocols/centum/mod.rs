//! What Yokogawa CENTUM stations say to one another, known by its ports alone, as Rapid7 published them with the
//! vulnerabilities of the services behind: batch copying on TCP 20111 (CVE-2014-5208), the order server on TCP 20171
//! (CVE-2014-0783), the field simulator on UDP 20010 (CVE-2014-3888), each with a module of Metasploit that names the port.
//!
//! Nothing of it is published by the maker or was compared with a capture: whatever goes there, and no other protocol
//! recognises by its content, is named and opaque. The control bus itself (Vnet/IP) is not recognised: no public source for
//! its ports was found.

use super::by_port;
use crate::{Basis, Carrier, Direction, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "centum",
    title: "Yokogawa CENTUM (by port, opaque)",
    carriers: &[Carrier::Tcp(20111), Carrier::Tcp(20171), Carrier::Udp(20010)],
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
fn what_centum_stations_say_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
