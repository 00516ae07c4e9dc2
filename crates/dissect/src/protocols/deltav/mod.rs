//! What controllers and workstations of Emerson's DeltaV say to each other on UDP port 18507.
//!
//! The maker does not publish it; its frame and kinds of messages are those that the Apache PLC4X project found in captures of a training
//! system ("DeltaV Industrial Ethernet Communication" and "Reverse Engineering the DeltaV protocol", plc4x.apache.org). Nothing of it was
//! compared with a capture here. A frame is a mark, the length of its payload, a kind, a number, a sender, a time, three bytes, the payload
//! and a checksum whose rule is not known; an acknowledgement repeats kind and number with no payload. What a payload is about is known by
//! groups alone (events and alarms, values, versions), and whether it changes anything is not: messages are opaque.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session as Keeps};
use ringwall_model::{Attribute, Confidence};

use crate::protocols::rows::{self, Keyed};
use crate::{
    ANY_CODE, Answered, Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol,
    Sample, Session, Signature, Sink, Subject,
};

/// DeltaV.
pub static PROTOCOL: Protocol = Protocol {
    name: "deltav",
    title: "Emerson DeltaV (opaque)",
    carriers: &[Carrier::Udp(18507)],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: 0xFA }, Signature { at: 1, mask: 0xFF, value: 0xCE }]],
    probe,
    functions: FUNCTIONS,
    pdu_max: 0x1_0000,
    frame: |_, bytes| if bytes.is_empty() { Framing::Need(1) } else { Framing::Pdu(bytes.len()) },
    resync: |_: Direction, _| None,
    tells: None,
    open: || Box::<DeltaV>::default(),
    basis: Basis::Document,
};

/// Rows by kind, those of a message by the group of its payload above.
static ROWS: [Keyed; 8] = [
    rows::row(0x0002, 0x0002, "frame", "Message", &[Opaque], None),
    rows::row(0x0003, 0x0003, "frame", "Connection Request", &[Keeps], None),
    rows::row(0x0004, 0x0004, "frame", "Connection Response", &[Keeps], None),
    rows::row(0x0006, 0x0006, "frame", "Synchronisation", &[Keeps], None),
    rows::row(0x0003_0000, 0x03, "message", "Events and Alarms", &[Opaque], None),
    rows::row(0x0004_0000, 0x04, "message", "Values", &[Opaque], None),
    rows::row(0x0005_0000, 0x05, "message", "Versions", &[Opaque], None),
    rows::row(0xFFFF_FFFF, ANY_CODE, "frame", "Unlisted frame", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

const MARK: u16 = 0xFACE;
/// Mark, length, kind, number, sender, time, three bytes.
const HEADER: usize = 16;
/// Behind the payload.
const CHECKSUM: usize = 2;
const MESSAGE: u16 = 2;
const REQUEST: u16 = 3;
const RESPONSE: u16 = 4;
const SYNCHRONISATION: u16 = 6;

/// The header of a frame, and the first byte of its payload.
#[derive(Clone, Copy, Debug)]
struct Frame {
    kind: u16,
    group: Option<u8>,
}

impl Frame {
    /// A frame whose length is the datagram's.
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        c.u16().filter(|mark| *mark == MARK)?;
        let length = usize::from(c.u16()?);
        let kind = c.u16()?;
        if length.saturating_add(HEADER + CHECKSUM) != bytes.len() {
            return None;
        }
        let group = bytes.get(HEADER).filter(|_| length > 0).copied();
        Some(Self { kind, group })
    }

    fn call(self) -> Call {
        let group = self.group.filter(|_| self.kind == MESSAGE);
        let grouped = group.and_then(|group| rows::find(&ROWS, u32::from(group) << 16, group.into()));
        grouped.unwrap_or_else(|| rows::find_or(&ROWS, self.kind.into(), 0xFFFF_FFFF, self.kind.into()))
    }
}

/// Mark, length and a kind that was seen are certain on the port, and need a second frame elsewhere.
fn probe(sample: &Sample<'_>) -> Match {
    match Frame::read(sample.bytes).filter(|_| sample.whole) {
        Some(frame) if matches!(frame.kind, MESSAGE..=RESPONSE | SYNCHRONISATION) && sample.hinted => Match::Sure,
        Some(_) => Match::Weak,
        None => Match::No,
    }
}

/// State of a flow: who was told to be a node of DeltaV.
#[derive(Debug, Default)]
struct DeltaV {
    told: [bool; 2],
}

impl Session for DeltaV {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(frame) = Frame::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("deltav-frame", 0);
            }
            return;
        };
        let call = frame.call();
        match frame.kind {
            REQUEST => {
                out.initiator_sends(pdu.direction);
                out.request(call, u32::from(REQUEST), Object::NONE);
            }
            RESPONSE => {
                out.initiator_sends(pdu.direction.reverse());
                out.answer(u32::from(REQUEST), Some(call), Answered::Accepted);
            }
            // Both ends send messages; an acknowledgement answers nothing.
            _ => out.report(call, Object::NONE),
        }
        let [forward, backward] = &mut self.told;
        let told = if pdu.direction == Direction::Forward { forward } else { backward };
        if !std::mem::replace(told, true) {
            out.identity(Subject::Sender, Attribute::Software, b"DeltaV", Confidence::Medium);
        }
    }
}
