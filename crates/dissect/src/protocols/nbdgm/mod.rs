//! NetBIOS datagram service (RFC 1002, section 4.4), and the browser announcements it carries (MS-BRWS).
//!
//! Every datagram names the computer that sent it. Computers with shared files announce themselves every few minutes to all
//! on their link, with the version of their system. What other mailslots carry is not looked into.

mod browser;
mod datagram;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Discover, Other, Report};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "nbdgm",
    title: "NetBIOS Datagram Service",
    carriers: &[Carrier::Udp(138)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::NetBiosDatagrams),
    basis: Basis::Captures,
};

/// Browser messages by their number, then datagrams that carry something else by their kind.
const ROWS: [Keyed; 11] = [
    rows::row(1, 1, "browser", "Host Announcement", &[Report], None),
    rows::row(2, 2, "browser", "Announcement Request", &[Discover], None),
    rows::row(8, 8, "browser", "Election Request", &[Other], None),
    rows::row(9, 9, "browser", "Get Backup List Request", &[Discover], None),
    rows::row(10, 10, "browser", "Get Backup List Response", &[Report], None),
    rows::row(11, 11, "browser", "Become Backup", &[Other], None),
    rows::row(12, 12, "browser", "Domain Announcement", &[Report], None),
    rows::row(13, 13, "browser", "Master Announcement", &[Report], None),
    rows::row(14, 14, "browser", "Reset State", &[Other], None),
    rows::row(15, 15, "browser", "Local Master Announcement", &[Report], None),
    rows::row(0x100, ANY_CODE, "datagram", "Datagram", &[Other], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A browser message by its number; none where it has none of those above.
fn browser_call(command: u8) -> Option<Call> {
    rows::find(&ROWS, u32::from(command), u32::from(command))
}

/// Any other datagram by its kind.
fn datagram_call(kind: u8) -> Option<Call> {
    rows::find(&ROWS, 0x100, u32::from(kind))
}

/// A header, and behind it two names coded as only NetBIOS does.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.whole && sample.hinted && datagram::Datagram::read(sample.bytes).is_some() {
        Match::Sure
    } else {
        Match::No
    }
}

#[cfg(test)]
#[test]
fn rows_rise() {
    assert!(rows::sorted(&ROWS));
}
