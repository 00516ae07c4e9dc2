//! CoAP over UDP (RFC 7252; observation: RFC 7641; further methods: RFC 8132). Over DTLS it is seen as that.
//!
//! Methods read and write resources; the list of resources is a discovery. A response is paired by its token; further ones to
//! an observation are reports. `4.01` and `4.03` deny. What a resource means to a process is not known.

mod functions;
mod message;
mod session;
#[cfg(test)]
mod tests;

use crate::{Basis, Carrier, Direction, Framing, Match, Protocol, Sample, Signature};

use message::Message;
use session::Coap;

/// CoAP.
pub static PROTOCOL: Protocol = Protocol {
    name: "coap",
    title: "CoAP",
    carriers: &[Carrier::Udp(5683)],
    signatures: &[&[Signature { at: 0, mask: 0xC0, value: 0x40 }]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x1000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::<Coap>::default(),
    basis: Basis::Peer,
};

/// The header is short: what reads to its end is certain only on the usual port, and on others takes two messages with tokens.
fn probe(sample: &Sample<'_>) -> Match {
    match Message::read(sample.bytes) {
        Some(_) if !sample.whole => Match::No,
        Some(_) if sample.hinted => Match::Sure,
        Some(message) if !message.token.is_empty() && message.options > 0 => Match::Weak,
        _ => Match::No,
    }
}
