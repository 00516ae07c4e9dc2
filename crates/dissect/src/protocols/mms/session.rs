//! One MMS association.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, Stage};

use crate::protocols::long_ber::{Element, Reader};
use crate::{Answered, Call, Direction, Object, Pdu, Session, Sink, Subject};

use super::functions;
use super::osi::{self, Peeled};
use super::services;
use super::tase2::{self, Tase2};
use super::variables::{self, Purpose};

/// An invoke id.
const INTEGER: u8 = 0x02;
/// Writes whose purpose is remembered until their answer.
const PENDING_MAX: usize = 8;
const READ: u32 = 4;
const WRITE: u32 = 5;
const IDENTIFY: u32 = 2;
const INFORMATION_REPORT: u32 = 0;

/// How somebody asked to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Anonymous,
    Password,
    /// By another kind of value.
    Otherwise,
}

/// State of an association.
#[derive(Debug, Default)]
pub struct Mms {
    told: bool,
    asked: Option<Asked>,
    let_in: Option<Asked>,
    changed: bool,
    tase2: Tase2,
    /// Tags of services with a purpose, newest last.
    pending: [Option<(u32, Purpose)>; PENDING_MAX],
}

impl Session for Mms {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(peeled) = osi::peel(pdu.bytes) else {
            out.malformed("mms-session", 0);
            return out.report(functions::session(0), Object::NONE);
        };
        self.association(&peeled, out);
        match (peeled.message, peeled.session) {
            (Some(message), _) => self.message(message, pdu.direction, out),
            (None, Some(kind)) => out.report(functions::session(kind), Object::NONE),
            (None, None) => out.report(functions::session(0), Object::NONE),
        }
        if peeled.association.is_some_and(|a| a.first == 0x61) {
            self.answered(peeled.result() == Some(0), out);
        }
    }

    fn gap(&mut self, _: Direction) {
        self.pending = [None; PENDING_MAX];
    }
}

impl Mms {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    /// A request for an association says who asks.
    fn association(&mut self, peeled: &Peeled<'_>, out: &mut Sink<'_>) {
        if peeled.association.is_none_or(|a| a.first != 0x60) {
            return;
        }
        let password = peeled.password();
        self.asked = Some(match (&password, peeled.authenticates()) {
            (Some(_), _) => Asked::Password,
            (None, true) => Asked::Otherwise,
            (None, false) => Asked::Anonymous,
        });
        if let Some(at) = password {
            out.secret(SecretKind::Password, at);
        }
    }

    fn answered(&mut self, accepted: bool, out: &mut Sink<'_>) {
        let Some(asked) = self.asked.take() else { return };
        if accepted {
            self.let_in = Some(asked);
        }
        tell(asked, if accepted { Stage::Completed } else { Stage::Refused }, false, out);
    }

    fn message(&mut self, message: Element<'_>, direction: Direction, out: &mut Sink<'_>) {
        let code = message.number;
        if message.first & 0xC0 != 0x80 {
            return out.report(functions::session(0), Object::NONE);
        }
        match code {
            0 => self.request(message, direction, out),
            1 => self.response(message, direction, out),
            3 => {
                let service = message.inside().next();
                let call = service.map_or(functions::unconfirmed(u32::MAX), |s| self.reported(s, out));
                out.report(call, Object::NONE);
            }
            2 | 4 => {
                let invoke = message.inside().find(0x80).and_then(Element::integer);
                out.answer(invoke.map_or(0, tag), Some(functions::pdu(code)), Answered::Refused);
            }
            // Cancelling, initiating and concluding are asked for, done or refused, one number after another.
            5 | 8 | 11 => {
                self.tell(direction, out);
                out.request(functions::pdu(code), CONTROL_TAG | code, Object::NONE);
            }
            6 | 9 | 12 => {
                self.tell(direction.reverse(), out);
                out.answer(CONTROL_TAG | code.saturating_sub(1), Some(functions::pdu(code)), Answered::Accepted);
            }
            7 | 10 | 13 => {
                out.answer(CONTROL_TAG | code.saturating_sub(2), Some(functions::pdu(code)), Answered::Refused)
            }
            _ => out.report(functions::pdu(code), Object::NONE),
        }
    }

