//! Spanning tree (IEEE 802.1D, 802.1Q): STP, RSTP, MSTP, and Cisco's frames for each VLAN.
//!
//! Whoever sends one is a bridge. Nobody proves it: the frames carry no authentication.

#[cfg(test)]
mod tests;

use ringwall_model::{Attribute, Confidence, Mac, Operation::Report};

use super::rows::{self, Keyed};
use crate::{
    Basis, Call, Carrier, Cursor, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "stp",
    title: "Spanning Tree Protocol (STP, RSTP, MSTP)",
    carriers: &[Carrier::Llc(0x42), Carrier::Snap(0x010b)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Stp::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 3] = [
    rows::row(0, 0x00, "bpdu", "Configuration", &[Report], None),
    rows::row(1, 0x02, "bpdu", "Rapid or multiple spanning tree", &[Report], None),
    rows::row(2, 0x80, "bpdu", "Topology change", &[Report], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// LLC of a bridge, and SNAP of Cisco's frames.
const BRIDGE: &[u8] = &[0x42, 0x42, 0x03];
const CISCO: &[u8] = &[0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x01, 0x0b];

/// A message: its row, and the bridge that sends it.
fn read(bytes: &[u8]) -> Option<(u16, Option<Mac>)> {
    let body = bytes.strip_prefix(BRIDGE).or_else(|| bytes.strip_prefix(CISCO))?;
    let mut c = Cursor::new(body);
    let [0, 0, _, kind] = c.array()? else { return None };
    let row = match kind {
        0x00 => 0,
        0x02 => 1,
        0x80 => return Some((2, None)),
        _ => return None,
    };
    // Flags, root, cost, priority of the bridge.
    c.skip(1 + 8 + 4 + 2)?;
    let bridge = Mac(c.array()?);
    // Port and four times: a whole message.
    c.skip(10)?;
    Some((row, Some(bridge)))
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// The bridge each side named last.
#[derive(Debug, Default)]
struct Stp {
    forward: Option<Option<Mac>>,
    backward: Option<Option<Mac>>,
}

impl Session for Stp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((row, bridge)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("stp-message", 0);
            }
            return;
        };
        let code = ROWS_CODES.get(usize::from(row)).copied().unwrap_or(0);
        out.report(Call { row, code }, Object::NONE);
        let named = pdu.direction.choose(&mut self.forward, &mut self.backward);
        // A bridge says the same every other second.
        if named.replace(bridge) == Some(bridge) {
            return;
        }
        out.identity(Subject::Sender, Attribute::Capability, b"bridge", Confidence::High);
        if let Some(bridge) = bridge.filter(|mac| !mac.is_group() && *mac != Mac::default()) {
            out.identity(Subject::Mac(bridge), Attribute::Capability, b"bridge", Confidence::High);
        }
    }
}

/// Codes by row.
const ROWS_CODES: [u32; 3] = [0x00, 0x02, 0x80];
