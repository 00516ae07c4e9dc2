//! One OPC UA connection.

use ringwall_model::{SecretKind, Security, Side};

use crate::{Answered, Call, Cursor, Direction, Object, Pdu, Session, Sink};

use super::certificates::Certificates;
use super::channel::{Channel, Mode};
use super::encoding;
use super::functions::{self, CALL, FAULT, Plain, plain};
use super::headers::{Asymmetric, Body, Header, Kind, PREFIX, Place};
use super::identity::{self, Asked, Nodes};
use super::users::{self, Users};
use super::{messages, nodes, outcome};

/// Longest message that is put together; of a longer one the beginning is read.
const MESSAGE_BYTES_MAX: usize = 0x4_0000;
/// Errors by which a side refuses the other's certificate (10000-6, annex A): all that begin with `BadCertificate`, and
/// `BadSecurityChecksFailed`, which servers send in their place.
const REFUSES_CERTIFICATE: [std::ops::RangeInclusive<u32>; 3] =
    [0x8012_0000..=0x801D_0000, 0x810D_0000..=0x810D_0000, 0x8114_0000..=0x8114_0000];

/// State of a connection.
#[derive(Debug, Default)]
pub struct OpcUa {
    client: Option<Direction>,
    greeting: bool,
    channel: Channel,
    certificates: Certificates,
    users: Users,
    asked: Asked,
    token_told: bool,
    halves: [Half; 2],
}

/// A message of several chunks, one way.
#[derive(Debug, Default)]
struct Half {
    pending: Vec<u8>,
    /// The request it belongs to; none where no message is open.
    request: Option<u32>,
    /// Bytes were lost: what does not read as a beginning may be a piece of something.
    lost: bool,
}

impl Session for OpcUa {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = Header::read(pdu.bytes) else { return out.malformed("opcua-header", 0) };
        let mut c = Cursor::new(pdu.bytes);
        if c.skip(PREFIX).is_none() {
            return out.malformed("opcua-header", 0);
        }
        match header.kind {
            Kind::Hello => {
                self.client_is(pdu.direction, out);
                self.greeting = true;
                out.request(plain(Plain::Hello), 0, Object::NONE);
            }
            Kind::Acknowledge => {
                self.client_is(pdu.direction.reverse(), out);
                self.greeting = false;
                out.answer(0, Some(plain(Plain::Hello)), Answered::Accepted);
            }
            Kind::Error => self.error(c, pdu.direction, out),
            Kind::ReverseHello => out.report(plain(Plain::ReverseHello), Object::NONE),
            Kind::Open => self.open(c, pdu, out),
            Kind::Close | Kind::Message => self.chunk(header, c, pdu, out),
        }
    }

    fn gap(&mut self, direction: Direction) {
        *self.half(direction) = Half { lost: true, ..Half::default() };
    }

    fn heap_bytes(&self) -> usize {
        let pending = self.halves.iter().fold(0, |sum: usize, half| sum.saturating_add(half.pending.capacity()));
        pending.saturating_add(self.certificates.heap_bytes())
    }
}

impl OpcUa {
    fn half(&mut self, direction: Direction) -> &mut Half {
        let [forward, backward] = &mut self.halves;
        if direction == Direction::Forward { forward } else { backward }
    }

    /// Only a client greets and asks.
    fn client_is(&mut self, direction: Direction, out: &mut Sink<'_>) {
        if self.client.is_none() {
            self.client = Some(direction);
            out.initiator_sends(direction);
        }
    }

    fn from_client(&self, direction: Direction) -> bool {
        direction == self.client.unwrap_or(Direction::Forward)
    }

    fn error(&mut self, mut c: Cursor<'_>, direction: Direction, out: &mut Sink<'_>) {
        let code = c.u32_le().unwrap_or(0);
        if std::mem::take(&mut self.greeting) {
            out.answer(0, Some(plain(Plain::Hello)), Answered::Refused);
        } else {
            out.report(plain(Plain::Error), Object::NONE);
        }
        if REFUSES_CERTIFICATE.iter().any(|codes| codes.contains(&code)) {
            let by = if self.from_client(direction) { Side::Responder } else { Side::Initiator };
            self.certificates.refuse(by, out);
        }
    }

