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

/// The same over messages that were built.
pub fn stream_of(protocol: &Protocol, messages: &[(Direction, Vec<u8>)]) -> Vec<(Event, String)> {
    stream(protocol, &borrowed(messages))
}

/// The same over datagrams that were built.
pub fn datagrams_of(protocol: &Protocol, messages: &[(Direction, Vec<u8>)]) -> Vec<(Event, String)> {
    datagrams(protocol, &borrowed(messages))
}

fn borrowed(messages: &[(Direction, Vec<u8>)]) -> Vec<(Direction, &[u8])> {
    messages.iter().map(|(direction, bytes)| (*direction, bytes.as_slice())).collect()
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

/// What events tell, in order: `?` request, `+` and `-` answer, `!` report, `~` producer-consumer data, each with its name;
/// and codes of what is malformed.
pub fn told(protocol: &Protocol, events: &[(Event, String)]) -> Vec<String> {
    let name = |call: &crate::Call| protocol.functions[usize::from(call.row)].name;
    let answered = |outcome: &crate::Answered| if *outcome == crate::Answered::Accepted { '+' } else { '-' };
    events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Request { call, .. } => Some(format!("? {}", name(call))),
            Event::Answer { call: Some(call), outcome, .. } => Some(format!("{} {}", answered(outcome), name(call))),
            Event::Answer { call: None, outcome, .. } => Some(answered(outcome).to_string()),
            Event::Report { call, .. } => Some(format!("! {}", name(call))),
            Event::Io { call, .. } => Some(format!("~ {}", name(call))),
            Event::Malformed { code, .. } => Some((*code).to_owned()),
            _ => None,
        })
        .collect()
}

/// What was told of log-ins, channels and cryptography.
pub fn security(events: &[(Event, String)]) -> Vec<ringwall_model::Security> {
    events.iter().filter_map(|(e, _)| if let Event::Security(s) = e { Some(s.clone()) } else { None }).collect()
}

/// Attributes told, with their values.
pub fn said(events: &[(Event, String)]) -> Vec<(ringwall_model::Attribute, &str)> {
    let mut said = Vec::new();
    for (event, text) in events {
        if let Event::Identity { what, .. } = event {
            said.push((*what, text.as_str()));
        }
    }
    said
}

/// What a probe says of bytes on a strange port.
pub fn probed(protocol: &Protocol, bytes: &[u8], whole: bool) -> crate::Match {
    (protocol.probe)(&crate::Sample { bytes, hinted: false, from_responder: None, whole })
}

/// What a probe says of bytes on a port of the protocol.
pub fn probed_on_port(protocol: &Protocol, bytes: &[u8], whole: bool) -> crate::Match {
    (protocol.probe)(&crate::Sample { bytes, hinted: true, from_responder: None, whole })
}

/// A message decoded by hand: where it is described, which way it goes, its bytes, and everything it tells.
pub struct Decoded {
    /// Section, table or page of the description named at the head of the file.
    pub place: &'static str,
    /// Which way it goes.
    pub from: Direction,
    /// Built by an encoder of ours.
    pub bytes: Vec<u8>,
    /// As [`facts`] writes it.
    pub tells: &'static str,
}

/// Runs protocol messages: [`stream`] or [`datagrams`].
type Run = fn(&Protocol, &[(Direction, &[u8])]) -> Vec<(Event, String)>;

/// Each message by itself tells what was decoded by hand.
pub fn decoded(protocol: &Protocol, run: Run, messages: &[Decoded]) {
    for Decoded { place, from, bytes, tells } in messages {
        assert_eq!(facts(protocol, &run(protocol, &[(*from, bytes)])), *tells, "{}: {place}", protocol.name);
    }
}

/// Everything events tell in one line: `@` native address, `? + - ! ~` messages with their objects, `=` identity,
/// `#` security, `*` secret, `>` carried, and codes of what is malformed.
pub fn facts(protocol: &Protocol, events: &[(Event, String)]) -> String {
    let name = |call: &crate::Call| protocol.functions[usize::from(call.row)].name;
    let facts = events.iter().filter_map(|(event, text)| match event {
        Event::Native(native) => Some(format!("@ {}", address(native))),
        Event::Request { call, object, .. } => Some(format!("? {}{}", name(call), range(object))),
        Event::Report { call, object } => Some(format!("! {}{}", name(call), range(object))),
        Event::Io { call, object } => Some(format!("~ {}{}", name(call), range(object))),
        Event::Identity { what, .. } => Some(format!("= {} {text}", what.word())),
        Event::Security(security) => {
            Some(format!("# {}", format!("{security:?}").split([' ', '(']).next().unwrap_or_default()))
        }
        Event::Secret { .. } => Some("*".to_owned()),
        Event::Carry { .. } => Some(">".to_owned()),
        _ => told(protocol, &[(event.clone(), String::new())]).pop(),
    });
    facts.collect::<Vec<_>>().join("; ")
}

fn address(native: &crate::Native) -> String {
    match native {
        crate::Native::Unit(unit) => format!("unit {unit}"),
        crate::Native::Numbered(kind, number) => format!("{kind} {number}"),
        crate::Native::Triple(kind, [a, b, c]) => format!("{kind} {a}.{b}.{c}"),
        crate::Native::Pair(kind, one, other) => format!("{kind} {one}.{other}"),
        other => format!("{other:?}"),
    }
}

fn range(object: &crate::Object) -> String {
    let crate::Object { kind, first, last } = object;
    match kind {
        &"" => String::new(),
        _ if first == last => format!(" {kind} {first}"),
        _ => format!(" {kind} {first}..{last}"),
    }
}
