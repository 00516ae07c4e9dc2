//! How panels and controllers of Red Lion are configured by Crimson 3, known by its port alone (TCP 789, as its maker lists it and the
//! script `cr3-fingerprint` for Nmap documents it). Whatever goes there, and no other protocol recognises by its content, is named and
//! opaque.

use super::by_port;
use crate::{Basis, Carrier, Direction, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "crimson",
    title: "Red Lion Crimson (by port, opaque)",
    carriers: &[Carrier::Tcp(789)],
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
fn what_panels_say_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
