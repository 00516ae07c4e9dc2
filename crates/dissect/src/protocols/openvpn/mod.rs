//! OpenVPN (its protocol document and RFC-like draft) over UDP and TCP: recognised, and whether data went both ways.
//!
//! The control channel may be wrapped so that nothing of it can be read, and data never tells its cipher. So a channel has
//! hidden peers and an unknown soundness. It is `Negotiated` when a server's reset repeats the session number of the client's,
//! and `Completed` once data went both ways.

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
    ANY_CODE, Answered, Basis, Call, Carrier, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample,
    Signature, Sink,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "openvpn",
    title: "OpenVPN",
    carriers: &[Carrier::Udp(1194), Carrier::Tcp(1194)],
    signatures: &[
        // Resets with key 0, as datagrams or behind a length.
        &[Signature { at: 0, mask: 0xff, value: 0x38 }],
        &[Signature { at: 0, mask: 0xff, value: 0x40 }],
        &[Signature { at: 0, mask: 0xff, value: 0x50 }],
        &[Signature { at: 2, mask: 0xff, value: 0x38 }, Signature { at: 0, mask: 0xf8, value: 0 }],
        &[Signature { at: 2, mask: 0xff, value: 0x40 }, Signature { at: 0, mask: 0xf8, value: 0 }],
        &[Signature { at: 2, mask: 0xff, value: 0x50 }, Signature { at: 0, mask: 0xf8, value: 0 }],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 65_535,
    frame,
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Openvpn::default()),
    basis: Basis::Captures,
};

const ROWS: [Keyed; 5] = [
    rows::row(0, 7, "opcode", "Client reset", &[Session], None),
    rows::row(1, 8, "opcode", "Server reset", &[Session], None),
    rows::row(2, ANY_CODE, "opcode", "Control", &[Session], None),
    rows::row(3, 6, "opcode", "Data", &[Opaque], None),
    rows::row(4, 9, "opcode", "Data with peer id", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Opcodes, in the upper five bits of the first byte.
const CLIENT_RESETS: [u8; 2] = [7, 10];
const SERVER_RESET: u8 = 8;
const DATA: [u8; 2] = [6, 9];
/// A reset with the client's own key is no longer: the key and what is said of it fill a kilobyte at most.
const WRAPPED_MAX: usize = 1_200;

/// Over TCP a length stands before each packet.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    let Some(length) = bytes.first_chunk().map(|b| usize::from(u16::from_be_bytes(*b))) else {
        return Framing::Need(2);
    };
    match length.saturating_add(2) {
        _ if length == 0 => Framing::Lost,
        total if total <= bytes.len() => Framing::Pdu(total),
        total => Framing::Need(total),
    }
}

/// A packet, with or without its length: opcode and session number.
fn read(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let length = bytes.first_chunk().map(|b| usize::from(u16::from_be_bytes(*b)));
    let bytes = match length.and_then(|n| n.checked_add(2)) {
        Some(total) if total == bytes.len() => bytes.get(2..)?,
        _ => bytes,
    };
    let (first, rest) = bytes.split_first()?;
    matches!(first >> 3, 3..=11).then_some((first >> 3, rest))
}

/// A reset of the length it has without, or with one of the usual codes of, authentication, or with a client's own key wrapped behind
/// it; on the port only.
fn probe(sample: &Sample<'_>) -> Match {
    if !sample.hinted {
        return Match::No;
    }
    match read(sample.bytes) {
        Some((7 | 8, rest)) if (13..=90).contains(&rest.len()) => Match::Sure,
        Some((10, rest)) if (13..=WRAPPED_MAX).contains(&rest.len()) => Match::Sure,
        Some((4..=6 | 9, rest)) if sample.whole && rest.len() >= 13 => Match::Weak,
        _ => Match::No,
    }
}

/// State of a tunnel.
#[derive(Debug, Default)]
struct Openvpn {
    client: Option<(Direction, [u8; 8])>,
    agreed: bool,
    data: [bool; 2],
    told: Told,
}

impl crate::Session for Openvpn {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((opcode, rest)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("openvpn-packet", 0);
            }
            return;
        };
        let row = match opcode {
            7 => 0,
            8 => 1,
            6 => 3,
            9 => 4,
            _ => 2,
        };
        let call = Call { row, code: u32::from(opcode) };
        match opcode {
            op if CLIENT_RESETS.contains(&op) => {
                out.initiator_sends(pdu.direction);
                out.request(call, 0, Object::NONE);
                self.client = rest.first_chunk().map(|number| (pdu.direction, *number));
            }
            SERVER_RESET => {
                out.initiator_sends(pdu.direction.reverse());
                out.answer(0, Some(call), Answered::Accepted);
                let repeats = |(from, number): (Direction, [u8; 8])| {
                    from != pdu.direction && rest.get(8..).is_some_and(|r| r.windows(8).any(|w| w == number))
                };
                if self.client.is_some_and(repeats) {
                    self.agreed = true;
                    self.channel(Stage::Negotiated, out);
                }
            }
            _ => out.report(call, Object::NONE),
        }
        if self.agreed && DATA.contains(&opcode) {
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

impl Openvpn {
    fn channel(&mut self, stage: Stage, out: &mut Sink<'_>) {
        let channel = Security::Channel {
            secrecy: true,
            integrity: true,
            peer: PeerProof::Hidden,
            version: "OpenVPN".into(),
            suite: "not visible".into(),
            soundness: Soundness::Unknown,
            stage,
        };
        self.told.tell(channel, out);
    }
}
