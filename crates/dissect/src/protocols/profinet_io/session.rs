//! Calls between a controller or a tool and a device.

use ringwall_model::{Attribute, Confidence};

use crate::protocols::dce_rpc::CarriedCall;
use crate::{Answered, Object, Pdu, Session, Sink, Subject};

use super::blocks::{self, Contents, Target};
use super::functions::{self, CONNECT, READ, READ_IMPLICIT, Record, WRITE};
use super::{identity, safety};

/// State of a flow: whose object was called last, and which call wrote parameters of a safety module; all others tell all of
/// themselves.
#[derive(Debug, Default)]
pub struct ProfinetIo {
    told: bool,
    object: Option<u128>,
    safe: Option<(u32, Confidence)>,
}

impl Session for ProfinetIo {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(call) = CarriedCall::read(pdu.bytes) else { return out.malformed("profinet-io-call", 0) };
        let direction = if call.answers { pdu.direction.reverse() } else { pdu.direction };
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(direction);
        }
        match blocks::contents(&call) {
            Some(contents) if call.answers => self.answer(&call, &contents, out),
            Some(contents) => self.request(&call, &contents, out),
            None if call.refuses => refuse(&call, out),
            None => out.malformed("profinet-io-arguments", 0),
        }
    }
}

impl ProfinetIo {
    fn request(&mut self, call: &CarriedCall<'_>, contents: &Contents<'_>, out: &mut Sink<'_>) {
        request(call, contents, self.object.replace(call.object) != Some(call.object), out);
        if call.operation == WRITE
            && let Some(sure) = safety::parameters(contents)
        {
            self.safe = Some((call.tag, sure));
        }
    }

    /// Both ends take part in a safety function once its parameters were accepted.
    fn answer(&mut self, call: &CarriedCall<'_>, contents: &Contents<'_>, out: &mut Sink<'_>) {
        answer(call, contents, out);
        let accepted = !call.refuses && contents.status == 0;
        if call.operation == WRITE
            && let Some((_, sure)) = self.safe.take_if(|(tag, _)| *tag == call.tag)
            && accepted
        {
            for who in [Subject::Sender, Subject::Receiver] {
                out.identity(who, Attribute::Capability, b"safety", sure);
            }
        }
    }
}

fn refuse(call: &CarriedCall<'_>, out: &mut Sink<'_>) {
    out.answer(call.tag, Some(functions::call(call.operation, Record::User)), Answered::Refused);
}

fn record(operation: u16, target: Option<Target>) -> Record {
    match operation {
        READ | WRITE | READ_IMPLICIT => target.map_or(Record::System, |t| Record::of(t.index)),
        _ => Record::User,
    }
}

fn request(call: &CarriedCall<'_>, contents: &Contents<'_>, is_new: bool, out: &mut Sink<'_>) {
    let target = contents.blocks().find_map(|b| blocks::target(&b));
    let object = target.map_or(Object::NONE, |t| Object::range("record", u32::from(t.index), 1));
    out.request(functions::call(call.operation, record(call.operation, target)), call.tag, object);
    if is_new {
        identity::object(call.object, Subject::Receiver, out);
    }
    if call.operation != CONNECT {
        return;
    }
    for block in contents.blocks() {
        let read = match block.kind {
            identity::CONNECTION => identity::connection(&block, out),
            identity::EXPECTED => identity::expected(&block, out),
            _ => Some(()),
        };
        if read.is_none() {
            out.malformed("profinet-io-block", 0);
        }
    }
}

fn answer(call: &CarriedCall<'_>, contents: &Contents<'_>, out: &mut Sink<'_>) {
    let target = contents.blocks().find_map(|b| blocks::target(&b));
    let refused = call.refuses || contents.status != 0;
    let outcome = if refused { Answered::Refused } else { Answered::Accepted };
    // An answer without blocks does not say what it was about: its request does.
    let known = target.is_some() || !matches!(call.operation, READ | WRITE | READ_IMPLICIT);
    let named = functions::call(call.operation, record(call.operation, target));
    out.answer(call.tag, known.then_some(named), outcome);
    if call.operation == CONNECT && !refused {
        out.identity(Subject::Sender, Attribute::Capability, b"io-device", Confidence::High);
    }
    let Some(target) = target.filter(|_| !refused) else { return };
    for block in contents.blocks().filter(|b| b.kind == identity::IDENTIFICATION) {
        if identity::identification(&block, target, out).is_none() {
            out.malformed("profinet-io-block", 0);
        }
    }
}