    fn open(&mut self, mut c: Cursor<'_>, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = c.skip(4).and_then(|()| Asymmetric::read(&mut c)) else {
            return out.malformed("opcua-security-header", PREFIX);
        };
        self.channel.open(header.policy);
        let client = self.from_client(pdu.direction);
        if !client {
            self.channel.answered();
        }
        if self.channel.is_protected() {
            let by = if client { Side::Initiator } else { Side::Responder };
            self.certificates.present(header.certificate, by, out);
            return self.protected(client, out);
        }
        let (Some(_), Some(request)) = (c.u32_le(), c.u32_le()) else {
            return out.malformed("opcua-sequence-header", PREFIX);
        };
        let body = Body { bytes: c.rest(), at: Some(c.position()), pdu: pdu.bytes.len(), cut: pdu.cut };
        self.message(&body, request, pdu.direction, out);
    }

    /// An opening or closing that cannot be read.
    fn protected(&self, client: bool, out: &mut Sink<'_>) {
        let call = plain(Plain::Channel);
        if client { out.request(call, 0, Object::NONE) } else { out.answer(0, Some(call), Answered::Accepted) }
    }

    fn chunk(&mut self, header: Header, mut c: Cursor<'_>, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let direction = pdu.direction;
        if self.channel.mode == Mode::Encrypt {
            return self.unreadable(header, direction, out);
        }
        let (Some(_), Some(_), Some(_), Some(request)) = (c.u32_le(), c.u32_le(), c.u32_le(), c.u32_le()) else {
            return out.malformed("opcua-sequence-header", PREFIX);
        };
        let begins = self.half(direction).request != Some(request);
        let readable = service(c.rest()).is_some();
        if begins && !readable && header.place != Place::Abort {
            return self.not_a_beginning(header, direction, out);
        }
        if begins {
            self.half(direction).lost = false;
            self.channel.reads(true);
        }
        let at = c.position();
        let bytes = c.rest();
        let signed = bytes.len().saturating_sub(self.channel.signature_bytes());
        let bytes = bytes.get(..signed).unwrap_or_default();
        match (header.place, begins) {
            (Place::Abort, _) => self.abort(request, direction, out),
            (Place::Final, true) => {
                let body = Body { bytes, at: Some(at), pdu: pdu.bytes.len(), cut: pdu.cut };
                self.message(&body, request, direction, out);
            }
            (Place::More, _) => self.hold(bytes, request, direction),
            (Place::Final, false) => {
                self.hold(bytes, request, direction);
                let half = std::mem::take(self.half(direction));
                let cut = half.pending.len() >= MESSAGE_BYTES_MAX;
                let body = Body { bytes: &half.pending, at: None, pdu: pdu.bytes.len(), cut };
                self.message(&body, request, direction, out);
            }
        }
    }

    /// A chunk in which no message begins: encrypted, where nothing else explains it.
    fn not_a_beginning(&mut self, header: Header, direction: Direction, out: &mut Sink<'_>) {
        if self.half(direction).lost {
            return out.malformed("opcua-continuation", PREFIX);
        }
        self.channel.reads(false);
        self.unreadable(header, direction, out);
    }

    /// One message that cannot be read; it is counted with its last chunk.
    fn unreadable(&mut self, header: Header, direction: Direction, out: &mut Sink<'_>) {
        if header.kind == Kind::Close {
            return self.protected(self.from_client(direction), out);
        }
        if header.place != Place::More {
            out.report(plain(Plain::Unreadable), Object::NONE);
        }
        self.carried(direction, out);
    }

    fn carried(&mut self, direction: Direction, out: &mut Sink<'_>) {
        if self.channel.carries(direction, out) {
            self.certificates.complete(out);
        }
    }

    fn abort(&mut self, request: u32, direction: Direction, out: &mut Sink<'_>) {
        *self.half(direction) = Half::default();
        if !self.from_client(direction) {
            out.answer(request, None, Answered::Refused);
        }
    }

    fn hold(&mut self, bytes: &[u8], request: u32, direction: Direction) {
        let half = self.half(direction);
        if half.request != Some(request) {
            *half = Half { request: Some(request), ..Half::default() };
        }
        let room = MESSAGE_BYTES_MAX.saturating_sub(half.pending.len());
        half.pending.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// A message whose type can be read.
    fn message(&mut self, body: &Body<'_>, request: u32, direction: Direction, out: &mut Sink<'_>) {
        let mut c = Cursor::new(body.bytes);
        let named = encoding::node_id(&mut c).and_then(|node| node.standard());
        let Some((id, call)) = named.and_then(|id| Some((id, functions::call(id)?))) else {
            return out.report(plain(Plain::Unreadable), Object::NONE);
        };
        if functions::is_request(id) {
            self.client_is(direction, out);
            self.request((id, call), c, body, request, out);
        } else {
            self.client_is(direction.reverse(), out);
            self.answer((id, call), c, body, request, out);
        }
        self.carried(direction, out);
    }

    fn request(&mut self, (id, call): (u32, Call), mut c: Cursor<'_>, body: &Body<'_>, tag: u32, out: &mut Sink<'_>) {
        let Some(token) = messages::request_header(&mut c) else {
            if !body.cut {
                out.malformed("opcua-request-header", PREFIX);
            }
            return out.request(call, tag, Object::NONE);
        };
        if let Some(token) = token {
            out.secret(SecretKind::Token, body.range(token));
        }
        let (call, object) = self.asks(id, call, &mut c, body, tag, out);
        out.request(call, tag, object);
    }

    /// What a request says behind its header: the row it counts under, and the object it touches.
    fn asks(
        &mut self,
        id: u32,
        call: Call,
        c: &mut Cursor<'_>,
        body: &Body<'_>,
        tag: u32,
        out: &mut Sink<'_>,
    ) -> (Call, Object) {
        match id {
            461 => {
                // A description that ends early tells what it holds.
                let _ = identity::application(c, out);
            }
            467 => match users::read(c) {
                Some((token, password)) => {
                    if let Some(place) = password {
                        out.secret(SecretKind::Password, body.range(place));
                    }
                    self.users.ask(tag, token);
                }
                None if body.cut => {}
                None => out.malformed("opcua-user-token", PREFIX),
            },
            631 => {
                let mut wanted = Nodes::default();
                let (object, ends) = nodes::read(c, |at, node| identity::note(&mut wanted, at, node));
                self.asked.remember(tag, wanted);
                self.unsigned(ends);
                return (call, object);
            }
            673 => return (call, nodes::written(c)),
            CALL => {
                let (row, object) = nodes::called(c).unwrap_or((None, Object::NONE));
                return (row.unwrap_or(call), object);
            }
            826 => {
                let acknowledged = encoding::count(c).and_then(|n| usize::try_from(n).ok());
                let ends = acknowledged.and_then(|n| c.skip(n.saturating_mul(8))).is_some_and(|()| c.is_empty());
                self.unsigned(ends);
            }
            _ => {}
        }
        (call, Object::NONE)
    }

    /// A request that ends where its fields end bears no signature: the channel is not protected, though its opening was
    /// not seen.
    fn unsigned(&mut self, ends: bool) {
        if ends && self.channel.mode == Mode::Unknown && !self.channel.is_protected() {
            self.channel.mode = Mode::None;
        }
    }

    fn answer(&mut self, (id, call): (u32, Call), mut c: Cursor<'_>, body: &Body<'_>, tag: u32, out: &mut Sink<'_>) {
        let Some(result) = messages::answer_header(&mut c) else {
            if !body.cut {
                out.malformed("opcua-answer-header", PREFIX);
            }
            return out.answer(tag, Some(call), Answered::Accepted);
        };
        let mut outcome = outcome::of_service(result, out);
        if id == FAULT {
            outcome = Answered::Refused;
        }
        if outcome == Answered::Accepted {
            outcome = self.accepted(id, &mut c, body, tag, out);
        }
        if matches!(id, 470 | FAULT) {
            self.users.answer(tag, outcome, out);
        }
        out.answer(tag, Some(call), outcome);
    }

    /// What an answer with a good result says behind its header.
    fn accepted(&mut self, id: u32, c: &mut Cursor<'_>, body: &Body<'_>, tag: u32, out: &mut Sink<'_>) -> Answered {
        match id {
            464 => {
                if let Some(token) = messages::token_of_session(c) {
                    out.secret(SecretKind::Token, body.range(token));
                }
            }
            431 => {
                // A list that ends early tells what it holds.
                let _ = identity::endpoints(c, out);
            }
            634 => self.asked.answered(tag, c, out),
            491 | 497 | 503 | 509 | 676 | 703 | 715 => {
                let outcome = outcome::of_parts(id, c, out);
                if outcome == Answered::Accepted {
                    self.users.changes(out);
                }
                self.active(out);
                return outcome;
            }
            _ => {}
        }
        if id == 470 || functions::is_answer_in_session(id) {
            self.active(out);
        }
        Answered::Accepted
    }

    /// A session is active: what it proves about its channel, and that its token crossed the wire readably.
    fn active(&mut self, out: &mut Sink<'_>) {
        self.channel.active(out);
        if !std::mem::replace(&mut self.token_told, true) {
            out.security(Security::SessionToken { clear: true, after_end: false });
        }
    }
}

/// The service a body names, where one begins.
fn service(body: &[u8]) -> Option<u32> {
    let id = encoding::node_id(&mut Cursor::new(body))?.standard()?;
    functions::call(id).map(|_| id)
}
