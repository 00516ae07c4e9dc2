//! One VNC connection.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, Soundness, Stage};

use super::{
    HANDSHAKE, WORK,
    handshake::{self, Step, Turn},
};
use crate::protocols::told::Told;
use crate::{Direction, Object, Pdu, Session, Sink, Subject};

/// Most bytes of a handshake held for one side.
const HELD_BYTES_MAX: usize = 8_192;

/// State of a connection.
#[derive(Debug, Default)]
pub struct Vnc {
    /// Whoever sent the first line.
    server: Option<Direction>,
    step: Step,
    minor: u16,
    kind: u8,
    held: [Vec<u8>; 2],
    worked: [bool; 2],
    told: Told,
}

impl Session for Vnc {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if matches!(self.step, Step::Work | Step::Blind) {
            out.report(WORK, Object::NONE);
            self.work(pdu.direction, out);
            return;
        }
        out.report(HANDSHAKE, Object::NONE);
        if self.server.is_none() {
            self.server = Some(pdu.direction);
            out.initiator_sends(pdu.direction.reverse());
        }
        let held = self.held(pdu.direction);
        held.extend_from_slice(pdu.bytes);
        if held.len() > HELD_BYTES_MAX || pdu.cut {
            self.gap(pdu.direction);
            return;
        }
        while self.advance(out) {}
    }

    /// The handshake cannot be followed any more; what was told before it stays.
    fn gap(&mut self, _: Direction) {
        if self.step != Step::Work {
            self.step = Step::Blind;
        }
        self.held = Default::default();
    }

    fn heap_bytes(&self) -> usize {
        self.held.iter().map(Vec::capacity).sum::<usize>().saturating_add(self.told.heap_bytes())
    }
}

impl Vnc {
    fn held(&mut self, direction: Direction) -> &mut Vec<u8> {
        let [forward, backward] = &mut self.held;
        if direction == Direction::Forward { forward } else { backward }
    }

    /// Takes one step, if its bytes are there.
    fn advance(&mut self, out: &mut Sink<'_>) -> bool {
        let Some(server) = self.server else { return false };
        let from = if self.step.turn() == Turn::Server { server } else { server.reverse() };
        let (step, minor) = (self.step, self.minor);
        let held = self.held(from);
        let Some(length) = handshake::length(step, minor, held).filter(|n| *n <= held.len()) else { return false };
        let bytes: Vec<u8> = held.drain(..length).collect();
        self.step = self.take(&bytes, out);
        if matches!(self.step, Step::Work | Step::Blind) {
            self.held = Default::default();
        }
        true
    }

    /// What a step says; gives the next one.
    fn take(&mut self, bytes: &[u8], out: &mut Sink<'_>) -> Step {
        match self.step {
            Step::ServerVersion if handshake::version(bytes).is_some() => Step::ClientVersion,
            Step::ClientVersion => match handshake::version(bytes) {
                Some(minor) => {
                    self.minor = minor;
                    Step::Types
                }
                None => Step::Blind,
            },
            Step::Types => self.types(bytes, out),
            Step::Choice => {
                self.kind = bytes.first().copied().unwrap_or(0);
                handshake::after_choice(self.kind, self.minor)
            }
            Step::Challenge => Step::Response,
            Step::Response => Step::Verdict,
            Step::Verdict => self.verdict(bytes == [0; 4], out),
            Step::ClientReady => Step::Screen,
            Step::Screen => {
                self.screen(bytes, out);
                Step::Work
            }
            _ => Step::Blind,
        }
    }

    fn types(&mut self, bytes: &[u8], out: &mut Sink<'_>) -> Step {
        if self.minor < 7 {
            self.kind = bytes.last().copied().unwrap_or(0);
            return handshake::after_choice(self.kind, self.minor);
        }
        match bytes.get(1..) {
            // No type at all: a refusal with its reason.
            None | Some([]) => Step::Blind,
            Some(types) => {
                if types.contains(&handshake::NONE) {
                    self.anonymous(Stage::Offered, out);
                }
                Step::Choice
            }
        }
    }

    fn anonymous(&mut self, stage: Stage, out: &mut Sink<'_>) {
        self.told.tell(Security::Anonymous { human: true, changing: false, stage }, out);
    }

    fn verdict(&mut self, good: bool, out: &mut Sink<'_>) -> Step {
        let stage = if good { Stage::Completed } else { Stage::Refused };
        if self.kind == handshake::VNC {
            let (secret, clear) = (Some(SecretKind::Password), false);
            let login = Security::Login { clear, secret, default: false, stage, human: true, changing: false };
            self.told.tell(login, out);
            let (name, soundness) = ("VNC authentication".into(), Soundness::Weak);
            self.told.tell(Security::Mechanism { name, soundness, stage }, out);
        }
        if good { Step::ClientReady } else { Step::Blind }
    }

    fn screen(&mut self, bytes: &[u8], out: &mut Sink<'_>) {
        if self.kind == handshake::NONE {
            self.anonymous(Stage::Completed, out);
        }
        if let Some(name) = bytes.get(24..) {
            out.identity(Subject::Sender, Attribute::Description, name, Confidence::Medium);
        }
        self.told.tell(Security::Interactive { stage: Stage::Negotiated }, out);
    }

    fn work(&mut self, direction: Direction, out: &mut Sink<'_>) {
        let [forward, backward] = &mut self.worked;
        *(if direction == Direction::Forward { forward } else { backward }) = true;
        if self.step == Step::Work && self.worked == [true; 2] {
            self.told.tell(Security::Interactive { stage: Stage::Completed }, out);
        }
    }
}
