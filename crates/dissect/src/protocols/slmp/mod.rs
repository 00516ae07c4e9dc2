//! The MC protocol of MELSEC controllers in 3E and 4E frames, binary and ASCII, which SLMP took over (Mitsubishi SH-080008:
//! MELSEC communication protocol reference manual; SH-080956: SLMP reference manual).
//!
//! Network and station of the controller are the native address; devices that are read or written are objects. A remote
//! password is sent readable. Requests were checked against a client of others, answers against the manual. 1E frames have no
//! mark to know them by: those that read and write devices are named on the usual ports, and opaque.

mod devices;
mod first;
mod frames;
mod functions;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use first::First;
use frames::Frame;
use session::Slmp;

/// SLMP.
pub static PROTOCOL: Protocol = Protocol {
    name: "slmp",
    title: "MELSEC MC protocol, SLMP",
    carriers: &[
        Carrier::Tcp(5000),
        Carrier::Tcp(5001),
        Carrier::Tcp(5010),
        Carrier::Udp(5000),
        Carrier::Udp(61440),
        Carrier::Udp(61441),
    ],
    signatures: &[
        &[Signature { at: 0, mask: 0x7B, value: 0x50 }, Signature { at: 1, mask: 0xFF, value: 0 }],
        &[Signature { at: 0, mask: 0xFF, value: b'5' }, Signature { at: 2, mask: 0xFF, value: b'0' }],
        &[Signature { at: 0, mask: 0xFF, value: b'D' }, Signature { at: 2, mask: 0xFF, value: b'0' }],
        &[Signature { at: 0, mask: 0xFC, value: 0 }, Signature { at: 1, mask: 0xFF, value: 0xFF }],
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x4000,
    frame,
    resync: |_: Direction, bytes| {
        (0..bytes.len()).find(|at| {
            let rest = bytes.get(*at..).unwrap_or_default();
            Frame::read(rest).is_some_and(|f| f.is_listed()) && frames::total(rest).is_some_and(|n| n <= rest.len())
        })
    },
    tells: None,
    open: || Box::<Slmp>::default(),
    basis: Basis::Peer,
};

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match frames::total(bytes) {
        None if First::read(bytes).is_some() => Framing::Pdu(bytes.len()),
        _ if bytes.len() < frames::HEADER_MIN => Framing::Need(frames::HEADER_MIN),
        None => match frames::wanted(bytes) {
            Some(wanted) if wanted > bytes.len() => Framing::Need(wanted),
            _ => Framing::Lost,
        },
        Some(total) if total > bytes.len() => Framing::Need(total),
        Some(total) => Framing::Pdu(total),
    }
}

/// A frame to or from an own station whose length is that of the payload and whose command is a published one.
fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    match (Frame::read(bytes), frames::total(bytes)) {
        (Some(frame), Some(total)) if total == bytes.len() && frame.is_listed() => {
            if sample.hinted || !frame.is_response { Match::Sure } else { Match::Weak }
        }
        (Some(frame), Some(total)) if total < bytes.len() && !sample.whole && frame.is_listed() => Match::Weak,
        (_, Some(total)) if total > bytes.len() && !sample.whole && sample.hinted => Match::More,
        (None, None) if sample.hinted && matches!(First::read(bytes), Some(First::Request(_))) => Match::Weak,
        _ => Match::No,
    }
}
