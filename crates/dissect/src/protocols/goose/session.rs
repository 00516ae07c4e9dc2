//! What one publisher says to a group.

use ringwall_model::{Attribute, Confidence};

use crate::protocols::application::{HEADER, header};
use crate::protocols::long_ber::{Element, Reader};
use crate::{Native, Object, Pdu, Session, Sink, Subject};

use super::call;

/// Control blocks whose reference was told.
const TOLD_MAX: usize = 16;
const REFERENCE: u8 = 0x80;
const SIMULATED: u8 = 0x87;

/// State of a flow: application ids whose publisher was described.
#[derive(Debug, Default)]
pub struct Goose {
    told: [Option<u16>; TOLD_MAX],
}

impl Session for Goose {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((application, total)) = header(pdu.bytes) else { return out.malformed("goose-header", 0) };
        out.native(Native::Numbered("appid", u32::from(application)));
        let whole = pdu.bytes.get(HEADER..total);
        if whole.is_none() && !pdu.cut {
            out.malformed("goose-length", 2);
        }
        let body = whole.or_else(|| pdu.bytes.get(HEADER..)).unwrap_or_default();
        let Some(message) = Reader::new(body, HEADER).next() else {
            return out.malformed("goose-message", HEADER.min(pdu.bytes.len()));
        };
        let simulated = message.inside().find(SIMULATED).is_some_and(|e| e.integer().is_some_and(|n| n != 0));
        out.io(call(message.first, simulated), Object::NONE);
        if message.first == 0x61 {
            self.describe(application, message, out);
        }
    }
}

impl Goose {
    /// Once for each application id.
    fn describe(&mut self, application: u16, message: Element<'_>, out: &mut Sink<'_>) {
        if self.told.contains(&Some(application)) {
            return;
        }
        self.told.rotate_left(1);
        if let Some(slot) = self.told.last_mut() {
            *slot = Some(application);
        }
        if let Some(reference) = message.inside().find(REFERENCE) {
            out.identity(Subject::Sender, Attribute::Description, reference.body, Confidence::Medium);
        }
    }
}
