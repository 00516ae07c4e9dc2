//! PTP version 2 (IEEE 1588-2008, -2019) over Ethernet and UDP.
//!
//! A clock that answers a delay request of another serves time to it: the service is `Completed`. Announcing and sending time
//! to a group only offers it. Version 2 has no authentication in use; a message with the authentication element is not told
//! apart here, so no reply is called authenticated.

#[cfg(test)]
mod decoded;
#[cfg(test)]
mod tests;

use ringwall_model::{
    Operation::{Configure, Other, Read, Report},
    Security, ServiceKind, Stage,
};

use super::{
    rows::{self, Keyed},
    told::Told,
};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "ptp",
    title: "Precision Time Protocol",
    carriers: &[Carrier::EtherType(0x88f7), Carrier::Udp(319), Carrier::Udp(320)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Ptp::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 11] = [
    rows::row(0, 0, "message", "Sync", &[Report], None),
    rows::row(1, 1, "message", "Delay_Req", &[Read], None),
    rows::row(2, 2, "message", "Pdelay_Req", &[Read], None),
    rows::row(3, 3, "message", "Pdelay_Resp", &[Report], None),
    rows::row(4, 8, "message", "Follow_Up", &[Report], None),
    rows::row(5, 9, "message", "Delay_Resp", &[Report], None),
    rows::row(6, 10, "message", "Pdelay_Resp_Follow_Up", &[Report], None),
    rows::row(7, 11, "message", "Announce", &[Report], None),
    rows::row(8, 12, "message", "Signaling", &[Other], None),
    rows::row(9, 13, "message", "Management", &[Configure], None),
    rows::row(10, ANY_CODE, "message", "Other", &[Other], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Bytes of the common header (section 13.3).
const HEADER_BYTES: usize = 34;
/// The last type there is.
const MANAGEMENT: u8 = 13;
/// The answer to a delay request.
const DELAY_ANSWER: u8 = 9;

/// A message by its type.
fn call(kind: u8) -> Call {
    let row = match kind {
        0..=3 => u16::from(kind),
        8..=13 => u16::from(kind).saturating_sub(4),
        _ => 10,
    };
    Call { row, code: u32::from(kind) }
}

/// The type of a message whose version and length are right.
fn kind(bytes: &[u8]) -> Option<u8> {
    let [first, second, high, low] = *bytes.first_chunk()?;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let fits = second & 0xf == 2 && length >= HEADER_BYTES && length <= bytes.len();
    fits.then_some(first & 0xf).filter(|k| matches!(k, 0..=3 | 8..=MANAGEMENT))
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole && sample.hinted && kind(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// State of a clock.
#[derive(Debug, Default)]
struct Ptp {
    told: Told,
}

impl Session for Ptp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(kind) = kind(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("ptp-header", 0);
            }
            return;
        };
        out.report(call(kind), Object::NONE);
        let stage = match kind {
            DELAY_ANSWER => Stage::Completed,
            0 | 8 | 11 => Stage::Offered,
            _ => return,
        };
        self.told.tell(Security::Service { kind: ServiceKind::Time, stage }, out);
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
