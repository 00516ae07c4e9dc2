//! CIP messages: requests, replies, and messages inside messages (CIP volume 1, chapters 2 and 3).

use ringwall_model::{Attribute, Confidence};

use crate::{Answered, Cursor, Object, Sink, Subject};

use super::asked::{Asked, Exchange, Place};
use super::path::{self, Target};
use super::session::{Enip, UNASKED};
use super::{attributes, functions, identity, pccc};

/// Set in the service of a reply.
const REPLY: u8 = 0x80;

const MULTIPLE_SERVICE_PACKET: u8 = 0x0A;
const FORWARD_CLOSE: u8 = 0x4E;
const UNCONNECTED_SEND: u8 = 0x52;
const FORWARD_OPEN: u8 = 0x54;
const LARGE_FORWARD_OPEN: u8 = 0x5B;
const EXECUTE_PCCC: u8 = 0x4B;

const CONNECTION_MANAGER: u16 = 0x06;
const PCCC: u16 = 0x67;

/// Messages of one Multiple Service Packet that are read: with their native address they fit the events of a PDU.
const INNER_MAX: u16 = 240;

/// True for a request.
pub fn asks(message: &[u8]) -> bool {
    message.first().is_some_and(|service| service & REPLY == 0)
}

/// Reads the message an encapsulation message carries.
pub fn read(session: &mut Enip, exchange: Exchange, slot: Option<u8>, message: &[u8], out: &mut Sink<'_>) {
    out.native(path::native(slot));
    let at = Position { exchange, place: Place::Message, slot };
    if asks(message) {
        request(session, at, message, out);
    } else {
        reply(session, at, message, out);
    }
}

/// Where a message stands.
#[derive(Clone, Copy, Debug)]
struct Position {
    exchange: Exchange,
    place: Place,
    slot: Option<u8>,
}

/// A request without its path.
#[derive(Clone, Copy, Debug)]
struct Request<'a> {
    service: u8,
    target: Target,
    data: &'a [u8],
}

fn request(session: &mut Enip, at: Position, message: &[u8], out: &mut Sink<'_>) {
    let Some(request) = parse(message, out) else { return };
    if request.target.class == Some(CONNECTION_MANAGER) && at.place == Place::Message {
        match request.service {
            UNCONNECTED_SEND => return unconnected_send(session, at, &request, out),
            FORWARD_OPEN | LARGE_FORWARD_OPEN => {
                session.connections.opening(request.data, request.service == LARGE_FORWARD_OPEN);
            }
            FORWARD_CLOSE => {
                session.connections.closing(request.data);
            }
            _ => {}
        }
    }
    plain(session, at, &request, out);
}

/// Service, path in words, data. A path that is not understood leaves the class open; the service still counts.
fn parse<'a>(message: &'a [u8], out: &mut Sink<'_>) -> Option<Request<'a>> {
    let mut cursor = Cursor::new(message);
    let service = cursor.u8()?;
    let path = cursor.u8().and_then(|words| cursor.take(usize::from(words).saturating_mul(2)));
    let target = path.and_then(path::read);
    if target.is_none() {
        out.malformed("cip-path", 0);
    }
    Some(Request { service, target: target.unwrap_or_default(), data: cursor.rest() })
}

fn plain(session: &mut Enip, at: Position, request: &Request<'_>, out: &mut Sink<'_>) {
    let Request { service, target, data } = *request;
    let tag = session.waiting.tag();
    let Position { exchange, place, slot } = at;
    let call = functions::of_service(target.class, service);
    let asked = Asked { tag, class: target.class, service, call, attribute: target.attribute, slot };
    session.waiting.ask(exchange, place, asked);
    out.request(call, tag, target.object());
    match (service, target.class, place) {
        (MULTIPLE_SERVICE_PACKET, _, Place::Message) => each(data, out, |index, message, out| {
            request_inner(session, Position { place: Place::Inner(index), ..at }, message, out);
        }),
        (EXECUTE_PCCC, Some(PCCC), _) => pccc::request(session, slot, data, out),
        _ => {}
    }
}

fn request_inner(session: &mut Enip, at: Position, message: &[u8], out: &mut Sink<'_>) {
    if let Some(request) = parse(message, out) {
        plain(session, at, &request, out);
    }
}

