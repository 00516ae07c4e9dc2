//! IEC 60870-5-104: the application layer of IEC 60870-5-101 over TCP.
//!
//! Units are counted by their type identification; the cause of transmission says whether a command is asked for, confirmed
//! or refused. The common address of the station is the native address. Monitored values are reports. The protocol has no
//! authentication of its own; messages of IEC 60870-5-7 (IEC 62351-5) are counted as such and prove nothing here.

mod apdu;
mod asdu;
mod functions;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use apdu::{Format, START};
use session::Iec104;

/// IEC 60870-5-104.
pub static PROTOCOL: Protocol = Protocol {
    name: "iec104",
    title: "IEC 60870-5-104",
    carriers: &[Carrier::Tcp(2404)],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: START }]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 255,
    frame,
    resync,
    tells: None,
    open: || Box::<Iec104>::default(),
    basis: Basis::Captures,
};

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if bytes.len() < apdu::HEADER {
        return Framing::Need(apdu::HEADER);
    }
    match apdu::read(bytes) {
        None => Framing::Lost,
        Some((total, _)) if total > bytes.len() => Framing::Need(total),
        Some((total, _)) => Framing::Pdu(total),
    }
}

/// A start whose unit fits its length and is followed by another or by nothing.
fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| {
        let rest = bytes.get(*at..).unwrap_or_default();
        fits(rest).is_some_and(|total| rest.get(total).is_none_or(|next| *next == START))
    })
}

/// Length of the unit at the start of `bytes` when it is whole and its contents agree with it.
fn fits(bytes: &[u8]) -> Option<usize> {
    let (total, format) = apdu::read(bytes)?;
    let body = bytes.get(apdu::HEADER..total)?;
    let agrees = match format {
        Format::Information => asdu::Unit::read(body)?.fits(),
        Format::Supervision => bytes.get(3) == Some(&0),
        Format::Control(_) => true,
    };
    agrees.then_some(total)
}

/// The unit is of a type and cause that exist, as far as it is there.
fn plausible(bytes: &[u8]) -> bool {
    asdu::Unit::read(bytes.get(apdu::HEADER..).unwrap_or_default()).is_none_or(asdu::Unit::is_plausible)
}

/// A unit whose length agrees with its type and number is certain on any port, as is a control function with its fixed bytes.
fn probe(sample: &Sample<'_>) -> Match {
    let bytes = sample.bytes;
    let Some((total, format)) = apdu::read(bytes) else {
        return if bytes.len() < apdu::HEADER && !sample.whole { Match::More } else { Match::No };
    };
    match (fits(bytes), format) {
        (Some(_), Format::Supervision) if !sample.hinted => Match::Weak,
        (Some(_), _) => Match::Sure,
        (None, _) if !plausible(bytes) => Match::No,
        (None, _) if total > bytes.len() && !sample.whole => Match::More,
        (None, Format::Information) if sample.hinted => Match::Weak,
        (None, _) => Match::No,
    }
}
