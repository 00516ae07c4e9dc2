//! One connection between masters and outstations.

use ringwall_model::{SecretKind, Security, Stage};

use crate::{Answered, Cursor, Direction, Native, Object, Pdu, Session, Sink};

use super::authentication::{self, Authentication};
use super::functions::{
    self, AUTHENTICATE_FILE, AUTHENTICATION_NO_ACK, AUTHENTICATION_RESPONSE, CONFIRM, RESPONSE, UNSOLICITED,
};
use super::identity;
use super::link::{self, HEADER, Header};
use super::objects::{self, First};
use super::transport::{Progress, Reassembly};

/// Frames read of one datagram.
const FRAMES_MAX: usize = 64;
/// Second byte of internal indications: function not supported, object unknown, parameter error.
const REFUSALS: u8 = 0x07;
/// Status of a control that the outstation does not let this master do.
const NOT_AUTHORIZED: u8 = 9;
/// Pairs link messages apart from application messages.
const LINK_TAG: u32 = 0x8000_0000;

/// State of a connection.
#[derive(Debug, Default)]
pub struct Dnp3 {
    told: bool,
    forward: Reassembly,
    backward: Reassembly,
    authentication: Authentication,
    /// A file log-in that waits for its answer.
    file_login: Option<u32>,
    file_login_told: bool,
}

/// A fragment of the application layer.
struct Fragment<'a> {
    outstation: u16,
    direction: Direction,
    sequence: u8,
    objects: &'a [u8],
}

impl Fragment<'_> {
    /// Pairs a request with its response: its sequence number at its outstation.
    fn tag(&self) -> u32 {
        1 << 24 | u32::from(self.outstation) << 8 | u32::from(self.sequence)
    }
}

impl Session for Dnp3 {
    /// A datagram may hold several frames.
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut at = 0;
        for _ in 0..FRAMES_MAX {
            let rest = pdu.bytes.get(at..).unwrap_or_default();
            match Header::read(rest) {
                Some(header) => {
                    self.frame(header, rest, pdu, out);
                    at = at.saturating_add(header.total());
                }
                None if rest.is_empty() || pdu.cut => return,
                None => return out.malformed("dnp3-header", at),
            }
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.way(direction).forget();
    }

    fn heap_bytes(&self) -> usize {
        self.forward.heap_bytes().saturating_add(self.backward.heap_bytes())
    }
}

impl Dnp3 {
    fn way(&mut self, direction: Direction) -> &mut Reassembly {
        direction.choose(&mut self.forward, &mut self.backward)
    }

    fn frame(&mut self, header: Header, frame: &[u8], pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        out.native(Native::Numbered("outstation", u32::from(header.outstation())));
        if !header.has_user_data() {
            return link_message(header, out);
        }
        let mut room = [0; 256];
        let (data, whole) = link::user_data(header, frame, &mut room);
        if !whole && !pdu.cut {
            out.malformed("dnp3-crc", HEADER.min(pdu.bytes.len()));
        }
        if !whole {
            return self.way(pdu.direction).forget();
        }
        let mut way = std::mem::take(self.way(pdu.direction));
        match way.add(header.pair(), data) {
            Progress::Pending => {}
            Progress::Stray => out.report(functions::stray(), Object::NONE),
            Progress::Whole(fragment) => self.fragment(header, fragment, pdu, out),
        }
        *self.way(pdu.direction) = way;
    }

    fn fragment(&mut self, header: Header, bytes: &[u8], pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut c = Cursor::new(bytes);
        let (Some(control), Some(code)) = (c.u8(), c.u8()) else {
            return out.malformed("dnp3-fragment", HEADER.min(pdu.bytes.len()));
        };
        let mut fragment = Fragment {
            outstation: header.outstation(),
            direction: pdu.direction,
            sequence: control & 0x0F,
            objects: c.rest(),
        };
        if code < RESPONSE {
            return self.request(code, &fragment, pdu, out);
        }
        let (Some(_), Some(indications)) = (c.u8(), c.u8()) else {
            return out.malformed("dnp3-indications", HEADER.min(pdu.bytes.len()));
        };
        fragment.objects = c.rest();
        self.tell(pdu.direction.reverse(), out);
        self.response(code, indications, &fragment, out);
    }

