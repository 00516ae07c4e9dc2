//! What Foxboro I/A stations say to one another, known by its ports alone: FoxAPI on 55555 and AIM*API on 45678
//! (Digital Bond, "Control System Port List", 2011; the same in the port map of CISA's Malcolm). The lists have them for UDP too,
//! where nothing says which side listens and a client may happen to have the number: not believed.
//!
//! Nothing of it is published by the maker or was compared with a capture: whatever goes there, and no other protocol
//! recognises by its content, is named and opaque.

use super::by_port;
use crate::{Basis, Carrier, Direction, Protocol};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "foxboro",
    title: "Foxboro I/A (by port, opaque)",
    carriers: &[Carrier::Tcp(55555), Carrier::Tcp(45678)],
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
fn what_foxboro_stations_say_is_opaque() {
    by_port::is_opaque_and_never_sure(&PROTOCOL);
}
