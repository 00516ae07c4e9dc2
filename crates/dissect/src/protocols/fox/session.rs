//! A workbench or supervisor and a station.

use std::borrow::Cow;

use ringwall_model::{Attribute, Confidence, Security, Soundness, Stage};

use crate::protocols::rows;
use crate::protocols::told::Told;
use crate::{Answered, Call, Direction, Object, Pdu, Session, Sink, Subject};

use super::ROWS;
use super::messages::Message;

/// State of a flow: who greeted first, and what was told.
#[derive(Debug, Default)]
pub struct Fox {
    greeted: Option<Direction>,
    told: Told,
}

impl Session for Fox {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(message) = Message::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("fox-message", 0);
            }
            return;
        };
        match message.command {
            b"hello" => {
                let first = *self.greeted.get_or_insert(pdu.direction);
                if first == pdu.direction {
                    out.request(call(1), HELLO, Object::NONE);
                } else {
                    out.answer(HELLO, Some(call(1)), Answered::Accepted);
                }
                identify(&message, out);
            }
            b"challenge" => {
                out.report(call(2), Object::NONE);
                self.challenge(&message, out);
            }
            _ => out.report(call(3), Object::NONE),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

/// Pairs greetings.
const HELLO: u32 = 1;

fn call(code: u32) -> Call {
    rows::find(&ROWS, code, code).unwrap_or(Call { row: 2, code: 3 })
}

impl Fox {
    /// How the client has to prove itself; whether it did is not seen.
    fn challenge(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let Some(method) = message.property(b"method") else { return };
        let (name, soundness): (Cow<'static, str>, _) = match method {
            b"digest-md5" => ("DIGEST-MD5".into(), Soundness::Weak),
            b"basic" => ("basic".into(), Soundness::Weak),
            b"scram-sha256" | b"scram-sha-256" => ("SCRAM-SHA-256".into(), Soundness::Sound),
            _ => return,
        };
        self.told.tell(Security::Mechanism { name, soundness, stage: Stage::Offered }, out);
    }
}

/// What a side says of itself when it greets.
fn identify(message: &Message<'_>, out: &mut Sink<'_>) {
    let pair = |one: &[u8], other: &[u8]| {
        let (one, other) = (message.property(one), message.property(other));
        one.map(|one| [one, other.unwrap_or_default()].join(&b' ')).map(|text| text.trim_ascii().to_vec())
    };
    let said = [
        (Attribute::Hostname, message.property(b"hostName").map(<[u8]>::to_vec)),
        (Attribute::Software, pair(b"app.name", b"app.version")),
        (Attribute::OperatingSystem, pair(b"os.name", b"os.version")),
        (Attribute::Description, message.property(b"station.name").map(<[u8]>::to_vec)),
        (Attribute::Vendor, message.property(b"brandId").map(<[u8]>::to_vec)),
    ];
    for (what, value) in said {
        out.identity(Subject::Sender, what, &value.unwrap_or_default(), Confidence::Medium);
    }
}
