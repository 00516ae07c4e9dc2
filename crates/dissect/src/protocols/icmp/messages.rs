//! Messages of ICMP, of either family: asked, answered, or told unasked.

use ringwall_model::{Attribute, Confidence};

use crate::protocols::rows::{self, Keyed};
use crate::{Answered, Call, Cursor, Match, Object, Pdu, Sample, Session, Sink, Subject};

/// Key of the row of every type not listed.
pub const UNLISTED: u32 = 0x100;

/// What a message of a type is.
pub enum Kind {
    /// A question.
    Asks,
    /// The answer to a question of this type.
    Answers(u8),
    /// Told unasked.
    Tells,
}

/// What sets the families apart.
#[derive(Debug)]
pub struct Family {
    /// What a message is, by its type.
    pub kind: fn(u8) -> Kind,
    /// Their types.
    pub rows: &'static [Keyed],
    /// The type by which a router advertises itself.
    pub router: u8,
    /// What is remarked of bytes that are no message.
    pub malformed: &'static str,
}

impl Family {
    fn call(&self, kind: u8) -> Call {
        let code = u32::from(kind);
        rows::find_or(self.rows, code, UNLISTED, code)
    }
}

/// Type of a message, and the four bytes behind its sum: of questions and answers, by which they are paired.
fn read(bytes: &[u8]) -> Option<(u8, u32)> {
    let mut c = Cursor::new(bytes);
    let kind = c.u8()?;
    c.skip(3)?;
    // Zero would mean the oldest.
    Some((kind, c.u32()?.max(1)))
}

/// A whole message of the IP protocol.
pub fn probe(sample: &Sample<'_>) -> Match {
    if sample.hinted && sample.whole && read(sample.bytes).is_some() { Match::Sure } else { Match::No }
}

/// Nothing is remembered.
impl Session for &'static Family {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((kind, tag)) = read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed(self.malformed, 0);
            }
            return;
        };
        match (self.kind)(kind) {
            Kind::Asks => {
                out.initiator_sends(pdu.direction);
                out.request(self.call(kind), tag, Object::NONE);
            }
            Kind::Answers(asked) => {
                out.initiator_sends(pdu.direction.reverse());
                out.answer(tag, Some(self.call(asked)), Answered::Accepted);
            }
            Kind::Tells => {
                out.report(self.call(kind), Object::NONE);
                if kind == self.router {
                    out.identity(Subject::Sender, Attribute::Capability, b"router", Confidence::Medium);
                }
            }
        }
    }
}
