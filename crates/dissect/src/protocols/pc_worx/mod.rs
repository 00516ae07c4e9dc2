//! What PC Worx asks of inline controllers of Phoenix Contact, known by its port alone (TCP 1962, as the script `pcworx-info` of Nmap
//! documents it). Whatever goes there, and no other protocol recognises by its content, is named and opaque.

use super::by_port;
use crate::{Basis, Carrier, Direction, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "pc-worx",
    title: "Phoenix Contact PC Worx (by port, opaque)",
    carriers: &[Carrier::Tcp(1962)],
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
fn what_inline_controllers_say_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
