//! openSAFETY (EPSG DS 304) over UDP, and its presence in what other protocols carry ([`Watch`]).
//!
//! The check of a frame's first half proves it; the second half is turned by a number of the safety domain and is not read.
//! Safe nodes are native addresses, and who sends takes part in a safety function. No capture of others was at hand: what
//! frames do is opaque.

mod frames;
#[cfg(test)]
mod tests;
mod watch;

#[cfg(test)]
pub use tests::frame as framed;

use ringwall_model::Operation::Opaque;
use ringwall_model::{Attribute, Confidence};

use super::rows::{self, Keyed};
use crate::{
    ANY_CODE, Basis, Carrier, Framing, Function, Match, Native, Object, Pdu, Protocol, Sample, Session, Sink, Subject,
};

use frames::{Half, Kind};
pub use watch::Watch;

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "opensafety",
    title: "openSAFETY over UDP (safety, opaque)",
    carriers: &[Carrier::Udp(9877)],
    signatures: &[],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 1_500,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::<OpenSafety>::default(),
    basis: Basis::Document,
};

const ROWS: [Keyed; 4] = [
    rows::row(0xA0, 0xA0, "frame", "Network management", &[Opaque], None),
    rows::row(0xC0, 0xC0, "frame", "Process data", &[Opaque], None),
    rows::row(0xE0, 0xE0, "frame", "Service data", &[Opaque], None),
    rows::row(0xFF, ANY_CODE, "frame", "Payload", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Bytes before the first frame of a datagram: a header of the transport, where there is one.
const BEFORE_MAX: usize = 16;

/// The first frame whose check agrees.
fn first(bytes: &[u8]) -> Option<Half> {
    (0..=BEFORE_MAX).find_map(|at| bytes.get(at..).and_then(frames::half))
}

/// One check is no proof: a second datagram has to agree.
fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && sample.whole && first(sample.bytes).is_some() { Match::Weak } else { Match::No }
}

/// What says that its sender takes part in a safety function.
pub fn tell(out: &mut Sink<'_>) {
    out.identity(Subject::Sender, Attribute::Capability, b"safety", Confidence::High);
}

/// Which nodes are believed.
#[derive(Debug, Default)]
struct OpenSafety {
    watch: Watch,
}

impl Session for OpenSafety {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let half = first(pdu.bytes);
        let code = match half.map(|half| half.kind) {
            Some(Kind::Management) => 0xA0,
            Some(Kind::Data) => 0xC0,
            Some(Kind::Service) => 0xE0,
            None => 0xFF,
        };
        if let Some(half) = half {
            out.native(Native::Numbered("node", half.node.into()));
        }
        let call = rows::find(&ROWS, code, code);
        call.into_iter().for_each(|call| out.report(call, Object::NONE));
        if self.watch.see(pdu.bytes).is_some() {
            tell(out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.watch.heap_bytes()
    }
}
