//! How nodes of Honeywell's Fault Tolerant Ethernet, the network of Experion PKS, tell one another which of their two paths
//! work: from UDP port 47837 to 51966 of the group 234.5.6.7, once a second (the public encyclopedia's page on Fault Tolerant
//! Ethernet, after Honeywell's "Fault Tolerant Ethernet Overview and Implementation Guide").
//!
//! Who sends is a node of such a system. What the messages hold is not published and was compared with no capture: named and
//! opaque. Control data access between servers and controllers is not recognised: no public source for its ports was found.

use super::by_port;
use crate::{Basis, Carrier, Direction, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "experion",
    title: "Honeywell Experion, Fault Tolerant Ethernet (by port, opaque)",
    carriers: &[Carrier::Udp(51966)],
    signatures: &[],
    probe: by_port::probe,
    functions: by_port::FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: by_port::frame,
    resync: |_: Direction, _| None,
    open: by_port::open,
    basis: Basis::Document,
};

#[cfg(test)]
#[test]
fn what_nodes_of_fault_tolerant_ethernet_say_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
