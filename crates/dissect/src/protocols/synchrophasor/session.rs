//! One stream of phasors, or several.

use ringwall_model::{Attribute, Confidence};

use crate::{Answered, Cursor, Direction, Native, Object, Pdu, Session, Sink, Subject};

use super::{HEADER, call, header, kind};

/// Frames read of one datagram.
const FRAMES_MAX: usize = 64;
/// Bytes of a station's name in configurations 1 and 2.
const NAME: usize = 16;

/// State of a flow: whether it was told which end asks.
#[derive(Debug, Default)]
pub struct Synchrophasor {
    told: bool,
}

impl Session for Synchrophasor {
    /// A datagram may hold several frames.
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut at = 0_usize;
        for _ in 0..FRAMES_MAX {
            let rest = pdu.bytes.get(at..).unwrap_or_default();
            match header(rest) {
                Some((kind, total)) => {
                    let bytes = rest.get(..total).unwrap_or(rest);
                    if bytes.len() < total && !pdu.cut {
                        out.malformed("synchrophasor-size", at);
                    }
                    self.frame(kind, bytes, pdu.direction, out);
                    at = at.saturating_add(total);
                }
                None if rest.is_empty() || pdu.cut => return,
                None => return out.malformed("synchrophasor-header", at),
            }
        }
    }
}

impl Synchrophasor {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    /// Commands come from whoever wants data; everything else from whoever measures.
    fn frame(&mut self, kind: u8, bytes: &[u8], direction: Direction, out: &mut Sink<'_>) {
        let mut c = Cursor::new(bytes);
        let Some(id) = c.skip(4).and_then(|()| c.u16()) else { return };
        out.native(Native::Numbered("idcode", u32::from(id)));
        if kind == kind::COMMAND {
            let command = bytes.get(HEADER..).and_then(|rest| Cursor::new(rest).u16()).unwrap_or(0);
            self.tell(direction, out);
            return out.request(call(kind, command), tag(id, answer_to(command)), Object::NONE);
        }
        self.tell(direction.reverse(), out);
        if kind == kind::DATA {
            return out.report(call(kind, 0), Object::NONE);
        }
        out.answer(tag(id, kind), Some(call(kind, 0)), Answered::Accepted);
        if matches!(kind, kind::CONFIGURATION_1 | kind::CONFIGURATION_2) {
            let name = bytes.get(HEADER + 4 + 2..).and_then(|rest| rest.get(..NAME)).unwrap_or_default();
            out.identity(Subject::Sender, Attribute::Hostname, name.trim_ascii_end(), Confidence::High);
        }
    }
}

/// The kind of frame a command asks for; commands that ask for none have a tag of their own.
fn answer_to(command: u16) -> u8 {
    match command {
        3 => kind::HEADER,
        4 => kind::CONFIGURATION_1,
        5 => kind::CONFIGURATION_2,
        6 => kind::CONFIGURATION_3,
        _ => kind::COMMAND,
    }
}

fn tag(id: u16, kind: u8) -> u32 {
    1 << 24 | u32::from(id) << 8 | u32::from(kind)
}
