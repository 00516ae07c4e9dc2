//! What firewalls permit, for other programs.

use serde::Serialize;

use ringwall_model::{Foreign, Span};

/// A rule by its line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RuleLine {
    /// File, as it is called in the answer.
    pub file: Foreign,
    /// Line, from 1.
    pub line: u32,
}

impl From<&Span> for RuleLine {
    fn from(span: &Span) -> Self {
        Self { file: span.file.clone(), line: span.line }
    }
}

/// The answer to one packet: a line of `ringwall conduits --decide`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionLine {
    /// `permit`, `deny` or `unknown`.
    pub decision: &'static str,
    /// The rules that decided, in order.
    pub rules: Vec<RuleLine>,
    /// In plain words.
    pub reason: String,
}
