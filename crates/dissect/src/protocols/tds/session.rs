//! One connection.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, ServiceKind, Stage};

use super::{
    PROTECTED, call,
    packets::{self, LogIn, Packet},
};
use crate::protocols::{
    credentials::Typed,
    told::Told,
    upgrade::{self, Upgrade},
};
use crate::{Answered, Direction, Object, Pdu, Session, Sink, Subject};

/// State of a connection.
#[derive(Default)]
pub struct Tds {
    tls: Option<Upgrade>,
    /// Records of TLS that began in a packet and go on in the next, each way.
    held: [Vec<u8>; 2],
    typed: Option<Typed>,
    /// A batch or a call waits for its answer.
    asked: bool,
    told: Told,
}

/// Most bytes of records held for one side.
const HELD_BYTES_MAX: usize = 32_768;

impl Session for Tds {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if upgrade::record_bytes(pdu.bytes).is_some() {
            out.report(PROTECTED, Object::NONE);
            self.tls.get_or_insert_default().record(pdu, out);
            return;
        }
        let Some(packet) = Packet::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("tds-packet", 0);
            }
            return;
        };
        let from_client = packet.kind != 4;
        if packet.kind != 0x12 {
            out.initiator_sends(if from_client { pdu.direction } else { pdu.direction.reverse() });
        }
        match packet.kind {
            0x12 if packet.options().is_none() => self.wrapped(pdu, packet.body, out),
            0x12 => out.report(call(0x12), Object::NONE),
            4 => self.answer(&packet, out),
            kind => {
                if packet.is_last {
                    out.request(call(kind), 0, Object::NONE);
                }
                self.asked = matches!(kind, 1 | 3);
                if kind == 0x10
                    && let Some(texts) = packet.log_in()
                {
                    self.log_in(&texts, pdu.bytes.len(), out);
                }
            }
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.typed = None;
        self.asked = false;
        self.held = Default::default();
        if let Some(tls) = &mut self.tls {
            tls.gap(direction);
        }
    }

    fn heap_bytes(&self) -> usize {
        let held: usize = self.held.iter().map(Vec::capacity).sum();
        held.saturating_add(self.told.heap_bytes()).saturating_add(self.tls.as_ref().map_or(0, Upgrade::heap_bytes))
    }
}

impl Tds {
    /// The handshake of TLS stands in packets of its own.
    fn wrapped(&mut self, pdu: &Pdu<'_>, body: &[u8], out: &mut Sink<'_>) {
        out.report(PROTECTED, Object::NONE);
        let [forward, backward] = &mut self.held;
        let held = if pdu.direction == Direction::Forward { forward } else { backward };
        held.extend_from_slice(body);
        if held.len() > HELD_BYTES_MAX {
            held.clear();
        }
        let tls = self.tls.get_or_insert_default();
        let mut used = 0;
        while let Some(rest) = held.get(used..)
            && let Some(bytes) = upgrade::record_bytes(rest).and_then(|n| rest.get(..n))
        {
            tls.record(&Pdu { bytes, ..*pdu }, out);
            used = used.saturating_add(bytes.len());
        }
        held.drain(..used.min(held.len()));
    }

    fn log_in(&mut self, texts: &LogIn<'_>, end: usize, out: &mut Sink<'_>) {
        let computer: Vec<u8> = halved(texts.computer).collect();
        out.identity(Subject::Sender, Attribute::Hostname, &computer, Confidence::Medium);
        if texts.password.is_empty() && texts.user.is_empty() {
            // The operating system proves who it is, in what follows.
            return;
        }
        out.secret(SecretKind::Password, texts.at.start.min(end)..texts.at.end.min(end));
        let typed = halved(texts.user).fold(Typed::default(), Typed::byte).separator();
        self.typed = Some(halved(texts.password).fold(typed, |typed, b| typed.byte(packets::unscramble(b))));
    }

    fn answer(&mut self, packet: &Packet<'_>, out: &mut Sink<'_>) {
        let verdict = packets::verdict(packet.body);
        let outcome = if verdict == Some(false) { Answered::Refused } else { Answered::Accepted };
        out.answer(0, Some(call(4)), outcome);
        if let Some((good, typed)) = verdict.zip(self.typed) {
            self.typed = None;
            let stage = if good { Stage::Completed } else { Stage::Refused };
            let (secret, default) = (Some(SecretKind::Password), good && typed.is_default());
            let login = Security::Login { clear: true, secret, default, stage, human: false, changing: false };
            self.told.tell(login, out);
        }
        if std::mem::take(&mut self.asked) {
            self.told.tell(Security::Service { kind: ServiceKind::Database, stage: Stage::Completed }, out);
        }
    }
}

/// Every first byte of UTF-16: names and passwords that makers ship are plain letters.
fn halved(text: &[u8]) -> impl Iterator<Item = u8> {
    text.iter().copied().step_by(2)
}
