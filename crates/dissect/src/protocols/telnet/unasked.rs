//! A shell that nobody had to log in to.

use super::screen::Line;
use crate::Direction;

/// Whether a connection, seen from its first byte, gave a shell without asking who is there.
///
/// Options are negotiated when a connection begins (RFC 854): where both sides did so before anything was typed, the
/// beginning was seen. A log-in asked for, or bytes lost, end the matter.
#[derive(Debug, Default)]
pub struct Unasked {
    negotiated: [bool; 2],
    state: State,
}

/// How far it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing but options and greetings.
    #[default]
    Begun,
    /// This side shows a prompt.
    Prompted(Direction),
    /// Something was typed at the prompt.
    Typed(Direction),
    /// Lines came back.
    Answered(Direction),
    /// Told, or it cannot be told any more.
    Over,
}

impl Unasked {
    /// Options went this way.
    pub fn options(&mut self, direction: Direction) {
        let [forward, backward] = &mut self.negotiated;
        *(if direction == Direction::Forward { forward } else { backward }) = true;
    }

    /// A log-in was asked for, or bytes were lost.
    pub fn over(&mut self) {
        self.state = State::Over;
    }

    /// A byte of data that ends a line or not, with the line so far.
    pub fn data(&mut self, direction: Direction, ended: bool, line: &Line) {
        self.state = match self.state {
            State::Begun if !self.negotiated.iter().all(|n| *n) => State::Over,
            State::Prompted(server) if server != direction && !line.is_blank() => State::Typed(server),
            State::Typed(server) if server == direction && ended && !line.is_blank() => match line.refuses() {
                true => State::Prompted(server),
                false => State::Answered(server),
            },
            other => other,
        };
    }

    /// Output paused within a line. True when a shell has answered a command and prompts again.
    pub fn paused(&mut self, direction: Direction, line: &Line) -> bool {
        match self.state {
            State::Begun if line.is_prompt() => self.state = State::Prompted(direction),
            State::Answered(server) if server == direction && line.is_prompt() => {
                self.state = State::Over;
                return true;
            }
            _ => {}
        }
        false
    }
}
