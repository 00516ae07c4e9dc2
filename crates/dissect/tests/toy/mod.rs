//! A protocol made up for tests of the engine: polled as Modbus is, with a tag, a unit and a function code.
//!
//! `70 TAG TAG LENGTH KIND UNIT CODE AT AT …`: kind 0 asks, 1 answers, 2 refuses, 3 reports, 4 answers and shows that it
//! does. The first request of code 7 in a session is remarked on. A second row, `wrap`, carries it: `57 LENGTH …`.

#![allow(dead_code, reason = "every test that includes this uses a part of it")]

pub mod frames;

use ringwall_dissect::{
    Answered, Basis, Call, Carrier, Direction, Framing, Function, Match, Native, Object, Pdu, Protocol, Sample,
    Session, Signature, Sink,
};
use ringwall_model::{Operation, Operations};

/// Where its servers usually listen.
pub const PORT: u16 = 700;
/// Row of the protocol.
pub const POLL: u8 = 0;
/// Row of its carrier.
pub const WRAP: u8 = 1;

/// The table.
pub static TABLE: &[&Protocol] = &[&POLLING, &WRAPPING];

static POLLING: Protocol = Protocol {
    name: "poll",
    title: "Polling for tests",
    carriers: &[Carrier::Tcp(PORT), Carrier::Udp(PORT), Carrier::Cotp],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: 0x70 }]],
    probe,
    functions: &[
        Function {
            code: 3,
            space: "poll",
            name: "read",
            operations: Operations::of(&[Operation::Read]),
            technique: None,
        },
        Function {
            code: 5,
            space: "poll",
            name: "write",
            operations: Operations::of(&[Operation::Write]),
            technique: None,
        },
        Function {
            code: ringwall_dissect::ANY_CODE,
            space: "poll",
            name: "other",
            operations: Operations::of(&[Operation::Other]),
            technique: None,
        },
    ],
    pdu_max: 300,
    frame,
    resync,
    tells: None,
    open: || Box::new(Polling { begun: false }),
    basis: Basis::Document,
};

static WRAPPING: Protocol = Protocol {
    name: "wrap",
    title: "Carrier for tests",
    carriers: &[Carrier::Tcp(800)],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: 0x57 }]],
    probe: |_| Match::Sure,
    functions: &[],
    pdu_max: 300,
    frame: |_, bytes| match bytes {
        [0x57, n, ..] if bytes.len() >= 2 + usize::from(*n) => Framing::Pdu(2 + usize::from(*n)),
        [0x57, n, ..] => Framing::Need(2 + usize::from(*n)),
        [0x57] => Framing::Need(2),
        _ => Framing::Lost,
    },
    resync: |_, bytes| bytes.iter().position(|b| *b == 0x57),
    tells: None,
    open: || Box::new(Wrapping),
    basis: Basis::Document,
};

/// A message.
pub fn message(kind: u8, tag: u16, code: u8, unit: u8) -> Vec<u8> {
    let [high, low] = tag.to_be_bytes();
    vec![0x70, high, low, 5, kind, unit, code, 0, 9]
}

/// A request.
pub fn request(tag: u16, code: u8, unit: u8) -> Vec<u8> {
    message(0, tag, code, unit)
}

/// Its answer.
pub fn answer(tag: u16, code: u8, unit: u8) -> Vec<u8> {
    message(1, tag, code, unit)
}

/// A message in its carrier.
pub fn wrapped(message: &[u8]) -> Vec<u8> {
    [&[0x57, u8::try_from(message.len()).unwrap_or(0)], message].concat()
}

fn probe(sample: &Sample<'_>) -> Match {
    match sample.bytes {
        bytes if bytes.len() < 5 => Match::More,
        [0x70, _, _, 5..=255, 0..=4, ..] if sample.hinted => Match::Sure,
        [0x70, _, _, 5..=255, 0..=4, ..] => Match::Weak,
        _ => Match::No,
    }
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match bytes {
        [0x70, _, _, n, ..] => {
            let length = 4 + usize::from(*n);
            if bytes.len() >= length { Framing::Pdu(length) } else { Framing::Need(length) }
        }
        [0x70, ..] | [] => Framing::Need(4),
        _ => Framing::Lost,
    }
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    bytes.windows(5).position(|w| matches!(w, [0x70, _, _, 5, 0..=4]))
}

struct Polling {
    begun: bool,
}

impl Session for Polling {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let [0x70, t0, t1, _, kind, unit, code, a0, a1, ..] = *pdu.bytes else {
            return out.malformed("short", 0);
        };
        let tag = u32::from(u16::from_be_bytes([t0, t1]));
        let row = match code {
            3 => 0,
            5 => 1,
            _ => 2,
        };
        let call = Call { row, code: u32::from(code) };
        let object = Object::range("point", u32::from(u16::from_be_bytes([a0, a1])), 1);
        out.native(Native::Unit(unit));
        match kind {
            0 => {
                out.initiator_sends(pdu.direction);
                if code == 7 && !std::mem::replace(&mut self.begun, true) {
                    out.malformed("begins", 1);
                }
                out.request(call, tag, object);
            }
            1 => out.answer(tag, Some(call), Answered::Accepted),
            2 => out.answer(tag, None, Answered::Refused),
            4 => {
                out.initiator_sends(pdu.direction.reverse());
                out.answer(tag, Some(call), Answered::Accepted);
            }
            _ => out.report(call, object),
        }
    }

    fn is_blank(&self) -> bool {
        true
    }
}

struct Wrapping;

impl Session for Wrapping {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match pdu.bytes.get(2..) {
            Some(carried) => out.carry(Carrier::Cotp, carried),
            None => out.malformed("short", 0),
        }
    }
}