    fn request(&mut self, message: Element<'_>, direction: Direction, out: &mut Sink<'_>) {
        let Some((invoke, service)) = invoked(message) else {
            return out.report(functions::pdu(u32::from(message.first & 0x1F)), Object::NONE);
        };
        self.tell(direction, out);
        if matches!(service.number, READ | WRITE) && self.tase2.begins(service) {
            self.begins(Some(service), out);
        }
        let purpose = match (service.number, self.tase2.is_seen()) {
            (WRITE, true) => self.tase2.of_write(service),
            (READ, true) => self.tase2.of_read(service),
            (WRITE, false) => variables::of_write(service),
            (READ, false) => variables::of_read(service),
            _ => Purpose::Plain,
        };
        if purpose != Purpose::Plain {
            self.pending.rotate_left(1);
            if let Some(slot) = self.pending.last_mut() {
                *slot = Some((tag(invoke), purpose));
            }
        }
        out.request(functions::confirmed(service.number, purpose), tag(invoke), Object::NONE);
    }

    fn response(&mut self, message: Element<'_>, direction: Direction, out: &mut Sink<'_>) {
        let Some((invoke, service)) = invoked(message) else {
            return out.report(functions::pdu(u32::from(message.first & 0x1F)), Object::NONE);
        };
        self.tell(direction.reverse(), out);
        let tag = tag(invoke);
        let waiting = self.pending.iter_mut().find(|slot| slot.is_some_and(|(asked, _)| asked == tag));
        let purpose = waiting.and_then(Option::take).map_or(Purpose::Plain, |(_, purpose)| purpose);
        let outcome = match service.number {
            WRITE => services::of_write(service),
            _ => Answered::Accepted,
        };
        out.answer(tag, Some(functions::confirmed(service.number, purpose)), outcome);
        match service.number {
            IDENTIFY => services::identify(service, out),
            READ if purpose == Purpose::TransferSet => self.tase2.next_set(service),
            WRITE if outcome == Answered::Accepted => self.changes(out),
            _ => {}
        }
    }

    /// What a report is.
    fn reported(&mut self, service: Element<'_>, out: &mut Sink<'_>) -> Call {
        if service.number != INFORMATION_REPORT {
            return functions::unconfirmed(service.number);
        }
        if self.tase2.begins(service) {
            self.begins(None, out);
        }
        if tase2::acknowledges(service) { functions::acknowledged() } else { functions::unconfirmed(service.number) }
    }

    /// Both ends are control centres; a request says what they call their agreement.
    fn begins(&self, request: Option<Element<'_>>, out: &mut Sink<'_>) {
        for who in [Subject::Sender, Subject::Receiver] {
            out.identity(who, Attribute::Capability, b"control-centre", Confidence::Medium);
        }
        if let Some(domain) = request.and_then(tase2::domain) {
            let text = [&b"TASE.2 domain "[..], domain].concat();
            out.identity(Subject::Receiver, Attribute::Description, &text, Confidence::Medium);
        }
    }

    /// Something was changed by whoever was let in.
    fn changes(&mut self, out: &mut Sink<'_>) {
        if let Some(asked) = self.let_in
            && !std::mem::replace(&mut self.changed, true)
        {
            tell(asked, Stage::Completed, true, out);
        }
    }
}

/// Pairs messages that are no services apart from these.
const CONTROL_TAG: u32 = 0x8000_0000;

fn tag(invoke: u32) -> u32 {
    invoke.wrapping_add(1) & 0x7FFF_FFFF
}

/// Invoke id and service of a confirmed message; modifiers between them are passed over.
fn invoked<'a>(message: Element<'a>) -> Option<(u32, Element<'a>)> {
    let mut reader: Reader<'a> = message.inside();
    let invoke = reader.next().filter(|e| e.first == INTEGER)?.integer()?;
    let service = reader.next()?;
    let service = if service.first == 0x30 { reader.next()? } else { service };
    Some((invoke, service))
}

fn tell(asked: Asked, stage: Stage, changing: bool, out: &mut Sink<'_>) {
    match asked {
        Asked::Anonymous if stage == Stage::Completed => {
            out.security(Security::Anonymous { human: false, changing, stage });
        }
        Asked::Password => {
            let secret = Some(SecretKind::Password);
            out.security(Security::Login { clear: true, secret, default: false, stage, human: false, changing });
        }
        Asked::Anonymous | Asked::Otherwise => {}
    }
}
