//! DCE/RPC (C706, chapters 12 and 14; MS-RPCE): calls to interfaces, over UDP without and over TCP with a connection.
//!
//! What an interface means is another protocol's business: calls to one that is known are handed on whole. Calls to others
//! are named by their interface and are opaque, those of OPC Classic among them: without a type library nobody can tell an
//! item from a group in their arguments. A call whose interface was bound before the capture began is opaque as well, and says
//! so: what it calls stood in the packet that was not seen. How far packets are authenticated is told where both sides agreed on it.

mod call;
mod connection;
mod datagram;
mod interfaces;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

pub use call::Call as CarriedCall;
use connection::{HEADER, Packet};
use session::DceRpc;

/// DCE/RPC.
pub static PROTOCOL: Protocol = Protocol {
    name: "dce-rpc",
    title: "DCE/RPC",
    carriers: &[Carrier::Tcp(135), Carrier::Udp(135), Carrier::Udp(34964)],
    signatures: &[
        &[
            Signature { at: 0, mask: 0xff, value: 4 },
            Signature { at: 1, mask: 0xf0, value: 0 },
            Signature { at: 3, mask: 0xfc, value: 0 },
        ],
        &[
            Signature { at: 0, mask: 0xff, value: 5 },
            Signature { at: 1, mask: 0xfe, value: 0 },
            Signature { at: 2, mask: 0xe0, value: 0 },
        ],
    ],
    probe,
    functions: interfaces::FUNCTIONS,
    pdu_max: 16 << 10,
    frame,
    resync,
    tells: None,
    open: || Box::<DceRpc>::default(),
    basis: Basis::Captures,
};

/// Packets of a connection tell their length; datagrams bypass this.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < HEADER {
        return Framing::Need(HEADER);
    }
    match Packet::read(bytes) {
        Some(packet) if packet.length > bytes.len() => Framing::Need(packet.length),
        Some(packet) => Framing::Pdu(packet.length),
        None => Framing::Lost,
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    bytes.windows(HEADER).position(|w| Packet::read(w).is_some())
}

/// A header without contradictions; its interface, its length or its port must speak for it besides.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole {
        return match datagram::Packet::read(sample.bytes) {
            Some(packet) if packet.is_whole && (sample.hinted || interfaces::is_known(packet.interface)) => Match::Sure,
            Some(packet) if packet.is_whole => Match::Weak,
            _ => Match::No,
        };
    }
    match Packet::read(sample.bytes) {
        Some(packet) if sample.hinted || packet.kind == connection::BIND => Match::Sure,
        Some(_) => Match::Weak,
        None if sample.bytes.len() < HEADER => Match::More,
        None => Match::No,
    }
}
