//! A device and a server, a relay, or other devices.

use ringwall_model::{Attribute, Confidence, Security, Stage};

use super::{call, messages, relayed};
use crate::protocols::told::Told;
use crate::{Direction, Object, Pdu, Session, Sink, Subject};

const REQUEST_RELAY: u32 = 18;
const PEER_DISCOVERY: u32 = 22;
/// Fields of a discovery.
const HOSTNAME: u32 = 5;
const PLATFORM: u32 = 6;

/// State of a flow.
#[derive(Debug, Default)]
pub struct RustDesk {
    /// A relay was asked to join this connection with another.
    relayed: bool,
    sent: [bool; 2],
    told: Told,
}

impl Session for RustDesk {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.relayed {
            out.report(relayed(), Object::NONE);
            return self.works(pdu.direction, out);
        }
        let message = messages::read(pdu.bytes).or_else(|| messages::unwrap(pdu.bytes).and_then(messages::read));
        match message {
            Some((field, body)) => self.message(field, body, out),
            None if pdu.cut => {}
            None => out.malformed("rustdesk-message", 0),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl RustDesk {
    fn message(&mut self, field: u32, body: &[u8], out: &mut Sink<'_>) {
        out.report(call(field), Object::NONE);
        match field {
            REQUEST_RELAY => {
                self.relayed = true;
                self.told.tell(Security::Interactive { stage: Stage::Negotiated }, out);
            }
            PEER_DISCOVERY => {
                for (number, attribute) in [(HOSTNAME, Attribute::Hostname), (PLATFORM, Attribute::OperatingSystem)] {
                    if let Some(text) = messages::text(body, number) {
                        out.identity(Subject::Sender, attribute, text, Confidence::Medium);
                    }
                }
            }
            _ => {}
        }
    }

    fn works(&mut self, direction: Direction, out: &mut Sink<'_>) {
        let [forward, backward] = &mut self.sent;
        *(if direction == Direction::Forward { forward } else { backward }) = true;
        if self.sent == [true; 2] {
            self.told.tell(Security::Interactive { stage: Stage::Completed }, out);
        }
    }
}
