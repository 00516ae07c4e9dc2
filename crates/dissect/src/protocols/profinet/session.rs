//! What two stations, or one and a group, say to each other below IP.

use crate::{Answered, Cursor, Direction, Native, Object, Pdu, Session, Sink};

use super::blocks;
use super::frames::{self, Kind};
use super::functions::{self, Purpose, SET};

const HELLO: u8 = 6;
const REQUEST: u8 = 0;
const SUCCESS: u8 = 1;
/// A `Set` is told with its purpose; its answer does not repeat it.
const PENDING_MAX: usize = 4;

/// State of a flow.
#[derive(Debug, Default)]
pub struct Profinet {
    told: bool,
    pending: [Option<(u32, Purpose)>; PENDING_MAX],
}

impl Session for Profinet {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((id, kind)) = frames::read(pdu.bytes) else { return out.malformed("profinet-frame", 0) };
        match kind {
            Kind::Dcp => {
                if self.dcp(pdu, out).is_none() && !pdu.cut {
                    out.malformed("profinet-dcp", 2.min(pdu.bytes.len()));
                }
            }
            Kind::Cyclic | Kind::Isochronous => {
                out.native(Native::Numbered("frame", u32::from(id)));
                out.io(functions::of_frame(id, kind), Object::NONE);
            }
            _ => out.report(functions::of_frame(id, kind), Object::NONE),
        }
    }
}

impl Profinet {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    /// Service, kind, transaction, delay, length, blocks.
    fn dcp(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Option<()> {
        let mut c = Cursor::new(pdu.bytes);
        c.skip(2)?;
        let (service, kind, transaction) = (c.u8()?, c.u8()?, c.u32()?);
        c.skip(2)?;
        let length = usize::from(c.u16()?);
        let bytes = c.take(length.min(c.left()))?;
        if bytes.len() < length && !pdu.cut {
            out.malformed("profinet-dcp-length", 10);
        }
        match (service, kind) {
            (HELLO, _) => {
                out.report(functions::service(service, Purpose::Plain), Object::NONE);
                blocks::identify(bytes, out);
            }
            (_, REQUEST) => self.request(service, transaction, bytes, pdu.direction, out),
            _ => self.answer(service, kind, transaction, bytes, pdu.direction, out),
        }
        Some(())
    }

    fn request(&mut self, service: u8, transaction: u32, bytes: &[u8], direction: Direction, out: &mut Sink<'_>) {
        self.tell(direction, out);
        let purpose = if service == SET { blocks::purpose(bytes) } else { Purpose::Plain };
        if purpose != Purpose::Plain {
            self.pending.rotate_left(1);
            if let Some(slot) = self.pending.last_mut() {
                *slot = Some((transaction, purpose));
            }
        }
        out.request(functions::service(service, purpose), transaction, Object::NONE);
    }

    fn answer(
        &mut self,
        service: u8,
        kind: u8,
        transaction: u32,
        bytes: &[u8],
        direction: Direction,
        out: &mut Sink<'_>,
    ) {
        self.tell(direction.reverse(), out);
        let waiting = self.pending.iter_mut().find(|slot| slot.is_some_and(|(asked, _)| asked == transaction));
        let purpose = match waiting {
            Some(slot) if service == SET => slot.take().map_or(Purpose::Plain, |(_, purpose)| purpose),
            _ => Purpose::Plain,
        };
        let refused = kind != SUCCESS || service == SET && blocks::refuses(bytes);
        let outcome = if refused { Answered::Refused } else { Answered::Accepted };
        out.answer(transaction, Some(functions::service(service, purpose)), outcome);
        if service != SET && !refused {
            blocks::identify(bytes, out);
        }
    }
}
