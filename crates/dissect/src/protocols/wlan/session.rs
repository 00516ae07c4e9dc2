//! What an access point announces, and what it and a station agree on.

use ringwall_model::{Attribute, Confidence};

use crate::protocols::told::Told;
use crate::{Answered, Cursor, Object, Pdu, Session, Sink, Subject};

use super::protection::Protection;
use super::{ASSOCIATED, ASSOCIATION, BEACON, PROBED, REASSOCIATED, REASSOCIATION, call, read};

/// State of a flow.
#[derive(Debug, Default)]
pub struct Wlan {
    /// What the station asked for.
    asked: Option<Protection>,
    told: Told,
}

impl Session for Wlan {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((subtype, c)) = read(pdu.bytes) else { return out.malformed("wlan-frame", 0) };
        let whole = match subtype {
            BEACON | PROBED => self.announced(subtype, c, out),
            ASSOCIATION | REASSOCIATION => self.asked(subtype, c, pdu, out),
            ASSOCIATED | REASSOCIATED => self.answered(subtype, c, pdu, out),
            _ => {
                out.report(call(subtype), Object::NONE);
                Some(())
            }
        };
        if whole.is_none() && !pdu.cut {
            out.malformed("wlan-body", pdu.bytes.len());
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl Wlan {
    /// Time, interval, capabilities, elements.
    fn announced(&mut self, subtype: u8, mut c: Cursor<'_>, out: &mut Sink<'_>) -> Option<()> {
        out.report(call(subtype), Object::NONE);
        c.skip(8 + 2)?;
        let protection = Protection::read(c.u16_le()?, c);
        out.identity(Subject::Sender, Attribute::Capability, b"wlan-access-point", Confidence::High);
        self.told.tell(protection.fact(false), out);
        Some(())
    }

    /// Capabilities, interval, where it was before, elements.
    fn asked(&mut self, subtype: u8, mut c: Cursor<'_>, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Option<()> {
        out.initiator_sends(pdu.direction);
        out.request(call(subtype), 0, Object::NONE);
        let capabilities = c.u16_le()?;
        c.skip(if subtype == REASSOCIATION { 2 + 6 } else { 2 })?;
        self.asked = Some(Protection::read(capabilities, c));
        Some(())
    }

    /// Capabilities, status.
    fn answered(&mut self, subtype: u8, mut c: Cursor<'_>, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Option<()> {
        out.initiator_sends(pdu.direction.reverse());
        c.skip(2)?;
        let accepted = c.u16_le()? == 0;
        out.answer(0, Some(call(subtype)), if accepted { Answered::Accepted } else { Answered::Refused });
        out.identity(Subject::Sender, Attribute::Capability, b"wlan-access-point", Confidence::High);
        if let Some(asked) = self.asked.take().filter(|_| accepted) {
            self.told.tell(asked.fact(true), out);
        }
        Some(())
    }
}
