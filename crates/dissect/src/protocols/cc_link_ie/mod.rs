//! CC-Link IE of the CC-Link Partner Association: Control, Field and TSN networks directly over Ethernet, and Field Basic over
//! UDP.
//!
//! Kinds of frames are those two public readers agree on (the association's own dissector of TSN, and NTT's parsers of Control
//! and Field); the EtherType is registered for Mitsubishi Electric (IEEE). Field Basic is known from the association's sample
//! code and from the public stack `c-link`: a frame of the MC protocol with the command for cyclic data, to port 61450. No
//! capture of others was at hand: networks are kept alive by frames that are named, all others are opaque.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{self, Opaque, Session as Keeps};

use super::rows::{self, Keyed};
use crate::{
    ANY_CODE, Answered, Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session,
    Sink,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "cc-link-ie",
    title: "CC-Link IE (opaque)",
    carriers: &[Carrier::EtherType(0x890F), Carrier::Udp(61450)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 6_000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::<CcLink>::default(),
    basis: Basis::Document,
};

const BASIC: u32 = 0x100;
const REST: u32 = 0x1FF;

const fn kind(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "frame", name, &[does], None)
}

const ROWS: [Keyed; 39] = [
    kind(0x00, "Connect", Keeps),
    kind(0x01, "ConnectAck", Keeps),
    kind(0x02, "Scan", Keeps),
    kind(0x03, "Collect", Keeps),
    kind(0x04, "Select", Keeps),
    kind(0x05, "Launch", Keeps),
    kind(0x06, "Token", Keeps),
    kind(0x10, "Persuasion", Keeps),
    kind(0x11, "TestData", Keeps),
    kind(0x12, "TestDataAck", Keeps),
    kind(0x13, "Setup", Keeps),
    kind(0x14, "SetupAck", Keeps),
    kind(0x15, "TokenM", Keeps),
    kind(0x1C, "Timer", Keeps),
    kind(0x20, "MyStatus", Keeps),
    kind(0x22, "Transient1", Opaque),
    kind(0x23, "TransientAck", Opaque),
    kind(0x24, "Dummy", Keeps),
    kind(0x25, "Transient2", Opaque),
    kind(0x26, "IpTransient", Opaque),
    kind(0x28, "ParamCheck", Opaque),
    kind(0x29, "Parameter", Opaque),
    kind(0x40, "Measure", Keeps),
    kind(0x41, "MeasureAck", Keeps),
    kind(0x42, "Offset", Keeps),
    kind(0x43, "Update", Keeps),
    kind(0x80, "CyclicDataW", Opaque),
    kind(0x81, "CyclicDataB", Opaque),
    kind(0x82, "CyclicDataRWw", Opaque),
    kind(0x83, "CyclicDataRY", Opaque),
    kind(0x84, "CyclicDataRWr", Opaque),
    kind(0x85, "CyclicDataRX", Opaque),
    kind(0xC1, "Detection", Keeps),
    kind(0xC2, "DetectionAck", Keeps),
    kind(0xC3, "AcyclicData", Opaque),
    kind(0xC4, "CyclicM", Opaque),
    kind(0xC5, "CyclicS", Opaque),
    rows::row(BASIC, CYCLIC as u32, "field-basic", "Cyclic Data", &[Opaque], None),
    rows::row(REST, ANY_CODE, "frame", "Unlisted frame", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Command for cyclic data.
const CYCLIC: u16 = 0x0E70;
/// Headers of Control and Field networks; those of TSN begin alike and are as short as two bytes.
const HEADER: usize = 14;

/// A message of Field Basic: whether it answers, and how that ended. Mark, route, length; timer and command, or end code.
fn basic(bytes: &[u8]) -> Option<(bool, u16)> {
    let mut c = Cursor::new(bytes);
    let answers = match c.u16()? {
        0x5000 => false,
        0xD000 => true,
        _ => return None,
    };
    (c.take(5)? == [0, 0xFF, 0xFF, 0x03, 0]).then_some(())?;
    (usize::from(c.u16_le()?) == c.left()).then_some(())?;
    let first = c.u16_le()?;
    if answers {
        return Some((true, first));
    }
    (c.u16_le()? == CYCLIC && c.u16_le()? == 0).then_some((false, 0))
}

/// Over UDP the command is certain; a frame over Ethernet is believed by its EtherType where its kind is listed.
fn probe(sample: &Sample<'_>) -> Match {
    match basic(sample.bytes) {
        Some((answers, _)) if sample.whole => match (answers, sample.hinted) {
            (false, _) => Match::Sure,
            (true, true) => Match::Weak,
            (true, false) => Match::No,
        },
        None if sample.hinted && sample.whole && sample.bytes.len() >= HEADER && listed(sample.bytes).is_some() => {
            Match::Weak
        }
        _ => Match::No,
    }
}

/// The row of a frame over Ethernet, where its kind is listed.
fn listed(bytes: &[u8]) -> Option<Call> {
    let code = u32::from(*bytes.first()?);
    rows::find(&ROWS, code, code)
}

/// State of a flow: which end is the master was told.
#[derive(Debug, Default)]
struct CcLink {
    told: bool,
}

impl Session for CcLink {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((answers, end)) = basic(pdu.bytes) else {
            let Some(code) = pdu.bytes.first() else { return };
            let call = listed(pdu.bytes).or_else(|| rows::find(&ROWS, REST, u32::from(*code)));
            return call.into_iter().for_each(|call| out.report(call, Object::NONE));
        };
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(if answers { pdu.direction.reverse() } else { pdu.direction });
        }
        let Some(call) = rows::find(&ROWS, BASIC, CYCLIC.into()) else { return };
        match (answers, end) {
            (false, _) => out.request(call, 0, Object::NONE),
            (true, 0) => out.answer(0, Some(call), Answered::Accepted),
            (true, _) => out.answer(0, Some(call), Answered::Refused),
        }
    }
}
