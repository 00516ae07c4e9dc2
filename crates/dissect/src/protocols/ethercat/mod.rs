//! EtherCAT (IEC 61158-3-12 to -6-12, ETG.1000): commands to devices, process data, mailboxes, over Ethernet and UDP.
//!
//! A command counts with what it touches: a write to the application control register changes the state of a device, a write
//! to its memory moves outputs. A frame that came back tells by its working counters what was executed. Stations are native
//! addresses. Object access, files and servo parameters in mailboxes are read, and who speaks in Ethernet frames that
//! mailboxes carry whole; what these and ADS frames hold is not. Process data is not taken apart: safety frames in it (FSoE) are
//! not seen, but a device that answers for objects only FSoE has is a safety device. Identities come from the memory
//! that masters read when they start; they describe modules of the segment, which has no addresses of its own.

mod datagram;
mod ethernet;
mod functions;
mod identity;
mod mailbox;
mod registers;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample};

use datagram::{COMMAND_MAX, COMMANDS, Datagrams, MAILBOX};
use session::EtherCat;

/// EtherCAT.
pub static PROTOCOL: Protocol = Protocol {
    name: "ethercat",
    title: "EtherCAT",
    carriers: &[Carrier::EtherType(0x88A4), Carrier::Udp(0x88A4)],
    signatures: &[],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 2048,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::<EtherCat>::default(),
    basis: Basis::Captures,
};

/// A frame is one message.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) }
}

/// Datagrams that fill their frame are proof; other kinds of frames are believed by their EtherType.
fn probe(sample: &Sample<'_>) -> Match {
    let Some((kind, contents, length)) = datagram::frame(sample.bytes).filter(|_| sample.hinted && sample.whole) else {
        return Match::No;
    };
    match kind {
        COMMANDS if length > 0 && contents.len() == length => {
            let mut datagrams = Datagrams::of(contents);
            let known = datagrams.by_ref().all(|d| d.command <= COMMAND_MAX);
            if known && !datagrams.is_short() { Match::Sure } else { Match::Weak }
        }
        COMMANDS | 4 | MAILBOX => Match::Weak,
        _ => Match::No,
    }
}
