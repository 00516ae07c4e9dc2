//! What two stations of BACnet say to each other.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;

use ringwall_model::{SecretKind, Security};

use crate::{Answered, Cursor, Direction, Object, Pdu, Session, Sink, Subject};

use super::apdu::{Apdu, Kind};
use super::functions::{self, FORWARDED};
use super::passwords::{self, Passwords};
use super::tags::{self, Tag};
use super::{HEADER, LOGICAL_LINK, PREAMBLE, bus, header, identity, npdu, objects};

/// Error class *security*.
const SECURITY: u32 = 4;
/// Error code of a wrong password.
const PASSWORD_FAILURE: u32 = 26;
/// Pairs messages of the virtual link apart from services.
const LINK_TAG: u32 = 0x1_0000;

/// State of a flow.
#[derive(Debug, Default)]
pub struct Bacnet {
    told: bool,
    passwords: Passwords,
}

/// Where an application message comes from.
#[derive(Clone, Copy)]
struct Origin {
    direction: Direction,
    /// Whose identity it may tell; none for a device behind a router.
    who: Option<Subject>,
    place: Place,
}

/// Where a message stands in what was read.
#[derive(Clone, Copy)]
enum Place {
    /// Its bytes are counted from here.
    From(usize),
    /// It is coded between these, and no byte of it stands anywhere.
    Coded(usize, usize),
}

impl Place {
    /// The place of some bytes of the message.
    fn of(self, bytes: Range<usize>) -> Range<usize> {
        match self {
            Self::From(start) => start.saturating_add(bytes.start)..start.saturating_add(bytes.end),
            Self::Coded(start, end) => start..end,
        }
    }
}

impl Session for Bacnet {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if let Some(message) = pdu.bytes.strip_prefix(LOGICAL_LINK) {
            let place = Place::From(LOGICAL_LINK.len());
            if self.network(Cursor::new(message), Subject::Sender, pdu.direction, place, out).is_none() && !pdu.cut {
                out.malformed("bacnet-message", LOGICAL_LINK.len());
            }
            return;
        }
        if pdu.bytes.starts_with(&PREAMBLE) {
            return self.frame(pdu, out);
        }
        let Some((function, length)) = header(pdu.bytes) else { return out.malformed("bacnet-header", 0) };
        if length > pdu.bytes.len() && !pdu.cut {
            out.malformed("bacnet-length", 2);
        }
        let mut c = Cursor::new(pdu.bytes.get(..length).unwrap_or(pdu.bytes));
        if c.skip(HEADER).is_none() {
            return out.malformed("bacnet-header", 0);
        }
        let read = match function {
            FORWARDED => forwarded(&mut c).and_then(|who| self.network(c, who, pdu.direction, Place::From(0), out)),
            9..=11 => self.network(c, Subject::Sender, pdu.direction, Place::From(0), out),
            function => {
                self.link(function, &mut c, pdu.direction, out);
                Some(())
            }
        };
        if read.is_none() && !pdu.cut {
            out.malformed("bacnet-message", HEADER.min(pdu.bytes.len()));
        }
    }
}

/// The station whose broadcast is forwarded: address and port.
fn forwarded(c: &mut Cursor<'_>) -> Option<Subject> {
    let address = c.array::<4>()?;
    c.skip(2)?;
    Some(Subject::Ip(IpAddr::V4(Ipv4Addr::from(address))))
}

impl Bacnet {
    /// Reads a frame of MS/TP.
    fn frame(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(carried) = bus::carried(pdu.bytes) else { return out.malformed("bacnet-frame", 0) };
        let Range { start, end } = carried.place;
        let place = if carried.is_coded { Place::Coded(start, end) } else { Place::From(start) };
        let message = Cursor::new(&carried.message);
        if self.network(message, Subject::Sender, pdu.direction, place, out).is_none() && !pdu.cut {
            out.malformed("bacnet-message", start);
        }
    }

    /// Only who wants something asks.
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    fn link(&mut self, function: u8, c: &mut Cursor<'_>, direction: Direction, out: &mut Sink<'_>) {
        let call = functions::link_call(function);
        match function {
            functions::RESULT => {
                let outcome = if c.u16() == Some(0) { Answered::Accepted } else { Answered::Refused };
                out.answer(LINK_TAG, Some(call), outcome);
            }
            3 | 7 => out.answer(LINK_TAG, Some(call), Answered::Accepted),
            functions::SECURE => out.report(call, Object::NONE),
            _ => {
                self.tell(direction, out);
                out.request(call, LINK_TAG, Object::NONE);
            }
        }
    }

