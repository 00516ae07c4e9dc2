//! What one merging unit says to a group.

use ringwall_model::{Attribute, Confidence};

use crate::protocols::application::{HEADER, header};
use crate::protocols::long_ber::Reader;
use crate::{Native, Object, Pdu, Session, Sink, Subject};

use super::{SAMPLES, call};

/// Streams whose id was told.
const TOLD_MAX: usize = 16;

/// State of a flow: application ids whose publisher was described.
#[derive(Debug, Default)]
pub struct SampledValues {
    told: [Option<u16>; TOLD_MAX],
}

impl Session for SampledValues {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((application, total)) = header(pdu.bytes) else { return out.malformed("sv-header", 0) };
        out.native(Native::Numbered("appid", u32::from(application)));
        let whole = pdu.bytes.get(HEADER..total);
        if whole.is_none() && !pdu.cut {
            out.malformed("sv-length", 2);
        }
        let body = whole.or_else(|| pdu.bytes.get(HEADER..)).unwrap_or_default();
        let Some(tag) = body.first() else { return out.malformed("sv-message", HEADER.min(pdu.bytes.len())) };
        out.io(call(*tag), Object::NONE);
        if *tag == SAMPLES && !self.told.contains(&Some(application)) {
            self.describe(application, body, out);
        }
    }
}

impl SampledValues {
    /// The id of the first block of samples, once for each application id.
    fn describe(&mut self, application: u16, body: &[u8], out: &mut Sink<'_>) {
        self.told.rotate_left(1);
        if let Some(slot) = self.told.last_mut() {
            *slot = Some(application);
        }
        let id = Reader::new(body, HEADER)
            .next()
            .and_then(|message| message.inside().find(0xA2)?.inside().find(0x30)?.inside().find(0x80));
        if let Some(id) = id {
            out.identity(Subject::Sender, Attribute::Description, id.body, Confidence::Medium);
        }
    }
}