    /// Only masters ask.
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    fn request(&mut self, code: u8, fragment: &Fragment<'_>, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let (first, rest) = first(fragment.objects);
        let call = functions::call(code, first.map(|f| f.group));
        if code == CONFIRM {
            return out.report(call, Object::NONE);
        }
        self.tell(fragment.direction, out);
        if let Some(first) = first.filter(|f| f.group == authentication::GROUP) {
            self.authentication.asks(first.variation, fragment.outstation);
        }
        if code == AUTHENTICATE_FILE {
            self.file_login = Some(fragment.tag());
            out.secret(SecretKind::Password, HEADER.min(pdu.bytes.len())..pdu.bytes.len());
        }
        if code == AUTHENTICATION_NO_ACK {
            return out.report(call, Object::NONE);
        }
        out.request(call, fragment.tag(), first.map_or(Object::NONE, |f| f.points(rest)));
    }

    fn response(&mut self, code: u8, indications: u8, fragment: &Fragment<'_>, out: &mut Sink<'_>) {
        let (first, rest) = first(fragment.objects);
        let call = functions::call(code, None);
        if code == UNSOLICITED {
            return out.report(call, first.map_or(Object::NONE, |f| f.points(rest)));
        }
        let mut outcome = if indications & REFUSALS == 0 { Answered::Accepted } else { Answered::Refused };
        match first {
            Some(f) if f.is_control() && refuses(f, rest, out) => outcome = Answered::Refused,
            Some(f) if f.group == authentication::GROUP => {
                // Objects of this group have their length before them.
                let object = rest.get(2..).unwrap_or_default();
                if self.authentication.answers(f.variation, object, out) {
                    outcome = Answered::Refused;
                }
            }
            Some(f) if f.group == 0 => identity::tell(fragment.objects, out),
            _ => {}
        }
        if code == RESPONSE && outcome == Answered::Accepted {
            self.authentication.acted(fragment.outstation, out);
        }
        self.file_login_answered(fragment, rest, outcome, out);
        // A challenge does not answer the request it holds up: its response comes under the same number.
        if code == AUTHENTICATION_RESPONSE
            && first.is_some_and(|f| f.group == authentication::GROUP && f.variation == 1)
        {
            return out.report(call, Object::NONE);
        }
        out.answer(fragment.tag(), Some(call), outcome);
    }

    /// A file log-in was let in when the answer holds a key other than 0.
    fn file_login_answered(&mut self, fragment: &Fragment<'_>, object: &[u8], outcome: Answered, out: &mut Sink<'_>) {
        if self.file_login != Some(fragment.tag()) || std::mem::replace(&mut self.file_login_told, true) {
            return;
        }
        let mut c = Cursor::new(object);
        let key = c.skip(2 + 8).and_then(|()| c.u32_le()).unwrap_or(0);
        let stage = if outcome == Answered::Accepted && key != 0 { Stage::Completed } else { Stage::Refused };
        out.security(Security::Login {
            clear: true,
            secret: Some(SecretKind::Password),
            default: false,
            stage,
            human: false,
            changing: true,
        });
    }
}

fn link_message(header: Header, out: &mut Sink<'_>) {
    let tag = LINK_TAG | u32::from(header.outstation());
    if header.is_primary() {
        return out.request(functions::link_call(header.function() | 0x10), tag, Object::NONE);
    }
    let outcome = if matches!(header.function(), 1 | 15) { Answered::Refused } else { Answered::Accepted };
    out.answer(tag, Some(functions::link_call(header.function())), outcome);
}

fn first(objects: &[u8]) -> (Option<First>, &[u8]) {
    let mut c = Cursor::new(objects);
    (objects::header(&mut c), c.rest())
}

/// True when no control of an answer was done.
fn refuses(first: First, objects: &[u8], out: &mut Sink<'_>) -> bool {
    let (mut done, mut refused, mut denied) = (false, false, false);
    first.statuses(objects, |status| {
        done |= status == 0;
        refused |= status != 0;
        denied |= status == NOT_AUTHORIZED;
    });
    if denied {
        out.security(Security::Denied { by: "NOT_AUTHORIZED".into() });
    }
    refused && !done
}
