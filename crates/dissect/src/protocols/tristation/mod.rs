//! TriStation of Triconex safety controllers over UDP.
//!
//! The maker does not publish it; kinds of messages are those of public analyses (CISA MAR-17-352-01, "HatMan: safety system
//! targeted malware"). Nothing of it was compared with a capture or a peer here, so commands are opaque. Who answers is a
//! safety controller, and says so as a capability. Access denied is a denial.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session as Keeps};
use ringwall_model::{Attribute, Confidence, Security};

use crate::protocols::rows::{self, Keyed};
use crate::{
    ANY_CODE, Answered, Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol,
    Sample, Session, Sink, Subject,
};

/// TriStation.
pub static PROTOCOL: Protocol = Protocol {
    name: "tristation",
    title: "TriStation (safety, opaque)",
    carriers: &[Carrier::Udp(1502)],
    signatures: &[],
    probe,
    functions: FUNCTIONS,
    pdu_max: 0x800,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::<TriStation>::default(),
    basis: Basis::Document,
};

static ROWS: [Keyed; 12] = [
    rows::row(1, 1, "message", "Connection Request", &[Keeps], None),
    rows::row(2, 2, "message", "Connection Response", &[Keeps], None),
    rows::row(3, 3, "message", "Disconnect Request", &[Keeps], None),
    rows::row(4, 4, "message", "Disconnect Response", &[Keeps], None),
    rows::row(5, 5, "message", "Execution Command", &[Opaque], None),
    rows::row(6, 6, "message", "Ping", &[Keeps], None),
    rows::row(7, 7, "message", "Connection Limit Reached", &[Keeps], None),
    rows::row(8, 8, "message", "Not Connected", &[Keeps], None),
    rows::row(9, 9, "message", "Processors Are Dead", &[Keeps], None),
    rows::row(10, 10, "message", "Access Denied", &[Keeps], None),
    rows::row(11, 11, "message", "Connection Failed", &[Keeps], None),
    rows::row(0xFFFF, ANY_CODE, "message", "Unlisted message", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Kind, channel, length.
const HEADER: usize = 4;
/// The checksum behind the data.
const CHECKSUM: usize = 2;
const COMMAND: u8 = 5;

/// Kind of a message whose length is the datagram's.
fn kind(bytes: &[u8]) -> Option<u8> {
    let mut c = Cursor::new(bytes);
    let kind = c.u8().filter(|kind| (1..=11).contains(kind))?;
    c.u8().filter(|channel| *channel < 16)?;
    let length = usize::from(c.u16_le()?);
    (length.saturating_add(HEADER + CHECKSUM) == bytes.len()).then_some(kind)
}

/// The header is short, and the checksum's rule is not published: it takes two messages on the usual port.
fn probe(sample: &Sample<'_>) -> Match {
    match kind(sample.bytes) {
        Some(_) if sample.hinted && sample.whole => Match::Weak,
        _ => Match::No,
    }
}

/// State of a flow: which end is the controller, once it was told.
#[derive(Debug, Default)]
struct TriStation {
    told: bool,
}

impl Session for TriStation {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(kind) = kind(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("tristation-message", 0);
            }
            return;
        };
        let call = rows::find(&ROWS, kind.into(), kind.into()).unwrap_or(Call { row: 0, code: kind.into() });
        match kind {
            1 | 3 => {
                out.initiator_sends(pdu.direction);
                out.request(call, kind.into(), Object::NONE);
            }
            2 | 4 => {
                self.controller(pdu.direction, out);
                out.answer(u32::from(kind).saturating_sub(1), Some(call), Answered::Accepted);
            }
            7..=11 => {
                self.controller(pdu.direction, out);
                out.answer(0, Some(call), Answered::Refused);
                if kind == 10 {
                    out.security(Security::Denied { by: "access denied".into() });
                }
            }
            COMMAND if pdu.direction == Direction::Forward => out.request(call, 0, Object::NONE),
            COMMAND => out.answer(0, Some(call), Answered::Accepted),
            _ => out.report(call, Object::NONE),
        }
    }
}

impl TriStation {
    fn controller(&mut self, direction: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(direction.reverse());
            out.identity(Subject::Sender, Attribute::Capability, b"safety", Confidence::Medium);
        }
    }
}
