//! How stations of ABB's 800xA, AC 800M and their routers tell one another which of their networks work: the redundant network
//! routing protocol on UDP port 2423, which is registered for it (IANA service name `rnrp`).
//!
//! Who sends is a node of such a system. What the messages hold is not published and was compared with no capture: named and
//! opaque. What its controllers and servers say over MMS is read as MMS.

use super::by_port;
use crate::{Basis, Carrier, Direction, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "rnrp",
    title: "ABB 800xA network routing (RNRP) (by port, opaque)",
    carriers: &[Carrier::Udp(2423)],
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
fn what_nodes_of_rnrp_say_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
