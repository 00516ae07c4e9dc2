//! What a master sends round its devices, and what comes back.
//!
//! A frame passes every device and returns with its working counters raised. Devices mark the sender's address on the way,
//! so that both directions are flows of their own: what was executed in the second shows there.

use ringwall_model::{Attribute, Confidence};

use crate::{Answered, Native, Object, Pdu, Session, Sink, Subject};

use super::datagram::{self, COMMANDS, Datagram, Datagrams, MAILBOX};
use super::functions::{self, Purpose, Service};
use super::identity::Devices;
use super::{ethernet, mailbox, registers};

/// State of a flow.
#[derive(Debug, Default)]
pub struct EtherCat {
    /// The first frame had come back from the devices: so do all, for what is sent has another sender's address.
    all_return: Option<bool>,
    devices: Devices,
}

impl Session for EtherCat {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((kind, contents, length)) = datagram::frame(pdu.bytes) else {
            return out.malformed("ethercat-frame", 0);
        };
        if contents.len() < length && !pdu.cut {
            out.malformed("ethercat-length", 0);
        }
        match kind {
            COMMANDS => self.commands(contents, pdu.cut, out),
            MAILBOX => {
                out.report(functions::of_frame(kind), Object::NONE);
                message(contents, false, out);
            }
            _ => out.report(functions::of_frame(kind), Object::NONE),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.devices.heap_bytes()
    }
}

impl EtherCat {
    fn commands(&mut self, contents: &[u8], cut: bool, out: &mut Sink<'_>) {
        let mut datagrams = Datagrams::of(contents);
        // All of a frame go the same way: one that was executed tells. Where both ways have one address, what nobody
        // executed is taken for sent.
        let executed = Datagrams::of(contents).any(|d| d.working > 0);
        let all_return = *self.all_return.get_or_insert(executed);
        let returns = executed || all_return;
        for datagram in datagrams.by_ref() {
            self.datagram(&datagram, returns, out);
        }
        if datagrams.is_short() && !cut {
            out.malformed("ethercat-datagram", datagrams.position().saturating_add(2));
        }
    }

    fn datagram(&mut self, datagram: &Datagram<'_>, returns: bool, out: &mut Sink<'_>) {
        let &Datagram { command, device, offset, data, working } = datagram;
        let purpose = registers::purpose(command, offset, data);
        let held = if purpose == Purpose::Data && matches!(command, 1..=6) { mailbox::read(data) } else { None };
        let call = functions::of_command(command, if held.is_some() { Purpose::Mailbox } else { purpose });
        out.native(native(command, device, returns));
        match (purpose, returns) {
            (Purpose::Data, _) if held.is_none() => out.io(call, Object::NONE),
            (_, false) => out.request(call, 0, Object::NONE),
            (_, true) if working > 0 => out.answer(0, Some(call), Answered::Accepted),
            (_, true) => out.answer(0, Some(call), Answered::Refused),
        }
        // A message written comes back as it was; what devices wrote into their mailbox is read when it comes back.
        let reads = matches!(command, 1 | 4);
        if held.is_some() && reads == returns {
            message(data, returns, out);
        }
        if returns
            && working > 0
            && let Some(identity) = self.devices.see(datagram)
        {
            out.identity(Subject::Sender, Attribute::Module, identity.as_bytes(), Confidence::High);
        }
    }
}

/// Objects of devices that speak FSoE: elements of its frames of both ends, and the address of the device in it (as the
/// manuals of makers list them, such as Omron's I586, appendix A-2-9).
const SAFETY_OBJECTS: [u32; 3] = [0xE600, 0xE700, 0xF980];

/// A position counts on from device to device, so that it tells who was meant only before the first.
fn native(command: u8, device: u16, returns: bool) -> Native {
    match command {
        1..=3 | 13 if !returns => Native::Numbered("position", u32::from(device.wrapping_neg())),
        4..=6 | 14 => Native::Numbered("station", u32::from(device)),
        _ => Native::None,
    }
}

fn message(bytes: &[u8], back: bool, out: &mut Sink<'_>) {
    let Some(message) = mailbox::read(bytes) else { return };
    if back && message.service == Service::Eoe(0) {
        // Frames in pieces are not put together.
        let _ = ethernet::tell(bytes, out);
    }
    let call = functions::of_service(message.service);
    if message.answers {
        out.answer(0, Some(call), if message.refuses { Answered::Refused } else { Answered::Accepted });
        if !message.refuses && SAFETY_OBJECTS.contains(&(message.object.first >> 8)) {
            out.identity(Subject::Sender, Attribute::Capability, b"safety", Confidence::High);
        }
    } else if back {
        out.report(call, message.object);
    } else {
        out.request(call, 0, message.object);
    }
}
