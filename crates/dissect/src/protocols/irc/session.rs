//! One connection.

use ringwall_model::{SecretKind, Security, ServiceKind, Stage};

use super::{NUMERIC, OTHER, REGISTRATION};
use crate::protocols::{lines, told::Told};
use crate::{Object, Pdu, Session, Sink};

/// State of a connection.
#[derive(Debug, Default)]
pub struct Irc {
    password_sent: bool,
    told: Told,
}

impl Session for Irc {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let line = pdu.bytes.trim_ascii_end();
        let (word, rest, at) = lines::word(line);
        match word {
            b"NICK" | b"USER" | b"CAP" => {
                out.initiator_sends(pdu.direction);
                out.report(REGISTRATION, Object::NONE);
            }
            b"PASS" => {
                out.initiator_sends(pdu.direction);
                out.report(REGISTRATION, Object::NONE);
                out.secret(SecretKind::Password, at..line.len());
                self.password_sent = true;
            }
            [b':', ..] => match lines::word(rest).0 {
                code @ [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'] => {
                    out.initiator_sends(pdu.direction.reverse());
                    out.report(NUMERIC, Object::NONE);
                    self.numeric(code, out);
                }
                _ => out.report(OTHER, Object::NONE),
            },
            _ => out.report(OTHER, Object::NONE),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl Irc {
    fn numeric(&mut self, code: &[u8], out: &mut Sink<'_>) {
        let stage = match code {
            b"001" => Stage::Completed,
            b"464" => Stage::Refused,
            _ => return,
        };
        if std::mem::take(&mut self.password_sent) {
            let secret = Some(SecretKind::Password);
            let login = Security::Login { clear: true, secret, default: false, stage, human: false, changing: false };
            self.told.tell(login, out);
        }
        if stage == Stage::Completed {
            self.told.tell(Security::Service { kind: ServiceKind::Chat, stage }, out);
        }
    }
}
