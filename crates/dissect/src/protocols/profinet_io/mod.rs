//! PROFINET IO, management of connections (IEC 61158-6-10, section 5): calls of DCE/RPC between controllers, devices and
//! engineering.
//!
//! A record that is read or written is the native object. Identification records (I&M0) tell who answers, a connection tells
//! who asks and which modules are expected. Nobody proves who they are. Parameters of safety modules (PROFIsafe) are known by
//! their form and their check, with a second watchdog time by form and usual place alone: whoever writes and accepts them takes
//! part in a safety function. Contents of other records are not read.

mod blocks;
mod functions;
mod identity;
mod safety;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol};

use session::ProfinetIo;

/// PROFINET IO.
pub static PROTOCOL: Protocol = Protocol {
    name: "profinet-io",
    title: "PROFINET IO connection management",
    carriers: &[
        Carrier::DceRpc(0xdea00001_6c97_11d1_8271_00a02442df7d),
        Carrier::DceRpc(0xdea00002_6c97_11d1_8271_00a02442df7d),
        Carrier::DceRpc(0xdea00003_6c97_11d1_8271_00a02442df7d),
        Carrier::DceRpc(0xdea00004_6c97_11d1_8271_00a02442df7d),
    ],
    signatures: &[],
    // Its interface names it: nothing else has to be looked at.
    probe: |_| Match::No,
    functions: functions::FUNCTIONS,
    pdu_max: 64 << 10,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::<ProfinetIo>::default(),
    basis: Basis::Captures,
};

/// A call is one message.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) }
}
