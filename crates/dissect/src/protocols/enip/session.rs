//! One EtherNet/IP session, or the datagrams between two ends.

use crate::{Answered, Cursor, Direction, Object, Pdu, Session, Sink};

use super::asked::{Asked, Exchange, Place, Waiting};
use super::connections::Connections;
use super::encapsulation::{self, HEADER, Header, Item};
use super::{cip, functions, identity};

/// State of a session.
#[derive(Debug, Default)]
pub struct Enip {
    pub(super) waiting: Waiting,
    pub(super) connections: Connections,
    told: bool,
}

impl Session for Enip {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if encapsulation::is_io(pdu.bytes) {
            return out.io(functions::of_io(), Object::NONE);
        }
        let Some(header) = Header::read(pdu.bytes) else { return out.malformed("enip-header", 0) };
        let data = pdu.bytes.get(HEADER..).unwrap_or_default();
        if data.len() < header.length && !pdu.cut {
            out.malformed("enip-length", 2);
        }
        let data = data.get(..header.length).unwrap_or(data);
        self.message(&header, data, pdu.direction, out);
    }

    fn heap_bytes(&self) -> usize {
        self.waiting.heap_bytes().saturating_add(self.connections.heap_bytes())
    }
}

impl Enip {
    fn message(&mut self, header: &Header, data: &[u8], direction: Direction, out: &mut Sink<'_>) {
        use encapsulation::{LIST_IDENTITY, LIST_INTERFACES, LIST_SERVICES, LIST_TARGETS, REGISTER_SESSION};
        use encapsulation::{SEND_RR_DATA, SEND_UNIT_DATA, UNREGISTER_SESSION};
        match header.command {
            LIST_TARGETS | LIST_SERVICES | LIST_IDENTITY | LIST_INTERFACES => {
                let asks = data.is_empty() && header.status == 0;
                self.envelope(header, asks, direction, out);
                if header.command == LIST_IDENTITY && !asks {
                    identity::of_list(data, out);
                }
            }
            REGISTER_SESSION => {
                self.envelope(header, header.session == 0 && header.status == 0, direction, out);
            }
            SEND_RR_DATA => self.unconnected(header, data, direction, out),
            SEND_UNIT_DATA => self.connected(header, data, direction, out),
            command => {
                if command == UNREGISTER_SESSION {
                    self.tell(direction, out);
                }
                out.report(functions::of_command(command), Object::NONE);
            }
        }
    }

    /// The encapsulation message itself, where it is answered.
    fn envelope(&mut self, header: &Header, asks: bool, direction: Direction, out: &mut Sink<'_>) {
        let call = functions::of_command(header.command);
        let exchange = Exchange::Context(header.context);
        if asks {
            self.tell(direction, out);
            let tag = self.waiting.tag();
            let (class, attribute, slot) = (None, None, None);
            let asked = Asked { tag, class, service: 0, call, attribute, slot };
            self.waiting.ask(exchange, Place::Encapsulation, asked);
            out.request(call, tag, Object::NONE);
        } else {
            self.tell(direction.reverse(), out);
            let tag = self.waiting.take(exchange, Place::Encapsulation).map_or(UNASKED, |a| a.tag);
            let outcome = if header.status == 0 { Answered::Accepted } else { Answered::Refused };
            out.answer(tag, Some(call), outcome);
        }
    }

    fn unconnected(&mut self, header: &Header, data: &[u8], direction: Direction, out: &mut Sink<'_>) {
        let item = carried(data).find(|i| i.kind == encapsulation::UNCONNECTED_DATA);
        let message = item.map(|i| i.data).filter(|d| !d.is_empty());
        let asks = match message {
            Some(message) => cip::asks(message),
            None => header.status == 0 && direction == Direction::Forward,
        };
        self.envelope(header, asks, direction, out);
        match message {
            Some(message) => {
                let exchange = Exchange::Context(header.context);
                cip::read(self, exchange, None, message, out);
            }
            None if header.status == 0 => out.malformed("enip-items", HEADER),
            None => {}
        }
    }

    /// A connected message has no reply of its own on the level of the encapsulation.
    fn connected(&mut self, header: &Header, data: &[u8], direction: Direction, out: &mut Sink<'_>) {
        out.report(functions::of_command(header.command), Object::NONE);
        let mut connection = None;
        let mut message = None;
        for item in carried(data) {
            match item.kind {
                encapsulation::CONNECTED_ADDRESS => connection = Cursor::new(item.data).u32_le(),
                encapsulation::CONNECTED_DATA => message = Some(item.data),
                _ => {}
            }
        }
        let (Some(connection), Some(message)) = (connection, message) else {
            return out.malformed("enip-items", HEADER);
        };
        let mut cursor = Cursor::new(message);
        let Some(sequence) = cursor.u16_le() else { return out.malformed("enip-items", HEADER) };
        let message = cursor.rest();
        if message.is_empty() {
            return;
        }
        let asks = cip::asks(message);
        self.tell(if asks { direction } else { direction.reverse() }, out);
        let (number, slot) = self.connections.of(connection);
        let exchange = Exchange::Sequence(number, sequence);
        cip::read(self, exchange, slot, message, out);
    }

    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }
}

/// Tag of an answer whose request was not seen; never given to a request.
pub(super) const UNASKED: u32 = u32::MAX;

/// Items of a message that carries data: after interface handle and timeout.
fn carried(data: &[u8]) -> impl Iterator<Item = Item<'_>> {
    encapsulation::items(data.get(6..).unwrap_or_default())
}
