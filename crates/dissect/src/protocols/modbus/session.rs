//! One Modbus connection: who asks, what, and how it was answered.

use crate::{Answered, Call, Cursor, Direction, Native, Pdu, Session, Sink};

use super::{functions, identity, objects, shape::Shape, umas};

/// State of a connection: who asks, once the lengths of a message told, and the last request that has a sub-function, which
/// an exception or an answer of UMAS does not repeat: its transaction, sub-function and row.
#[derive(Debug, Default)]
pub struct Modbus {
    initiator: Option<Direction>,
    asked: Option<(u16, u16, Call)>,
}

/// A message without its header.
struct Message<'a> {
    transaction: u16,
    code: u8,
    data: &'a [u8],
}

/// The exception bit of a response's function code.
const EXCEPTION: u8 = 0x80;
/// Exception "acknowledge": the request was accepted and takes long.
const ACKNOWLEDGE: u8 = 5;

impl Session for Modbus {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut cursor = Cursor::new(pdu.bytes);
        let Some(transaction) = cursor.u16() else { return out.malformed("modbus-short", 0) };
        if cursor.u16() != Some(0) {
            return out.malformed("modbus-protocol-id", 2);
        }
        let (Some(length), Some(unit), Some(code)) = (cursor.u16(), cursor.u8(), cursor.u8()) else {
            return out.malformed("modbus-short", 4);
        };
        out.native(Native::Unit(unit));
        let wanted = usize::from(length).saturating_sub(2);
        let data = cursor.rest();
        if data.len() < wanted && !pdu.cut {
            out.malformed("modbus-length", 4);
        }
        let data = data.get(..wanted).unwrap_or(data);
        self.message(&Message { transaction, code, data }, pdu, out);
    }
}

impl Modbus {
    fn message(&mut self, message: &Message<'_>, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let shape = if pdu.cut { Shape::unknown(message.code) } else { Shape::of(message.code, message.data) };
        if shape.is_wrong() {
            out.malformed("modbus-shape", 8);
        }
        if self.asks(shape, pdu.direction, out) {
            self.request(message, out);
        } else {
            self.answer(message, out);
        }
    }

    /// True when this direction asks. The first message that only one side can send decides; before it, the belief of
    /// the engine stands.
    fn asks(&mut self, shape: Shape, direction: Direction, out: &mut Sink<'_>) -> bool {
        let told = match (shape.request, shape.response) {
            (true, false) => Some(direction),
            (false, true) => Some(direction.reverse()),
            _ => None,
        };
        match (self.initiator, told) {
            (None, Some(initiator)) => {
                self.initiator = told;
                out.initiator_sends(initiator);
            }
            (Some(known), Some(other)) if known != other => out.malformed("modbus-role", 7),
            _ => {}
        }
        direction == self.initiator.unwrap_or(Direction::Forward)
    }

    fn request(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let object = objects::of_request(message.code, message.data);
        let call = call(message);
        if let Some(sub) = sub_function(message) {
            self.asked = Some((message.transaction, sub, call));
        }
        if message.code == umas::CODE {
            umas::request_identity(message.data, out);
        }
        out.request(call, u32::from(message.transaction), object);
    }

    fn answer(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let asked = self.asked.filter(|(transaction, _, call)| {
            *transaction == message.transaction && call.code == u32::from(message.code & !EXCEPTION)
        });
        match (message.code, asked) {
            (umas::CODE, Some((_, sub, call))) => {
                umas_answer(message, call, out);
                umas::answer_identity(sub, message.data, out);
            }
            (umas::CODE, None) => umas_answer(message, functions::call(umas::CODE, None), out),
            _ => answer(message, asked.map(|(_, _, call)| call), out),
        }
    }
}

fn umas_answer(message: &Message<'_>, call: Call, out: &mut Sink<'_>) {
    let outcome = if umas::is_refused(message.data) { Answered::Refused } else { Answered::Accepted };
    out.answer(u32::from(message.transaction), Some(call), outcome);
}

/// Answers; `asked` is the request's row where an exception alone would not tell it.
fn answer(message: &Message<'_>, asked: Option<Call>, out: &mut Sink<'_>) {
    let tag = u32::from(message.transaction);
    if message.code & EXCEPTION != 0 {
        let accepted = message.data.first() == Some(&ACKNOWLEDGE);
        let outcome = if accepted { Answered::Accepted } else { Answered::Refused };
        let call = asked.unwrap_or_else(|| functions::call(message.code & !EXCEPTION, None));
        return out.answer(tag, Some(call), outcome);
    }
    out.answer(tag, Some(call(message)), Answered::Accepted);
    match (message.code, message.data.first()) {
        (43, Some(14)) => identity::device_identification(message.data, out),
        (17, _) => identity::server_id(message.data, out),
        _ => {}
    }
}

/// The sub-function of a message, where its function has them.
fn sub_function(message: &Message<'_>) -> Option<u16> {
    match message.code {
        8 => Cursor::new(message.data).u16(),
        43 => message.data.first().map(|kind| u16::from(*kind)),
        umas::CODE => umas::code(message.data),
        _ => None,
    }
}

/// The row of a message, by sub-function where the function has them.
fn call(message: &Message<'_>) -> Call {
    functions::call(message.code & !EXCEPTION, sub_function(message))
}
