//! KNXnet/IP (ISO 22510, KNX Standard 3/8) over UDP and TCP, with the telegrams it tunnels and routes (common EMI, 3/6/3).
//!
//! Telegrams are named by their application service: group values are reported or written, devices are configured and
//! restarted. Group addresses are objects; the device a telegram is for is the native address
//! (`knx 1.2.7`). Search and description identify a device. Secure services are seen, their contents are opaque.

mod cemi;
mod description;
mod functions;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Cursor, Direction, Framing, Match, Protocol, Sample, Signature};

use session::KnxnetIp;

/// KNXnet/IP.
pub static PROTOCOL: Protocol = Protocol {
    name: "knxnet-ip",
    title: "KNXnet/IP",
    carriers: &[Carrier::Udp(3671), Carrier::Tcp(3671)],
    signatures: &[&[
        Signature { at: 0, mask: 0xFF, value: 0x06 },
        Signature { at: 1, mask: 0xFF, value: 0x10 },
        Signature { at: 2, mask: 0xF0, value: 0 },
    ]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: LENGTH_MAX,
    frame,
    resync: |_: Direction, bytes| (0..bytes.len()).find(|at| bytes.get(*at..).is_some_and(begins)),
    tells: None,
    open: || Box::<KnxnetIp>::default(),
    basis: Basis::Captures,
};

/// Length of the header, version, service, total length.
const HEADER: usize = 6;
const LENGTH_MAX: usize = 0x1000;

/// Service and total length.
fn header(bytes: &[u8]) -> Option<(u16, usize)> {
    let mut c = Cursor::new(bytes);
    (c.u16()? == 0x0610).then_some(())?;
    let (service, total) = (c.u16()?, usize::from(c.u16()?));
    (HEADER..=LENGTH_MAX).contains(&total).then_some((service, total))
}

/// A whole message of a known service.
fn begins(bytes: &[u8]) -> bool {
    header(bytes).is_some_and(|(service, total)| functions::is_listed(service) && total <= bytes.len())
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match header(bytes) {
        _ if bytes.len() < HEADER => Framing::Need(HEADER),
        None => Framing::Lost,
        Some((_, total)) if total > bytes.len() => Framing::Need(total),
        Some((_, total)) => Framing::Pdu(total),
    }
}

/// Header, a known service and its length are certain.
fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    match header(bytes) {
        Some((service, total)) if functions::is_listed(service) => match total.cmp(&bytes.len()) {
            std::cmp::Ordering::Equal => Match::Sure,
            std::cmp::Ordering::Less if sample.whole => Match::No,
            std::cmp::Ordering::Less => Match::Sure,
            std::cmp::Ordering::Greater if sample.whole => Match::No,
            std::cmp::Ordering::Greater => Match::More,
        },
        None if sample.hinted && !sample.whole && bytes.len() < HEADER => Match::More,
        _ => Match::No,
    }
}
