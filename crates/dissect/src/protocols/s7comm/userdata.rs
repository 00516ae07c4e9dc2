//! User data: groups of functions with their own header.

use crate::{Answered, Call, Cursor, Object, Sink};

use super::functions::{self, PASSWORD, READ_SZL, Variant};
use super::identity;
use super::session::{Message, S7};

/// The parameters of user data.
#[derive(Clone, Copy, Debug)]
struct Parameters {
    kind: Kind,
    code: u16,
    unit: u8,
    more: bool,
    error: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Push,
    Request,
    Response,
}

/// Start of the parameters of user data.
const HEAD: u32 = 0x00_0112;
/// Start of the parameters of a mode transition.
const TRANSITION_HEAD: u32 = 0x01_0010;

fn parameters(bytes: &[u8]) -> Option<Parameters> {
    let mut cursor = Cursor::new(bytes);
    if !matches!(cursor.u24()?, HEAD | TRANSITION_HEAD) {
        return None;
    }
    cursor.skip(2)?;
    let group = cursor.u8()?;
    let function = cursor.u8()?;
    cursor.skip(1)?;
    // Numerical controls mark their own messages in the two low bits of the kind.
    let kind = match group >> 6 {
        0 => Kind::Push,
        1 => Kind::Request,
        2 => Kind::Response,
        _ => return None,
    };
    let code = u16::from(group & 0x0F) << 8 | u16::from(function);
    let unit = cursor.u8().unwrap_or(0);
    let more = cursor.u8() == Some(1);
    let error = cursor.u16().unwrap_or(0);
    Some(Parameters { kind, code, unit, more, error })
}

/// Return code, transport size and length stand before the data.
const DATA_HEADER: usize = 4;

/// Reads user data.
pub fn read(session: &mut S7, message: &Message<'_>, out: &mut Sink<'_>) {
    let Some(parameters) = parameters(message.parameters) else { return out.malformed("s7-userdata", 10) };
    let data = message.data.get(DATA_HEADER..).unwrap_or_default();
    let call = call(parameters, data);
    match parameters.kind {
        Kind::Push => {
            session.tell(message.direction.reverse(), out);
            out.report(call, Object::NONE);
        }
        Kind::Request => {
            session.tell(message.direction, out);
            out.request(call, message.tag(), Object::NONE);
            if parameters.code == PASSWORD {
                let start = message.data_at.saturating_add(DATA_HEADER);
                session.login.sent(message.tag(), start..start.saturating_add(data.len()), out);
            }
        }
        Kind::Response => {
            session.tell(message.direction.reverse(), out);
            let outcome = if parameters.error == 0 { Answered::Accepted } else { Answered::Refused };
            out.answer(message.tag(), Some(call), outcome);
            match parameters.code {
                PASSWORD => session.login.answered(message.tag(), outcome, out),
                READ_SZL if outcome == Answered::Accepted => {
                    session.lists.add(parameters.unit, parameters.more, data, out)
                }
                _ => {}
            }
        }
    }
}

/// A system status list is told by its number, which stands first in the data of a request and of a first answer.
fn call(parameters: Parameters, data: &[u8]) -> Call {
    let list = Cursor::new(data).u16().filter(|_| parameters.code == READ_SZL);
    let which = match parameters.kind {
        Kind::Push => Variant::Pushed,
        _ if list.is_some_and(identity::is_identifying) => Variant::Identifying,
        _ => Variant::Plain,
    };
    functions::of_userdata(parameters.code, which)
}

/// A list that comes in several answers: its kind, length of a record, and the beginning of a record that was cut.
#[derive(Debug, Default)]
pub struct Lists {
    unit: u8,
    list: u16,
    record: usize,
    rest: Vec<u8>,
}

/// Longest record of the lists that are read.
const RECORD_MAX: usize = 64;

impl Lists {
    /// Adds the data of an answer; `more` of the same unit is to come. The list's header stands in the first part only.
    fn add(&mut self, unit: u8, more: bool, data: &[u8], out: &mut Sink<'_>) {
        let mut cursor = Cursor::new(data);
        if self.record == 0 || unit != self.unit || unit == 0 {
            let header = (cursor.u16(), cursor.u16(), cursor.u16(), cursor.u16());
            let (Some(list), Some(_), Some(record), Some(_)) = header else { return self.forget() };
            *self = Self { unit, list, record: usize::from(record), rest: Vec::new() };
        }
        if identity::is_identifying(self.list) && (1..=RECORD_MAX).contains(&self.record) {
            self.records(cursor.rest(), out);
        }
        if !more {
            self.forget();
        }
    }

    fn records(&mut self, bytes: &[u8], out: &mut Sink<'_>) {
        let mut cursor = Cursor::new(bytes);
        if !self.rest.is_empty() {
            let Some(tail) = cursor.take(self.record.saturating_sub(self.rest.len())) else { return self.forget() };
            self.rest.extend_from_slice(tail);
            identity::of_record(self.list, &self.rest, out);
        }
        while let Some(record) = cursor.take(self.record) {
            identity::of_record(self.list, record, out);
        }
        self.rest.clear();
        self.rest.extend_from_slice(cursor.rest());
    }

    /// What was pending is void.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.rest.capacity()
    }
}
