//! One Telnet connection.

use std::ops::Range;

use ringwall_model::{SecretKind, Security, Stage};

use super::{COMMANDS, DATA};
use super::{
    commands::{Parser, Step},
    login::Login,
    screen::Line,
    unasked::Unasked,
};
use crate::protocols::told::Told;
use crate::{Direction, Object, Pdu, Session, Sink};

/// State of a connection. The side that prompts is the server.
#[derive(Debug, Default)]
pub struct Telnet {
    parsers: [Parser; 2],
    lines: [Line; 2],
    server: Option<Direction>,
    login: Login,
    unasked: Unasked,
    encrypted: bool,
    told: Told,
}

impl Session for Telnet {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut seen = Seen::default();
        for (at, byte) in pdu.bytes.iter().enumerate() {
            match self.parser(pdu.direction).step(*byte) {
                Step::Command => {
                    seen.commands = true;
                    self.unasked.options(pdu.direction);
                }
                Step::Encrypted => self.encrypted = true,
                Step::Data(b) => {
                    seen.data = true;
                    if !self.encrypted {
                        self.data(pdu.direction, at, b, &mut seen, out);
                    }
                }
            }
        }
        if seen.data && !self.encrypted {
            self.paused(pdu.direction, out);
        }
        seen.tell(out);
        if pdu.cut {
            self.gap(pdu.direction);
        }
    }

    /// A question or an answer may have been lost: nothing is decided from what went before.
    fn gap(&mut self, direction: Direction) {
        *self.parser(direction) = Parser::Data;
        self.line(direction).clear();
        self.login = Login::default();
        self.unasked.over();
    }

    fn heap_bytes(&self) -> usize {
        self.lines.iter().map(Line::heap_bytes).sum::<usize>().saturating_add(self.told.heap_bytes())
    }
}

impl Telnet {
    fn parser(&mut self, direction: Direction) -> &mut Parser {
        let [forward, backward] = &mut self.parsers;
        if direction == Direction::Forward { forward } else { backward }
    }

    fn line(&mut self, direction: Direction) -> &mut Line {
        let [forward, backward] = &mut self.lines;
        if direction == Direction::Forward { forward } else { backward }
    }

    fn data(&mut self, direction: Direction, at: usize, byte: u8, seen: &mut Seen, out: &mut Sink<'_>) {
        if self.server == Some(direction.reverse()) {
            if self.login.is_secret() && !matches!(byte, b'\r' | b'\n' | 0) {
                seen.secret(at);
            }
            let stage = self.login.key(byte);
            self.tell(stage, out);
            return;
        }
        let ended = self.line(direction).push(byte);
        let [forward, backward] = &mut self.lines;
        let line = if direction == Direction::Forward { forward } else { backward };
        self.unasked.data(direction, ended, line);
        if ended {
            let stage = if self.server.is_some() { self.login.line_shown(line) } else { None };
            line.clear();
            self.tell(stage, out);
        }
    }

    /// The end of a segment: a question is asked by not going on.
    fn paused(&mut self, direction: Direction, out: &mut Sink<'_>) {
        if self.server == Some(direction.reverse()) {
            return;
        }
        let [forward, backward] = &mut self.lines;
        let line = if direction == Direction::Forward { forward } else { backward };
        let asks = line.asks().is_some();
        if asks {
            self.unasked.over();
        } else if self.unasked.paused(direction, line) {
            out.initiator_sends(direction.reverse());
            self.told.tell(Security::Anonymous { human: true, changing: false, stage: Stage::Completed }, out);
            self.told.tell(Security::Interactive { stage: Stage::Completed }, out);
        }
        if asks && self.server.is_none() {
            self.server = Some(direction);
            out.initiator_sends(direction.reverse());
        }
        if self.server.is_some() {
            let stage = self.login.line_paused(line);
            if asks {
                // Asked once: an echo or a command behind it is not the question again.
                line.clear();
            }
            self.tell(stage, out);
        }
    }

    fn tell(&mut self, stage: Option<Stage>, out: &mut Sink<'_>) {
        let Some(stage) = stage else { return };
        let default = stage == Stage::Completed && self.login.is_default();
        let secret = Some(SecretKind::Password);
        self.told.tell(Security::Login { clear: true, secret, default, stage, human: true, changing: false }, out);
        if stage == Stage::Completed {
            self.told.tell(Security::Interactive { stage }, out);
        }
    }
}

/// What one segment held.
#[derive(Debug, Default)]
struct Seen {
    data: bool,
    commands: bool,
    secret: Option<Range<usize>>,
}

impl Seen {
    fn secret(&mut self, at: usize) {
        let start = self.secret.as_ref().map_or(at, |r| r.start);
        self.secret = Some(start..at.saturating_add(1));
    }

    fn tell(self, out: &mut Sink<'_>) {
        if let Some(at) = self.secret {
            out.secret(SecretKind::Password, at);
        }
        if self.data {
            out.report(DATA, Object::NONE);
        }
        if self.commands {
            out.report(COMMANDS, Object::NONE);
        }
    }
}