/// A message with the route it takes behind this device. Only the message is answered; the envelope counts as sent.
fn unconnected_send(session: &mut Enip, at: Position, request: &Request<'_>, out: &mut Sink<'_>) {
    out.report(functions::of_service(Some(CONNECTION_MANAGER), UNCONNECTED_SEND), Object::NONE);
    let mut cursor = Cursor::new(request.data);
    let inner = cursor.skip(2).and_then(|()| cursor.u16_le()).and_then(|n| {
        let message = cursor.take(usize::from(n))?;
        cursor.skip(usize::from(n % 2))?;
        Some(message)
    });
    let Some(message) = inner else { return out.malformed("cip-unconnected-send", 0) };
    let words = cursor.u8().map_or(0, usize::from);
    let route = cursor.skip(1).and_then(|()| cursor.take(words.saturating_mul(2))).and_then(path::read);
    let slot = route.map_or(at.slot, |route| route.slot);
    out.native(path::native(slot));
    match parse(message, out) {
        Some(inner) => plain(session, Position { slot, ..at }, &inner, out),
        None => out.malformed("cip-unconnected-send", 0),
    }
}

/// A reply without its header.
struct Reply<'a> {
    service: u8,
    status: u8,
    data: &'a [u8],
}

fn parse_reply(message: &[u8]) -> Option<Reply<'_>> {
    let mut cursor = Cursor::new(message);
    let service = cursor.u8()? & !REPLY;
    cursor.skip(1)?;
    let status = cursor.u8()?;
    let words = usize::from(cursor.u8()?);
    cursor.skip(words.saturating_mul(2))?;
    Some(Reply { service, status, data: cursor.rest() })
}

/// General status "success", "partial transfer" (the rest follows), and "embedded service error", whose parts answer for
/// themselves.
const ACCEPTED: [u8; 3] = [0x00, 0x06, 0x1E];

fn reply(session: &mut Enip, at: Position, message: &[u8], out: &mut Sink<'_>) {
    let Some(reply) = parse_reply(message) else { return out.malformed("cip-reply", 0) };
    let asked = session.waiting.take(at.exchange, at.place);
    // An envelope that fails on its way answers in its own name for the message in it.
    let (class, call) = match asked {
        Some(a) if a.service == reply.service => (a.class, a.call),
        _ => {
            let class = (reply.service == UNCONNECTED_SEND).then_some(CONNECTION_MANAGER);
            (class, functions::of_service(class, reply.service))
        }
    };
    let slot = asked.map_or(at.slot, |a| a.slot);
    if slot != at.slot {
        out.native(path::native(slot));
    }
    let accepted = ACCEPTED.contains(&reply.status);
    let outcome = if accepted { Answered::Accepted } else { Answered::Refused };
    let tag = asked.map_or(UNASKED, |a| a.tag);
    out.answer(tag, Some(call), outcome);
    match (reply.service, class, at.place) {
        (MULTIPLE_SERVICE_PACKET, _, Place::Message) => each(reply.data, out, |index, message, out| {
            self::reply(session, Position { place: Place::Inner(index), ..at }, message, out);
        }),
        _ if !accepted => {}
        (FORWARD_OPEN | LARGE_FORWARD_OPEN, Some(CONNECTION_MANAGER), _) => {
            let Some(opened) = session.connections.opened(reply.data) else { return };
            // Both ends take part in the safety function.
            let ends = [Subject::Sender, Subject::Receiver].into_iter().filter(|_| opened.safety);
            ends.for_each(|who| safety(who, out));
            if let Some((key, slot)) = opened.key {
                identity::of_key(key, slot.or(at.slot), out);
            }
        }
        (EXECUTE_PCCC, Some(PCCC), _) => pccc::reply(session, slot, reply.data, out),
        (service, Some(class), _) => {
            if SAFETY_CLASSES.contains(&class) {
                safety(Subject::Sender, out);
            }
            let attribute = asked.and_then(|a| a.attribute);
            attributes::of_reply(class, service, attribute, slot, reply.data, out);
        }
        _ => {}
    }
}

/// Supervisor and validator of safety connections (CIP volume 5): only safety devices have them.
const SAFETY_CLASSES: [u16; 2] = [0x39, 0x3A];

fn safety(who: Subject, out: &mut Sink<'_>) {
    out.identity(who, Attribute::Capability, b"safety", Confidence::High);
}

/// Calls for each message of a Multiple Service Packet: a count, an offset for each from the count on, the messages.
fn each(data: &[u8], out: &mut Sink<'_>, mut read: impl FnMut(u16, &[u8], &mut Sink<'_>)) {
    let mut offsets = Cursor::new(data);
    let Some(count) = offsets.u16_le() else { return };
    for index in 0..count.min(INNER_MAX) {
        let Some(start) = offsets.u16_le() else { return out.malformed("cip-multiple", 0) };
        let next = Cursor::new(offsets.rest()).u16_le().filter(|_| index.saturating_add(1) < count);
        let end = next.map_or(data.len(), usize::from);
        match data.get(usize::from(start)..end) {
            Some(message) if !message.is_empty() => read(index, message, out),
            _ => return out.malformed("cip-multiple", 0),
        }
    }
}
