//! For tests of protocols: runs messages through a session without an engine.

use crate::{Direction, Event, Events, Framing, Pdu, Protocol, Sink};

/// Runs the protocol over stream bytes, cutting PDUs as an engine would when nothing is lost, and returns all events.
/// Byte values of identities are resolved to text beside their event.
pub fn stream(protocol: &Protocol, messages: &[(Direction, &[u8])]) -> Vec<(Event, String)> {
    let mut session = (protocol.open)();
    let mut seen = Vec::new();
    let mut pending: [Vec<u8>; 2] = [Vec::new(), Vec::new()];
    for (direction, bytes) in messages {
        let buffer = &mut pending[usize::from(*direction == Direction::Backward)];
        buffer.extend_from_slice(bytes);
        loop {
            let step = match (protocol.frame)(*direction, buffer) {
                _ if buffer.is_empty() => break,
                Framing::Pdu(n) if n > 0 && n <= buffer.len() => {
                    run(session.as_mut(), *direction, &buffer[..n], &mut seen);
                    n
                }
                Framing::Skip(n) if n > 0 => n.min(buffer.len()),
                Framing::Lost => match (protocol.resync)(*direction, buffer) {
                    Some(n) if n > 0 => n,
                    _ => buffer.len(),
                },
                _ => break,
            };
            buffer.drain(..step);
        }
    }
    seen
}

/// Runs the protocol over datagrams and returns all events.
pub fn datagrams(protocol: &Protocol, messages: &[(Direction, &[u8])]) -> Vec<(Event, String)> {
    let mut session = (protocol.open)();
    let mut seen = Vec::new();
    for (direction, bytes) in messages {
        run(session.as_mut(), *direction, bytes, &mut seen);
    }
    seen
}

fn run(session: &mut dyn crate::Session, direction: Direction, bytes: &[u8], seen: &mut Vec<(Event, String)>) {
    let mut events = Events::default();
    session.pdu(&Pdu { bytes, direction, cut: false }, &mut Sink::new(&mut events));
    for event in &events.list {
        let text = match event {
            Event::Identity { value, .. } => String::from_utf8_lossy(events.bytes(value)).into_owned(),
            Event::Carry { bytes, .. } => format!("{:02x?}", events.bytes(bytes)),
            _ => String::new(),
        };
        seen.push((event.clone(), text));
    }
}
