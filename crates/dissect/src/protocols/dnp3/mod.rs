//! DNP3 over TCP and UDP (IEEE 1815-2012): data link, transport function, application layer.
//!
//! Every frame is checked by its CRCs, which makes it certain on any port. The outstation's address is the native address.
//! Reads and writes are told apart by object group where that changes what they do: setting the time, files, attributes.
//! Unsolicited responses are reports. Internal indications and the status of each control say how a request ended. Secure
//! authentication is told once the outstation acted on what was authenticated. Device attributes (group 0) identify.

mod authentication;
mod crc;
mod functions;
mod identity;
mod link;
mod objects;
mod session;
#[cfg(test)]
mod tests;
mod transport;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use link::{HEADER, Header};
use session::Dnp3;

/// DNP3.
pub static PROTOCOL: Protocol = Protocol {
    name: "dnp3",
    title: "DNP3",
    carriers: &[Carrier::Tcp(20_000), Carrier::Udp(20_000)],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: 0x05 }, Signature { at: 1, mask: 0xFF, value: 0x64 }]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: link::FRAME_MAX,
    frame,
    resync,
    tells: None,
    open: || Box::<Dnp3>::default(),
    basis: Basis::Captures,
};

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < HEADER {
        return Framing::Need(HEADER);
    }
    match Header::read(bytes) {
        None => Framing::Lost,
        Some(h) if h.total() > bytes.len() => Framing::Need(h.total()),
        Some(h) => Framing::Pdu(h.total()),
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| Header::read(bytes.get(*at..).unwrap_or_default()).is_some())
}

/// Start bytes and the CRC of the header: four bytes that agree.
fn probe(sample: &Sample<'_>) -> Match {
    match Header::read(sample.bytes) {
        Some(_) => Match::Sure,
        None if sample.bytes.len() < HEADER && !sample.whole => Match::More,
        None => Match::No,
    }
}
