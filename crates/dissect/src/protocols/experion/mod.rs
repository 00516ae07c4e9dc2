//! How nodes of Honeywell's Fault Tolerant Ethernet, the network of Experion PKS, tell one another which of their two paths
//! work: from UDP port 47837 to 51966 of the group 234.5.6.7, once a second (the public encyclopedia's page on Fault Tolerant
//! Ethernet, after Honeywell's "Fault Tolerant Ethernet Overview and Implementation Guide").
//!
//! Both ports lie where clients take theirs from, so one of them says nothing: only together they name it.
//!
//! Who sends is a node of such a system. What the messages hold is not published and was compared with no capture: named and
//! opaque. Control data access between servers and controllers is not recognised: no public source for its ports was found.

use super::by_port;
use crate::{Basis, Carrier, Direction, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "experion",
    title: "Honeywell Experion, Fault Tolerant Ethernet (by port, opaque)",
    carriers: &[Carrier::Udp(47837), Carrier::Udp(51966)],
    signatures: &[],
    probe,
    functions: by_port::FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: by_port::frame,
    resync: |_: Direction, _| None,
    tells: None,
    open: by_port::open,
    basis: Basis::Document,
};

/// Where one port alone is its own, the engine takes that side for the responder's; where both are, none is likelier.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.from_responder.is_none() { by_port::probe(sample) } else { Match::No }
}

#[cfg(test)]
#[test]
fn what_nodes_of_fault_tolerant_ethernet_say_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
