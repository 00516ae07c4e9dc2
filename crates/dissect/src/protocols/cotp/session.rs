//! One transport connection.

use crate::{Answered, Carrier, Cursor, Direction, Native, Object, Pdu, Session, Sink};

use super::TPKT;
use super::functions::{self, CC, CR, DC, DR, DT, ER};
use super::reassembly::{Progress, Reassembly};
use super::selector;

/// State of a connection: whom it reaches, and data that is not complete yet.
#[derive(Debug, Default)]
pub struct Cotp {
    native: Native,
    connecting: bool,
    forward: Reassembly,
    backward: Reassembly,
}

/// Set in the last piece of a user data unit.
const END: u8 = 0x80;

impl Session for Cotp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut cursor = Cursor::new(pdu.bytes);
        let header = cursor.skip(TPKT).and_then(|()| {
            let indicator = cursor.u8()?;
            let mut header = cursor.sub(usize::from(indicator))?;
            let code = header.u8()?;
            functions::known(code, usize::from(indicator)).then_some((functions::kind(code), header))
        });
        match header {
            Some((DT, header)) => self.data(header, cursor.rest(), pdu, out),
            Some((code, header)) => self.control(code, header, pdu.direction, out),
            None => out.malformed("cotp-header", 0),
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.way(direction).gap();
    }

    fn heap_bytes(&self) -> usize {
        self.forward.heap_bytes().saturating_add(self.backward.heap_bytes())
    }
}

impl Cotp {
    fn way(&mut self, direction: Direction) -> &mut Reassembly {
        direction.choose(&mut self.forward, &mut self.backward)
    }

    /// A cut unit is handed on cut only where it is the only piece: its beginning still names its function.
    fn data(&mut self, mut header: Cursor<'_>, bytes: &[u8], pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(flags) = header.u8() else { return out.malformed("cotp-header", 0) };
        let last = flags & END != 0;
        let native = self.native;
        let way = self.way(pdu.direction);
        match way.add(bytes, last) {
            Progress::Pending => {}
            Progress::Dropped => out.malformed("cotp-incomplete", 0),
            Progress::Whole([]) => {}
            Progress::Whole(whole) => {
                out.native(native);
                out.carry(Carrier::Cotp, whole);
            }
        }
        way.done(last);
    }

    fn control(&mut self, code: u8, mut header: Cursor<'_>, direction: Direction, out: &mut Sink<'_>) {
        let Some(call) = functions::call(code) else { return out.malformed("cotp-type", 0) };
        if code == CR {
            let parameters = header.skip(5).map(|()| header.rest()).unwrap_or_default();
            self.native = selector::called_rack_slot(parameters);
        }
        out.native(self.native);
        match code {
            CR => {
                self.connecting = true;
                out.initiator_sends(direction);
                out.request(call, 0, Object::NONE);
            }
            CC => {
                self.connecting = false;
                out.initiator_sends(direction.reverse());
                out.answer(0, Some(call), Answered::Accepted);
            }
            DR if self.connecting => {
                self.connecting = false;
                out.answer(0, Some(call), Answered::Refused);
            }
            DC => out.answer(0, Some(call), Answered::Accepted),
            // Peers of class 0 close the TCP connection instead of confirming.
            DR | ER => out.report(call, Object::NONE),
            _ => {}
        }
    }
}
