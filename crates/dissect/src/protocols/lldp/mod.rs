//! LLDP (IEEE 802.1AB): a device tells its neighbours who it is.
//!
//! Name, description, capabilities and management address, and the inventory of LLDP-MED (ANSI/TIA-1057), are of the
//! sender. Where the chassis is named by a MAC address, name and description are told of that address too, so that the ports
//! of one device can be joined; a management address is bound to it.

mod session;
#[cfg(test)]
mod tests;
mod tlv;

use ringwall_model::Operation::Discover;

use super::rows::{self, Keyed};
use crate::{Basis, Call, Carrier, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "lldp",
    title: "Link Layer Discovery Protocol",
    carriers: &[Carrier::EtherType(0x88cc)],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: 0x02 }]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(session::Lldp::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 1] = [rows::row(0, 0, "frame", "Announcement", &[Discover], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const ANNOUNCEMENT: Call = Call { row: 0, code: 0 };

/// The three elements every announcement begins with, in their order.
fn probe(sample: &Sample<'_>) -> Match {
    let mut kinds = tlv::Tlvs::new(sample.bytes).map(|tlv| tlv.kind);
    let begins = [tlv::CHASSIS, tlv::PORT, tlv::LIFETIME].into_iter().all(|kind| kinds.next() == Some(kind));
    if begins && sample.hinted { Match::Sure } else { Match::No }
}