    fn network(
        &mut self,
        mut c: Cursor<'_>,
        who: Subject,
        direction: Direction,
        place: Place,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let header = npdu::Header::read(&mut c)?;
        if header.is_message {
            out.native(header.native(true));
            let call = functions::network_call(c.u8()?);
            out.report(call, Object::NONE);
            return Some(());
        }
        let apdu = Apdu::read(&mut c)?;
        out.native(header.native(apdu.asks()));
        let origin = Origin { direction, who: (!header.is_routed()).then_some(who), place };
        let at = c.position();
        match apdu.kind {
            Kind::Unconfirmed(service) => unconfirmed(service, c.rest(), origin, out),
            Kind::Confirmed(service) => self.confirmed(service, apdu, c.rest(), at, origin, out),
            _ => self.answer(apdu, c.rest(), origin, out),
        }
        Some(())
    }

    fn confirmed(&mut self, service: u8, apdu: Apdu, parameters: &[u8], at: usize, origin: Origin, out: &mut Sink<'_>) {
        self.tell(origin.direction, out);
        let (object, special) = objects::of_confirmed(service, parameters);
        if let Some(place) = passwords::find(service, parameters) {
            let place = at.saturating_add(place.start)..at.saturating_add(place.end);
            out.secret(SecretKind::Password, origin.place.of(place));
            self.passwords.sent(apdu.invoke.unwrap_or(0));
        }
        let object = if apdu.cut { Object::NONE } else { object };
        out.request(functions::confirmed_call(service, special), tag(apdu), object);
    }

    fn answer(&mut self, apdu: Apdu, parameters: &[u8], origin: Origin, out: &mut Sink<'_>) {
        let tag = tag(apdu);
        let outcome = match apdu.kind {
            Kind::Simple(_) | Kind::Complex(_) => Answered::Accepted,
            _ => Answered::Refused,
        };
        self.passwords.answered(apdu.invoke.unwrap_or(0), outcome, out);
        match apdu.kind {
            Kind::Simple(service) | Kind::Complex(service) | Kind::Error(service) => {
                self.tell(origin.direction.reverse(), out);
                out.answer(tag, Some(functions::confirmed_call(service, false)), outcome);
                if let (Kind::Complex(12 | 14), Some(who)) = (apdu.kind, origin.who) {
                    identity::properties(who, parameters, out);
                }
                if matches!(apdu.kind, Kind::Error(_)) && denies(parameters) {
                    out.security(Security::Denied { by: "security".into() });
                }
            }
            Kind::Reject => out.answer(tag, Some(functions::apdu_call(6)), outcome),
            Kind::Abort { from_server: true } => out.answer(tag, Some(functions::apdu_call(7)), outcome),
            Kind::Abort { from_server: false } => out.report(functions::apdu_call(7), Object::NONE),
            Kind::Further { asks } => out.report(functions::apdu_call(if asks { 16 } else { 3 }), Object::NONE),
            Kind::SegmentAck => out.report(functions::apdu_call(4), Object::NONE),
            Kind::Unlisted(kind) => out.report(functions::apdu_call(kind), Object::NONE),
            Kind::Confirmed(_) | Kind::Unconfirmed(_) => {}
        }
    }
}

fn unconfirmed(service: u8, parameters: &[u8], origin: Origin, out: &mut Sink<'_>) {
    out.report(functions::unconfirmed_call(service), objects::of_unconfirmed(service, parameters));
    // A message that ends early tells nothing.
    let _ = match (service, origin.who) {
        (0, Some(who)) => identity::i_am(who, parameters, out),
        (1, Some(who)) => identity::i_have(who, parameters, out),
        _ => None,
    };
}

/// Pairs a service with its answer.
fn tag(apdu: Apdu) -> u32 {
    apdu.invoke.map_or(0, |invoke| 0x100 | u32::from(invoke))
}

/// True for an error that says the asker may not do this. A wrong password is told as a log-in; that a property cannot be
/// written may be so for everybody.
fn denies(parameters: &[u8]) -> bool {
    let mut c = Cursor::new(parameters);
    let mut number = || match tags::next(&mut c) {
        Some(Tag::Application(tags::ENUMERATED, value)) => tags::number(value),
        _ => None,
    };
    number() == Some(SECURITY) && number().is_some_and(|code| code != PASSWORD_FAILURE)
}
