//! One connection.

use ringwall_model::{SecretKind, Security, ServiceKind, Stage};

use super::{
    PROTECTED, SEALED, call,
    message::{Bind, Message},
};
use crate::protocols::{
    credentials::Typed,
    sasl::Exchange,
    told::Told,
    upgrade::{self, Upgrade},
};
use crate::{Answered, Direction, Object, Pdu, Session, Sink};

/// Result codes (RFC 4511, appendix A).
const SUCCESS: u32 = 0;
const STRONGER_AUTHENTICATION: u32 = 8;
const IN_PROGRESS: u32 = 14;
const INSUFFICIENT_RIGHTS: u32 = 50;
/// Numbers of answers, and of the request each answers.
const ANSWERS: [(u8, u8); 8] = [(1, 0), (5, 3), (7, 6), (9, 8), (11, 10), (13, 12), (15, 14), (24, 23)];
/// Numbers of changes.
const CHANGES: [u8; 4] = [6, 8, 10, 12];

/// Who binds.
#[derive(Debug)]
enum Binder {
    Nobody,
    Somebody(Exchange),
}

/// State of a connection.
#[derive(Default)]
pub struct Ldap {
    binder: Option<Binder>,
    bound_as_nobody: bool,
    tls_asked: bool,
    tls: Option<Upgrade>,
    /// The last request that waits: its number and id.
    pending: Option<(u8, u32, Direction)>,
    told: Told,
}

impl Session for Ldap {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if self.tls.is_some() || upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            if let Some(tls) = &mut self.tls {
                tls.record(pdu, out);
            }
            return;
        }
        if pdu.bytes.first() == Some(&0) {
            out.report(SEALED, Object::NONE);
            return;
        }
        match Message::read(pdu.bytes) {
            Some(message) => match ANSWERS.iter().find(|(answer, _)| *answer == message.number) {
                Some((_, asked)) => self.answer(&message, *asked, pdu.direction, out),
                // Entries, references and intermediate answers come before the answer that counts.
                None if matches!(message.number, 4 | 19 | 25) => {}
                None => self.request(&message, pdu.direction, out),
            },
            None if pdu.cut => {}
            None => out.malformed("ldap-message", 0),
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.binder = None;
        self.pending = None;
        self.bound_as_nobody = false;
        if let Some(tls) = &mut self.tls {
            tls.gap(direction);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes().saturating_add(self.tls.as_ref().map_or(0, Upgrade::heap_bytes))
    }
}

impl Ldap {
    fn request(&mut self, message: &Message<'_>, direction: Direction, out: &mut Sink<'_>) {
        out.initiator_sends(direction);
        if matches!(message.number, 2 | 16) {
            out.report(call(message.number), Object::NONE);
            return;
        }
        out.request(call(message.number), message.id, Object::NONE);
        self.pending = Some((message.number, message.id, direction));
        if message.number == 0 {
            self.bind(message, out);
        }
        self.tls_asked = message.asks_for_tls();
    }

    fn bind(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        self.bound_as_nobody = false;
        self.binder = match (message.bind(), self.binder.take()) {
            // Without a password nothing was proved, whatever name stands there (RFC 4513, section 5.1.2).
            (Some(Bind::Simple(_, [], _)), _) => Some(Binder::Nobody),
            (Some(Bind::Simple(name, password, at)), _) => {
                out.secret(SecretKind::Password, at);
                Some(Binder::Somebody(Exchange::readable(Typed::pair(name, password), false)))
            }
            (Some(Bind::Sasl(_, more)), Some(Binder::Somebody(mut exchange))) => {
                exchange.said(more);
                Some(Binder::Somebody(exchange))
            }
            (Some(Bind::Sasl(mechanism, initial)), _) => {
                let mut exchange = Exchange::new(mechanism, false);
                exchange.said(initial);
                Some(Binder::Somebody(exchange))
            }
            (None, _) => None,
        };
    }

    fn answer(&mut self, message: &Message<'_>, asked: u8, direction: Direction, out: &mut Sink<'_>) {
        out.initiator_sends(direction.reverse());
        let result = message.result();
        let good = matches!(result, Some(SUCCESS | IN_PROGRESS));
        out.answer(message.id, Some(call(asked)), if good { Answered::Accepted } else { Answered::Refused });
        let waited = self.pending == Some((asked, message.id, direction.reverse()));
        let Some(result) = result.filter(|_| waited) else { return };
        match (asked, result) {
            (_, INSUFFICIENT_RIGHTS) => self.denied("insufficientAccessRights", out),
            (_, STRONGER_AUTHENTICATION) => self.denied("strongerAuthRequired", out),
            (0, IN_PROGRESS) => {}
            (0, _) => self.bound(result == SUCCESS, out),
            (3, SUCCESS) => self.service(out),
            (23, SUCCESS) if self.tls_asked => self.tls = Some(Upgrade::default()),
            (_, SUCCESS) if self.bound_as_nobody && CHANGES.contains(&asked) => self.anonymous(true, out),
            _ => {}
        }
    }

    fn bound(&mut self, good: bool, out: &mut Sink<'_>) {
        match self.binder.take() {
            Some(Binder::Nobody) if good => {
                self.bound_as_nobody = true;
                self.anonymous(false, out);
            }
            Some(Binder::Somebody(exchange)) => {
                let stage = if good { Stage::Completed } else { Stage::Refused };
                exchange.tell(stage, &mut self.told, out);
            }
            _ => return,
        }
        if good {
            self.service(out);
        }
    }

    fn anonymous(&mut self, changing: bool, out: &mut Sink<'_>) {
        self.told.tell(Security::Anonymous { human: false, changing, stage: Stage::Completed }, out);
    }

    fn service(&mut self, out: &mut Sink<'_>) {
        self.told.tell(Security::Service { kind: ServiceKind::Directory, stage: Stage::Completed }, out);
    }

    fn denied(&mut self, by: &'static str, out: &mut Sink<'_>) {
        self.told.tell(Security::Denied { by: by.into() }, out);
    }
}
