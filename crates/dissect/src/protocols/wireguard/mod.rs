//! WireGuard (its white paper, section 5.4): a tunnel over UDP with one fixed set of algorithms.
//!
//! An answer that repeats the number of an initiation is a channel agreed on; both sides then hold each other's key, by the
//! handshake's construction. It is `Completed` once data went both ways. Elsewhere than on the usual port it takes two messages of
//! the right kinds and lengths to know it.

#[cfg(test)]
mod tests;

use ringwall_model::{
    Operation::{Opaque, Session},
    PeerProof, Security, Soundness, Stage,
};

use super::{
    rows::{self, Keyed},
    told::Told,
};
use crate::{
    Answered, Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample,
    Signature, Sink,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "wireguard",
    title: "WireGuard",
    carriers: &[Carrier::Udp(51820)],
    signatures: &[&[
        Signature { at: 0, mask: 0xf8, value: 0 },
        Signature { at: 1, mask: 0xff, value: 0 },
        Signature { at: 2, mask: 0xff, value: 0 },
        Signature { at: 3, mask: 0xff, value: 0 },
    ]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_535,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Wireguard::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 4] = [
    rows::row(0, 1, "message", "Initiation", &[Session], None),
    rows::row(1, 2, "message", "Response", &[Session], None),
    rows::row(2, 3, "message", "Cookie", &[Session], None),
    rows::row(3, 4, "message", "Data", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

const INITIATION: u8 = 1;
const RESPONSE: u8 = 2;
const DATA: u8 = 4;

/// The type of a message of the right length.
fn kind(bytes: &[u8]) -> Option<u8> {
    let [kind, 0, 0, 0] = *bytes.first_chunk()? else { return None };
    let fits = match (kind, bytes.len()) {
        (INITIATION, 148) | (RESPONSE, 92) | (3, 64) => true,
        // Padded to sixteen bytes, but never beyond what the tunnel's interface takes at once.
        (DATA, length) => length >= 32,
        _ => false,
    };
    fits.then_some(kind)
}

fn call(kind: u8) -> Call {
    Call { row: u16::from(kind).saturating_sub(1), code: u32::from(kind) }
}

fn probe(sample: &Sample<'_>) -> Match {
    match kind(sample.bytes) {
        Some(INITIATION | RESPONSE) if sample.whole && sample.hinted => Match::Sure,
        // Data looks like much else: four bytes and, where padded, a length.
        Some(INITIATION | RESPONSE) if sample.whole => Match::Weak,
        Some(DATA) if sample.whole && sample.hinted && sample.bytes.len().is_multiple_of(16) => Match::Weak,
        _ => Match::No,
    }
}

/// State of a tunnel.
#[derive(Debug, Default)]
struct Wireguard {
    asked: Option<(Direction, [u8; 4])>,
    agreed: bool,
    data: [bool; 2],
    told: Told,
}

impl crate::Session for Wireguard {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(kind) = kind(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("wireguard-message", 0);
            }
            return;
        };
        let mut c = Cursor::new(pdu.bytes);
        let (_, Some(sender)) = (c.skip(4), c.array::<4>()) else { return };
        match kind {
            INITIATION => {
                out.request(call(kind), 0, Object::NONE);
                self.asked = Some((pdu.direction, sender));
            }
            RESPONSE => {
                out.answer(0, Some(call(kind)), Answered::Accepted);
                let receiver = c.array::<4>();
                if self.asked.is_some_and(|(from, number)| from != pdu.direction && Some(number) == receiver) {
                    self.agreed = true;
                    self.channel(Stage::Negotiated, out);
                }
            }
            _ => out.report(call(kind), Object::NONE),
        }
        if kind == DATA && self.agreed {
            let [forward, backward] = &mut self.data;
            *(if pdu.direction == Direction::Forward { forward } else { backward }) = true;
            if self.data == [true; 2] {
                self.channel(Stage::Completed, out);
            }
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl Wireguard {
    fn channel(&mut self, stage: Stage, out: &mut Sink<'_>) {
        let channel = Security::Channel {
            secrecy: true,
            integrity: true,
            peer: PeerProof::Both,
            version: "WireGuard".into(),
            suite: "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s".into(),
            soundness: Soundness::Sound,
            stage,
        };
        self.told.tell(channel, out);
    }
}
