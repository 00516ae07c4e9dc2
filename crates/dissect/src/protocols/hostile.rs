//! The laws every case of every protocol passes: no prefix, cut or mutation of it panics, stalls or reaches beyond its bytes,
//! and no other protocol is sure of it.

use crate::{Carrier, Direction, Event, Events, Framing, Match, PROTOCOLS, Pdu, Protocol, Sample, Session, Sink};

/// Mutations tried for each message of a case.
const MUTATIONS: u64 = 400;

/// Runs prefixes and mutations of every message through `probe`, `frame`, `resync` and a session.
pub fn survives(protocol: &Protocol, messages: &[(Direction, &[u8])]) {
    kept(protocol, messages);
    for (at, (direction, bytes)) in messages.iter().enumerate() {
        claimed_by_one(protocol, bytes);
        for end in 0..=bytes.len() {
            whole(protocol, &messages[..at], *direction, &bytes[..end]);
        }
        let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
        for _ in 0..MUTATIONS {
            let mut mutated = bytes.to_vec();
            noise.disturb(&mut mutated);
            whole(protocol, &messages[..at], *direction, &mutated);
        }
    }
}

/// Cases are what fuzzing begins with: where a folder for them is named, this one is put there.
#[expect(clippy::disallowed_methods, reason = "whoever fuzzes says where cases go")]
fn kept(protocol: &Protocol, messages: &[(Direction, &[u8])]) {
    let Some(folder) = std::env::var_os("RINGWALL_CASES") else { return };
    let mut text = format!("{}\n", protocol.name);
    for (direction, bytes) in messages {
        text.push(if *direction == Direction::Forward { '>' } else { '<' });
        text.extend(bytes.iter().map(|byte| format!("{byte:02x}")));
        text.push('\n');
    }
    let number = std::hash::BuildHasher::hash_one(&foldhash::fast::FixedState::default(), &text);
    let name = format!("{}-{number:016x}", protocol.name);
    std::fs::write(std::path::Path::new(&folder).join(name), text).unwrap();
}

/// Where a message may go, no other protocol that goes there too is sure of it; on ports of its own or on strange ones.
fn claimed_by_one(protocol: &Protocol, bytes: &[u8]) {
    for other in PROTOCOLS.iter().filter(|p| p.name != protocol.name) {
        let same_kind =
            |c: &Carrier| protocol.carriers.iter().any(|own| std::mem::discriminant(own) == std::mem::discriminant(c));
        if !other.carriers.iter().any(same_kind) {
            continue;
        }
        let hinted = other.carriers.iter().any(|c| protocol.carriers.contains(c));
        for whole in [false, true] {
            let said = (other.probe)(&Sample { bytes, hinted, from_responder: None, whole });
            assert!(said < Match::Sure, "{} claims {bytes:02x?} of {}", other.name, protocol.name);
        }
    }
}

/// What went before, then these bytes: as the engine would cut them, as one datagram, and cut off.
fn whole(protocol: &Protocol, before: &[(Direction, &[u8])], direction: Direction, bytes: &[u8]) {
    for from_responder in [None, Some(direction == Direction::Backward)] {
        for whole in [false, true] {
            let _ = (protocol.probe)(&Sample { bytes, hinted: whole, from_responder, whole });
        }
    }
    for cut in [false, true] {
        let mut session = (protocol.open)();
        for (direction, bytes) in before {
            feed(protocol, session.as_mut(), *direction, bytes, false);
        }
        feed(protocol, session.as_mut(), direction, bytes, cut);
        session.gap(direction);
        run(protocol, session.as_mut(), direction, bytes, cut);
        let _ = session.heap_bytes();
    }
}

fn feed(protocol: &Protocol, session: &mut dyn Session, direction: Direction, bytes: &[u8], cut: bool) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let step = match (protocol.frame)(direction, rest) {
            Framing::Pdu(n) => {
                assert!(n > 0 && n <= rest.len(), "{}: a PDU of {n} in {}", protocol.name, rest.len());
                run(protocol, session, direction, &rest[..n], cut);
                n
            }
            Framing::Skip(n) => {
                assert!(n > 0, "{}: skips nothing", protocol.name);
                n.min(rest.len())
            }
            Framing::Need(n) => {
                assert!(n > rest.len(), "{}: needs {n} of {}", protocol.name, rest.len());
                if cut {
                    run(protocol, session, direction, rest, true);
                }
                return;
            }
            Framing::Lost => match (protocol.resync)(direction, rest) {
                Some(n) => {
                    assert!(n <= rest.len(), "{}: resync at {n} of {}", protocol.name, rest.len());
                    n.max(1)
                }
                None => return,
            },
        };
        rest = &rest[step..];
    }
}

fn run(protocol: &Protocol, session: &mut dyn Session, direction: Direction, bytes: &[u8], cut: bool) {
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

/// A small generator, so that a failure repeats.
struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap()
    }

    fn disturb(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.next(3) {
            let Some(last) = bytes.len().checked_sub(1) else { return };
            let at = self.next(last + 1);
            match self.next(4) {
                0 => bytes[at] ^= 1 << self.next(8),
                1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][self.next(5)],
                2 => bytes.truncate(at),
                _ => bytes.insert(at, bytes[self.next(last + 1)]),
            }
        }
    }
}
