//! The course of a log-in: asked, typed, judged.

use ringwall_model::Stage;

use super::screen::{Asks, Line};
use crate::protocols::credentials::Typed;

/// Most lines of output between a password and the next prompt that still read as a refusal.
const REFUSAL_LINES_MAX: u32 = 3;

/// Where a log-in stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing was asked, or the last log-in is decided.
    #[default]
    Idle,
    /// A user name was asked for.
    User,
    /// A password was asked for.
    Password,
    /// A password line was sent; the answer decides.
    Judging,
    /// A password that lets nobody in was asked for, in a change of passwords.
    Secret,
}

/// A log-in on one connection.
#[derive(Debug, Default)]
pub struct Login {
    state: State,
    typed: Typed,
    /// Characters of the line being typed.
    line_chars: u32,
    /// Lines typed since the last prompt.
    lines_typed: u32,
    /// Lines of output since the password was sent.
    lines_shown: u32,
    /// The answer held a refusal.
    refused: bool,
    previous_was_cr: bool,
}

impl Login {
    /// True when what is typed now is, or may be, a password. Typing ahead of the prompt counts.
    pub fn is_secret(&self) -> bool {
        matches!(self.state, State::Password | State::Secret) || (self.state == State::User && self.lines_typed > 0)
    }

    /// The log-in used a pair that a maker ships.
    pub fn is_default(&self) -> bool {
        self.typed.is_default()
    }

    /// One typed byte. Returns a stage it decides.
    pub fn key(&mut self, byte: u8) -> Option<Stage> {
        let after_cr = std::mem::replace(&mut self.previous_was_cr, byte == b'\r');
        match byte {
            b'\n' | 0 if after_cr => None,
            b'\r' | b'\n' => self.line_typed(),
            b => {
                self.line_chars = self.line_chars.saturating_add(1);
                if matches!(self.state, State::User | State::Password) {
                    self.typed = self.typed.byte(b);
                }
                None
            }
        }
    }

    fn line_typed(&mut self) -> Option<Stage> {
        let empty = std::mem::take(&mut self.line_chars) == 0;
        self.lines_typed = self.lines_typed.saturating_add(1);
        match self.state {
            State::Idle => None,
            State::Secret => {
                self.state = State::Idle;
                None
            }
            State::User => {
                if self.lines_typed == 1 {
                    self.typed = self.typed.separator();
                }
                None
            }
            State::Password => {
                self.judge();
                None
            }
            // The dialogue goes on without a new question: the answer was a menu or a page of text.
            State::Judging if !empty && self.lines_shown >= 2 => self.decide(),
            State::Judging => None,
        }
    }

    fn judge(&mut self) {
        self.state = State::Judging;
        self.lines_shown = 0;
        self.refused = false;
    }

    /// A line of output ended.
    pub fn line_shown(&mut self, line: &Line) -> Option<Stage> {
        if self.state != State::Judging || line.is_blank() {
            return None;
        }
        self.lines_shown = self.lines_shown.saturating_add(1);
        if line.refuses() {
            self.refused = true;
            return None;
        }
        (line.greets() && !self.refused).then(|| self.decide()).flatten()
    }

    /// Output paused within a line: is it a question or a prompt?
    pub fn line_paused(&mut self, line: &Line) -> Option<Stage> {
        match (line.asks(), self.state) {
            // Asked again after a password was sent: it was not accepted.
            (Some(asks @ (Asks::User | Asks::Password)), State::Judging) => {
                self.ask(asks);
                Some(Stage::Refused)
            }
            (Some(asks), _) => self.ask(asks),
            (None, State::Judging) if line.is_prompt() => self.decide(),
            (None, _) => None,
        }
    }

    fn ask(&mut self, asks: Asks) -> Option<Stage> {
        match (asks, self.state) {
            (Asks::User, _) => {
                self.begin(State::User);
                None
            }
            (Asks::NewPassword, _) => {
                self.begin(State::Secret);
                None
            }
            (Asks::Password, from) => {
                // Name and password were typed ahead of the prompts: the line is already on its way.
                let ahead = from == State::User && self.lines_typed >= 2;
                if from != State::User {
                    self.begin(State::Password);
                    self.typed = self.typed.separator();
                }
                self.state = State::Password;
                if ahead {
                    self.judge();
                }
                Some(Stage::Offered)
            }
        }
    }

    fn begin(&mut self, state: State) {
        *self = Self { state, previous_was_cr: self.previous_was_cr, ..Self::default() };
    }

    /// A refusal is short. Where a page of text follows, the word stood in a greeting (`access by others is denied`).
    fn decide(&mut self) -> Option<Stage> {
        self.state = State::Idle;
        let refused = self.refused && self.lines_shown <= REFUSAL_LINES_MAX;
        Some(if refused { Stage::Refused } else { Stage::Completed })
    }
}
