//! One client and its broker.

use ringwall_model::{SecretKind, Security, Stage};

use crate::protocols::credentials::Typed;
use crate::{Answered, Cursor, Direction, Object, Pdu, Session, Sink};

use super::functions;
use super::packet::{self, CONNACK, CONNECT, Connect, Header, PUBLISH};

/// Reason codes from here on are failures, as are all but 0 of a connection in older versions.
const FAILURE: u8 = 0x80;

/// How a client said who it is.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Anonymous,
    /// By a name without a password: it proves nothing, nor is it nobody.
    Named,
    Password {
        default: bool,
    },
}

/// State of a connection.
#[derive(Debug, Default)]
pub struct Mqtt {
    client: Option<Direction>,
    version: u8,
    asked: Option<Asked>,
    let_in: Option<Asked>,
    changed: bool,
}

impl Session for Mqtt {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = Header::read(pdu.bytes) else { return out.malformed("mqtt-header", 0) };
        let body = pdu.bytes.get(header.start..header.total.min(pdu.bytes.len())).unwrap_or_default();
        match header.kind {
            CONNECT => self.connect(header, body, pdu, out),
            CONNACK => self.connected(body, pdu.direction, out),
            PUBLISH => self.publish(header, body, pdu.direction, out),
            kind => self.other(kind, body, pdu.direction, out),
        }
    }
}

impl Mqtt {
    fn client_is(&mut self, direction: Direction, out: &mut Sink<'_>) {
        if self.client.is_none() {
            self.client = Some(direction);
            out.initiator_sends(direction);
        }
    }

    fn connect(&mut self, header: Header, body: &[u8], pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        self.client_is(pdu.direction, out);
        out.request(functions::call(CONNECT, false), tag(CONNECT, 0), Object::NONE);
        let Some(connect) = Connect::read(body) else {
            if !pdu.cut {
                out.malformed("mqtt-connect", header.start.min(pdu.bytes.len()));
            }
            return;
        };
        self.version = connect.version;
        self.asked = Some(match (connect.user, connect.password) {
            (user, Some((password, at))) => {
                let place = header.start.saturating_add(at.start)..header.start.saturating_add(at.end);
                out.secret(SecretKind::Password, place);
                Asked::Password { default: Typed::pair(user.unwrap_or_default(), password).is_default() }
            }
            (Some(_), None) => Asked::Named,
            (None, None) => Asked::Anonymous,
        });
    }

    fn connected(&mut self, body: &[u8], direction: Direction, out: &mut Sink<'_>) {
        self.client_is(direction.reverse(), out);
        let accepted = body.get(1) == Some(&0);
        let outcome = if accepted { Answered::Accepted } else { Answered::Refused };
        out.answer(tag(CONNECT, 0), Some(functions::call(CONNACK, false)), outcome);
        if let Some(asked) = self.asked.take() {
            if accepted {
                self.let_in = Some(asked);
            }
            tell(asked, if accepted { Stage::Completed } else { Stage::Refused }, false, out);
        }
    }

    /// A publication waits for an answer where its quality of service wants one.
    fn publish(&mut self, header: Header, body: &[u8], direction: Direction, out: &mut Sink<'_>) {
        let mut c = Cursor::new(body);
        let Some(topic) = packet::string(&mut c) else { return out.malformed("mqtt-topic", header.start) };
        let call =
            if is_opc_ua(topic, body) { functions::opc_ua_call() } else { functions::call(PUBLISH, is_command(topic)) };
        match (header.flags & 6, c.u16()) {
            (0, _) | (_, None) => out.report(call, Object::NONE),
            (_, Some(id)) => out.request(call, tag(PUBLISH, id), Object::NONE),
        }
        if self.client == Some(direction)
            && let Some(asked) = self.let_in
            && !std::mem::replace(&mut self.changed, true)
        {
            tell(asked, Stage::Completed, true, out);
        }
    }

    fn other(&mut self, kind: u8, body: &[u8], direction: Direction, out: &mut Sink<'_>) {
        let mut c = Cursor::new(body);
        let id = c.u16().unwrap_or(0);
        let call = functions::call(kind, false);
        let mut answer = |asked: u8, outcome: Answered| out.answer(tag(asked, id), Some(call), outcome);
        match kind {
            4 | 5 => answer(PUBLISH, self.outcome(&[c.u8().unwrap_or(0)])),
            7 => answer(6, Answered::Accepted),
            9 => {
                let read = packet::properties(&mut c, self.version);
                answer(8, if read.is_some() { self.granted(c.rest()) } else { Answered::Accepted });
            }
            11 => answer(10, Answered::Accepted),
            13 => out.answer(tag(12, 0), Some(call), Answered::Accepted),
            12 => {
                self.client_is(direction, out);
                out.request(call, tag(12, 0), Object::NONE);
            }
            8 | 10 => {
                self.client_is(direction, out);
                out.request(call, tag(kind, id), Object::NONE);
            }
            6 => out.request(call, tag(6, id), Object::NONE),
            _ => out.report(call, Object::NONE),
        }
    }

    /// Only version 5 says why.
    fn outcome(&self, reasons: &[u8]) -> Answered {
        let failed = self.version >= 5 && reasons.iter().all(|r| *r >= FAILURE);
        if failed { Answered::Refused } else { Answered::Accepted }
    }

    /// A subscription is refused when every topic of it is.
    fn granted(&self, reasons: &[u8]) -> Answered {
        let failed = !reasons.is_empty() && reasons.iter().all(|r| *r >= FAILURE);
        if failed { Answered::Refused } else { Answered::Accepted }
    }
}

/// Sparkplug B: `spBv1.0/group/NCMD/node` and `spBv1.0/group/DCMD/node/device`.
fn is_command(topic: &[u8]) -> bool {
    let mut parts = topic.split(|b| *b == b'/');
    parts.next() == Some(b"spBv1.0") && matches!(parts.nth(1), Some(b"NCMD" | b"DCMD"))
}

/// Bytes of a publication that are searched for the kind of a message.
const SEARCHED: usize = 1_024;

/// OPC UA PubSub in JSON (OPC 10000-14, sections 7.2.5.3 and 7.3.4.7): by its topic, or by the kind a message says it is.
fn is_opc_ua(topic: &[u8], body: &[u8]) -> bool {
    let mut parts = topic.split(|b| *b == b'/');
    if parts.next() == Some(b"opcua") && parts.next() == Some(b"json") {
        return true;
    }
    let start = body.get(..SEARCHED).unwrap_or(body);
    let holds = |text: &[u8]| start.windows(text.len()).any(|window| window == text);
    start.contains(&b'{') && holds(b"\"MessageType\"") && holds(b"\"ua-")
}

/// Pairs a packet with its answer: what was asked, and its identifier.
fn tag(kind: u8, id: u16) -> u32 {
    u32::from(kind) << 16 | u32::from(id)
}

fn tell(asked: Asked, stage: Stage, changing: bool, out: &mut Sink<'_>) {
    match asked {
        Asked::Password { default } => {
            let secret = Some(SecretKind::Password);
            out.security(Security::Login { clear: true, secret, default, stage, human: false, changing });
        }
        Asked::Anonymous if stage == Stage::Completed => {
            out.security(Security::Anonymous { human: false, changing, stage });
        }
        Asked::Anonymous | Asked::Named => {}
    }
}
