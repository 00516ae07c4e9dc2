//! Requests and answers of one client.

use ringwall_model::{Security, ServiceKind, Stage};

use super::{
    call,
    message::{self, Message},
};
use crate::protocols::told::Told;
use crate::{Answered, Direction, Object, Pdu, Session, Sink};

/// Error codes (RFC 4120, section 7.5.9).
const POLICY: u32 = 12;
const REVOKED: u32 = 18;
const PROOF_FAILED: u32 = 24;

/// State of an exchange.
#[derive(Debug, Default)]
pub struct Kerberos {
    /// The last request: its type, whether it carried proof, its direction.
    pending: Option<(u8, bool, Direction)>,
    told: Told,
}

impl Session for Kerberos {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(message) = Message::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("kerberos-message", 0);
            }
            return;
        };
        match message.kind {
            kind @ (10 | 12 | 14) => {
                out.initiator_sends(pdu.direction);
                out.request(call(kind), 0, Object::NONE);
                self.pending = Some((kind, message.is_proved(), pdu.direction));
            }
            11 | 13 | 15 | 30 => self.answer(&message, pdu.direction, out),
            kind => out.report(call(kind), Object::NONE),
        }
    }

    fn gap(&mut self, _: Direction) {
        self.pending = None;
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl Kerberos {
    fn answer(&mut self, message: &Message<'_>, direction: Direction, out: &mut Sink<'_>) {
        let refused = message.kind == 30;
        out.initiator_sends(direction.reverse());
        out.answer(0, Some(call(message.kind)), if refused { Answered::Refused } else { Answered::Accepted });
        let Some((asked, proved, _)) = self.pending.take().filter(|(_, _, from)| *from != direction) else { return };
        match (asked, message.kind, message.error()) {
            (10, 11, _) => {
                self.served(message, out);
                if proved {
                    self.login(Stage::Completed, out);
                }
            }
            (12, 13, _) => self.served(message, out),
            (10, 30, Some(PROOF_FAILED)) => self.login(Stage::Refused, out),
            (_, 30, Some(POLICY)) => self.denied("KDC_ERR_POLICY", out),
            (_, 30, Some(REVOKED)) => self.denied("KDC_ERR_CLIENT_REVOKED", out),
            _ => {}
        }
    }

    fn served(&mut self, reply: &Message<'_>, out: &mut Sink<'_>) {
        let stage = Stage::Completed;
        self.told.tell(Security::Service { kind: ServiceKind::Directory, stage }, out);
        for cipher in reply.ciphers().into_iter().flatten() {
            let (name, soundness) = message::judge(cipher);
            self.told.tell(Security::Mechanism { name: name.into(), soundness, stage }, out);
        }
    }

    fn login(&mut self, stage: Stage, out: &mut Sink<'_>) {
        let login =
            Security::Login { clear: false, secret: None, default: false, stage, human: false, changing: false };
        self.told.tell(login, out);
    }

    fn denied(&mut self, by: &'static str, out: &mut Sink<'_>) {
        self.told.tell(Security::Denied { by: by.into() }, out);
    }
}
