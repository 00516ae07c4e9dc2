//! ADS of Beckhoff controllers over AMS/TCP, and the datagrams of the AMS router (Beckhoff Information System, TE1000: ADS
//! introduction, AMS/ADS specification; the tags of the router's datagrams by Beckhoff's own open library).
//!
//! The AMS net id asked is the native address, each of its bytes as three decimal digits (5.13.117.96.1.1 is
//! `ams 5013117.96001001`). What a read or a write means, its index group says; groups that are not listed are reads and
//! writes, and a read-write of one is opaque. Device notifications are reports. A route is added with a readable password.
//! Secure ADS runs inside TLS and is seen as that.

mod frames;
mod functions;
mod identity;
mod routes;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use session::Ads;

/// ADS.
pub static PROTOCOL: Protocol = Protocol {
    name: "ads",
    title: "Beckhoff ADS/AMS",
    carriers: &[Carrier::Tcp(48898), Carrier::Udp(48899)],
    signatures: &[
        &[Signature { at: 0, mask: 0xFF, value: 0 }, Signature { at: 1, mask: 0xFF, value: 0 }],
        &[Signature { at: 0, mask: 0xFF, value: 0x03 }, Signature { at: 1, mask: 0xFF, value: 0x66 }],
    ],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x1_0000,
    frame,
    resync,
    tells: None,
    open: || Box::<Ads>::default(),
    basis: Basis::Captures,
};

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < frames::HEADERS {
        return Framing::Need(frames::HEADERS);
    }
    match frames::total(bytes) {
        None => Framing::Lost,
        Some(total) if total > bytes.len() => Framing::Need(total),
        Some(total) => Framing::Pdu(total),
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| frames::total(bytes.get(*at..).unwrap_or_default()).is_some())
}

/// Two lengths that agree, a known command and its flags, or the magic number of a datagram, are no chance.
fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    if sample.whole {
        return if routes::Datagram::read(bytes).is_some() { Match::Sure } else { Match::No };
    }
    match frames::total(bytes) {
        Some(_) => Match::Sure,
        None if bytes.len() < frames::HEADERS && frames::may_begin(bytes) => Match::More,
        None => Match::No,
    }
}
