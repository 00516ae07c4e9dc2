//! Stations that ask one another over one connection, or a router's datagrams.

use crate::recent::Recent;
use crate::{Answered, Call, Cursor, Direction, Object, Pdu, Session, Sink};

use super::frames::Ams;
use super::functions::{self, CONTROL, DEVICE_INFO, NOTIFICATION, READ, READ_WRITE, WRITE};
use super::identity;
use super::routes::{Datagram, Routes};

/// Requests kept until they are answered.
const WAITING_MAX: u8 = 64;

/// A request that waits.
#[derive(Clone, Copy, Debug)]
struct Asked {
    call: Call,
    /// AMS port of the device.
    port: u16,
    group: u32,
    offset: u32,
}

/// State of a flow: requests by who asked and invoke id, and routes asked for.
#[derive(Debug)]
pub struct Ads {
    asked: Recent<(bool, u32), Asked>,
    told: bool,
    routes: Routes,
}

impl Default for Ads {
    fn default() -> Self {
        Self { asked: Recent::new(WAITING_MAX), told: false, routes: Routes::default() }
    }
}

impl Session for Ads {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if let Some(datagram) = Datagram::read(pdu.bytes) {
            return self.routes.datagram(&datagram, pdu, out);
        }
        let Some(ams) = Ams::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("ads-header", 0);
            }
            return;
        };
        out.native(ams.device().native());
        match (ams.is_response, ams.command) {
            (false, NOTIFICATION) => out.report(functions::call(NOTIFICATION, 0, None), Object::NONE),
            (false, _) => self.request(&ams, pdu.direction, out),
            (true, _) => self.answer(&ams, pdu.direction, out),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.asked.memory().saturating_add(self.routes.heap_bytes())
    }
}

impl Ads {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    fn request(&mut self, ams: &Ams<'_>, direction: Direction, out: &mut Sink<'_>) {
        self.tell(direction, out);
        let port = ams.device().port;
        let mut c = Cursor::new(ams.data);
        let (first, second) = match ams.command {
            READ | WRITE | READ_WRITE => (c.u32_le(), c.u32_le()),
            CONTROL => (c.u16_le().map(u32::from), None),
            _ => (None, None),
        };
        let call = functions::call(ams.command, port, first);
        let object = match (ams.command, first) {
            (READ | WRITE | READ_WRITE, Some(group)) => Object::range("index-group", group, 1),
            _ => Object::range("ams-port", port.into(), 1),
        };
        let asked = Asked { call, port, group: first.unwrap_or(0), offset: second.unwrap_or(0) };
        self.asked.push((direction == Direction::Forward, ams.invoke), asked);
        out.request(call, tag(ams.invoke), object);
    }

    fn answer(&mut self, ams: &Ams<'_>, direction: Direction, out: &mut Sink<'_>) {
        self.tell(direction.reverse(), out);
        let asked = self.asked.take_newest((direction == Direction::Backward, ams.invoke));
        let call = asked.map_or_else(|| functions::call(ams.command, 0, None), |a| a.call);
        let mut c = Cursor::new(ams.data);
        let result = c.u32_le().unwrap_or(0);
        let accepted = ams.error == 0 && result == 0;
        out.answer(tag(ams.invoke), Some(call), if accepted { Answered::Accepted } else { Answered::Refused });
        match (accepted, ams.command, asked) {
            (true, DEVICE_INFO, _) => identity::device_info(ams.device().port, c, out),
            (true, READ, Some(a)) if a.port == functions::SYSTEM_PORT && (a.group, a.offset) == (700, 1) => {
                identity::target_description(c.rest(), out);
            }
            _ => {}
        }
    }
}

/// Invoke ids start at 0, and the tag 0 means the oldest.
fn tag(invoke: u32) -> u32 {
    invoke.wrapping_add(1).max(1)
}
