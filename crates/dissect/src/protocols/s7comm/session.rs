//! One S7 connection.

use crate::{Call, Cursor, Direction, Object, Pdu, Session, Sink};

use super::login::Login;
use super::userdata::{self, Lists};
use super::{Header, Kind, functions, header, jobs, objects, outcome};

/// State of a connection.
#[derive(Debug, Default)]
pub struct S7 {
    told: bool,
    service: Option<(u32, Call)>,
    pub(super) login: Login,
    pub(super) lists: Lists,
}

/// A message: its header, parameters and data, and where the data starts in the PDU.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message<'a> {
    pub header: Header,
    pub parameters: &'a [u8],
    pub data: &'a [u8],
    pub data_at: usize,
    pub direction: Direction,
}

impl Message<'_> {
    /// Pairs it with its answer.
    pub fn tag(&self) -> u32 {
        u32::from(self.header.reference)
    }
}

impl Session for S7 {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut cursor = Cursor::new(pdu.bytes);
        let Some(header) = header(&mut cursor) else { return out.malformed("s7-header", 0) };
        if header.parameters.saturating_add(header.data) > cursor.left() && !pdu.cut {
            out.malformed("s7-length", 6);
        }
        let parameters = cursor.take(header.parameters.min(cursor.left())).unwrap_or_default();
        let data_at = cursor.position();
        let data = cursor.take(header.data.min(cursor.left())).unwrap_or_default();
        self.message(&Message { header, parameters, data, data_at, direction: pdu.direction }, out);
    }

    fn gap(&mut self, _: Direction) {
        self.service = None;
        self.lists.forget();
        self.login.forget();
    }

    fn heap_bytes(&self) -> usize {
        self.lists.heap_bytes()
    }
}

impl S7 {
    fn message(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let first = message.parameters.first().copied();
        match (message.header.kind, first) {
            (Kind::UserData, _) => userdata::read(self, message, out),
            (Kind::Job, Some(code)) => {
                if jobs::only_from_initiator(code) {
                    self.tell(message.direction, out);
                }
                let object = objects::of_job(code, message.parameters);
                let call = jobs::call(code, message.parameters);
                if code == functions::PI_SERVICE {
                    self.service = Some((message.tag(), call));
                }
                out.request(call, message.tag(), object);
            }
            (Kind::AckData | Kind::Ack, first) => {
                if first.is_some_and(jobs::only_from_initiator) {
                    self.tell(message.direction.reverse(), out);
                }
                let call = first.map(|code| self.answered(code, message.tag()));
                out.answer(message.tag(), call, outcome::of_job(message));
            }
            (Kind::Job, None) => out.request(functions::of_job(0), message.tag(), Object::NONE),
        }
    }

    /// The row an answer names. That of a program invocation only repeats its function code; which service it was for stood
    /// in the job.
    fn answered(&mut self, code: u8, tag: u32) -> Call {
        match self.service {
            Some((asked, call)) if code == functions::PI_SERVICE && asked == tag => call,
            _ => functions::of_job(code),
        }
    }

    /// Says once which end asks.
    pub(super) fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !self.told {
            self.told = true;
            out.initiator_sends(initiator);
        }
    }
}
