//! How controllers with the runtime ProConOS are programmed, known by its port alone (TCP 20547, as the script `proconos-info` of Nmap
//! documents it). Whatever goes there, and no other protocol recognises by its content, is named and opaque.

use super::by_port;
use crate::{Basis, Carrier, Direction, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "pro-con-os",
    title: "ProConOS (KW-Software) (by port, opaque)",
    carriers: &[Carrier::Tcp(20547)],
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
fn what_a_runtime_says_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
