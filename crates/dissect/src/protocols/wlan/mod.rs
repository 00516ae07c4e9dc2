//! Management of 802.11 (IEEE 802.11-2020, section 9.3.3): access points announce networks, stations join them.
//!
//! What a network is called, how stations join it and what protects their data stands in what an access point announces,
//! which only offers it, and in what a station asks for, which is agreed on when it is let in. Whether it then knew the key
//! is not seen here; where there is none, being let in is all there is. No capture of others was at hand that was whole.

mod protection;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session as Keeps};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Cursor, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "wlan",
    title: "802.11 management",
    carriers: &[Carrier::Wlan],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 2_400,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::<session::Wlan>::default(),
    basis: Basis::Document,
};

const ROWS: [Keyed; 12] = [
    rows::row(0, 0, "frame", "Association request", &[Keeps], None),
    rows::row(1, 1, "frame", "Association response", &[Keeps], None),
    rows::row(2, 2, "frame", "Reassociation request", &[Keeps], None),
    rows::row(3, 3, "frame", "Reassociation response", &[Keeps], None),
    rows::row(4, 4, "frame", "Probe request", &[Keeps], None),
    rows::row(5, 5, "frame", "Probe response", &[Keeps], None),
    rows::row(8, 8, "frame", "Beacon", &[Keeps], None),
    rows::row(10, 10, "frame", "Disassociation", &[Keeps], None),
    rows::row(11, 11, "frame", "Authentication", &[Keeps], None),
    rows::row(12, 12, "frame", "Deauthentication", &[Keeps], None),
    rows::row(13, 13, "frame", "Action", &[Opaque], None),
    rows::row(99, ANY_CODE, "frame", "Unlisted management frame", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const ASSOCIATION: u8 = 0;
const ASSOCIATED: u8 = 1;
const REASSOCIATION: u8 = 2;
const REASSOCIATED: u8 = 3;
const PROBED: u8 = 5;
const BEACON: u8 = 8;

fn call(subtype: u8) -> Call {
    let code = u32::from(subtype);
    rows::find_or(&ROWS, code, 99, code)
}

/// What a management frame is, and what stands behind its header.
fn read(bytes: &[u8]) -> Option<(u8, Cursor<'_>)> {
    let mut c = Cursor::new(bytes);
    let control = c.u16_le()?;
    // Duration, three addresses, sequence; more where it is protected or ordered.
    c.skip(2 + 18 + 2)?;
    if control & 0x8000 != 0 {
        c.skip(4)?;
    }
    (control & 0x000f == 0).then_some(((control >> 4 & 0xf) as u8, c))
}

fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}
