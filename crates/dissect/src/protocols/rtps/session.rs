//! Participants that speak to all, or to one another.

use ringwall_model::{Attribute, Confidence};

use crate::{Object, Pdu, Session, Sink, Subject};

use super::messages;

/// Messages stand alone; the maker of the library is told once.
#[derive(Debug, Default)]
pub struct Rtps {
    told: Option<u16>,
}

impl Session for Rtps {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = messages::header(pdu.bytes) else { return out.malformed("rtps-header", 0) };
        if self.told != Some(header.maker) {
            self.told = Some(header.maker);
            if let Some(maker) = messages::maker(header.maker) {
                out.identity(Subject::Sender, Attribute::Software, maker.as_bytes(), Confidence::Medium);
            }
        }
        for call in header.submessages().filter_map(|(kind, built_in)| super::call(kind, built_in)) {
            out.report(call, Object::NONE);
        }
    }
}
