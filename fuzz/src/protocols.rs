//! The table of protocols: no message panics, stalls or reaches beyond its bytes.

use ringwall_dissect::{Direction, Event, Events, Framing, Pdu, Protocol, Sample, Session, Sink};

use crate::{
    plan::{Fate, Plan},
    talk::Talk,
};

/// Runs a talk through a session, as streams or as datagrams.
pub fn run(data: &[u8]) {
    let Some(talk) = Talk::of(data) else { return };
    let mut plan = Plan(talk.plan);
    let mut session = (talk.protocol.open)();
    let mut pending = [Vec::new(), Vec::new()];
    for (direction, message) in &talk.messages {
        probe(talk.protocol, *direction, message);
        let (length, fate) = plan.step();
        match fate {
            Fate::Lost => {
                session.gap(*direction);
                pending[side(*direction)].clear();
            }
            _ if talk.flag(0) => pdu(talk.protocol, session.as_mut(), *direction, message, fate == Fate::Late),
            _ => {
                let buffer: &mut Vec<u8> = &mut pending[side(*direction)];
                for piece in message.chunks(length.max(1)) {
                    buffer.extend_from_slice(piece);
                    stream(talk.protocol, session.as_mut(), *direction, buffer);
                }
            }
        }
    }
    let _ = session.heap_bytes();
}

fn side(direction: Direction) -> usize {
    usize::from(direction == Direction::Backward)
}

fn probe(protocol: &Protocol, direction: Direction, bytes: &[u8]) {
    for from_responder in [None, Some(direction == Direction::Backward)] {
        for whole in [false, true] {
            let _ = (protocol.probe)(&Sample { bytes, hinted: whole, from_responder, whole });
        }
    }
}

/// Cuts what has come as an engine would, and keeps what waits for more.
fn stream(protocol: &Protocol, session: &mut dyn Session, direction: Direction, buffer: &mut Vec<u8>) {
    let mut at = 0;
    while at < buffer.len() {
        let rest = &buffer[at..];
        at += match (protocol.frame)(direction, rest) {
            Framing::Pdu(n) => {
                assert!(n > 0 && n <= rest.len(), "{}: a PDU of {n} in {}", protocol.name, rest.len());
                pdu(protocol, session, direction, &rest[..n], false);
                n
            }
            Framing::Skip(n) => {
                assert!(n > 0, "{}: skips nothing", protocol.name);
                n.min(rest.len())
            }
            Framing::Need(n) => {
                assert!(n > rest.len(), "{}: needs {n} of {}", protocol.name, rest.len());
                if n > protocol.pdu_max {
                    pdu(protocol, session, direction, rest, true);
                    rest.len()
                } else {
                    break;
                }
            }
            Framing::Lost => {
                session.gap(direction);
                let found = (protocol.resync)(direction, rest);
                assert!(found.is_none_or(|n| n <= rest.len()), "{}: resync beyond", protocol.name);
                found.map_or(rest.len(), |n| n.max(1))
            }
        };
    }
    buffer.drain(..at.min(buffer.len()));
}

fn pdu(protocol: &Protocol, session: &mut dyn Session, direction: Direction, bytes: &[u8], cut: bool) {
    let mut events = Events::default();
    session.pdu(&Pdu { bytes, direction, cut }, &mut Sink::new(&mut events));
    for event in &events.list {
        match event {
            Event::Secret { at, .. } => {
                assert!(at.start <= at.end && at.end <= bytes.len(), "{}: a secret outside its PDU", protocol.name)
            }
            Event::Malformed { at, .. } => assert!(*at <= bytes.len(), "{}: a place outside its PDU", protocol.name),
            Event::Request { call, .. } | Event::Report { call, .. } | Event::Io { call, .. } => {
                assert!(usize::from(call.row) < protocol.functions.len(), "{}: no such row", protocol.name)
            }
            _ => {}
        }
    }
}
