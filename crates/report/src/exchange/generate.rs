//! What was generated for an enforcement point, for other programs.

use serde::Serialize;

use ringwall_model::{ConduitId, Foreign, Instant, NOTICE, Place};

use super::RuleLine;

/// A conduit and how many rules were made of it.
#[derive(Clone, Debug, Serialize)]
pub struct ConduitRules {
    /// The conduit.
    pub conduit: String,
    /// Rules; one may be several lines.
    pub rules: usize,
}

/// An allowance that no rule stands for.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOutLine {
    /// The conduit.
    pub conduit: ConduitId,
    /// Where it is declared.
    pub place: RuleLine,
    /// Why.
    pub why: &'static str,
}

/// A flow that must go on and would be cut; while there is one, only what logs is written.
#[derive(Clone, Debug, Serialize)]
pub struct CutLine {
    /// The conduit.
    pub conduit: ConduitId,
    /// Where it is declared or was seen.
    pub place: Place,
    /// What it is.
    pub text: String,
}

/// Something that passes from now on.
#[derive(Clone, Debug, Serialize)]
pub struct OpeningLine {
    /// The conduit and the number of its allowance.
    pub entry: String,
    /// It goes from a less trusted zone to a more trusted one.
    pub upward: bool,
    /// What it is.
    pub extent: Vec<String>,
}

/// Something that passes no longer.
#[derive(Clone, Debug, Serialize)]
pub struct ClosingLine {
    /// The lines that let it through.
    pub rules: Vec<RuleLine>,
    /// They go; otherwise they are narrowed.
    pub whole: bool,
    /// Whether it passes now cannot be told for certain.
    pub unclear: bool,
    /// What it is.
    pub extent: Vec<String>,
    /// How often the lines were hit, by their own counters.
    pub hits: Option<u64>,
    /// Exchanges of it that were seen.
    pub seen: u64,
    /// Their frames.
    pub frames: u64,
    /// The first of them.
    pub first: Option<Instant>,
    /// The last of them.
    pub last: Option<Instant>,
    /// Why nobody is asked to declare what was seen.
    pub not_proposed: Option<&'static str>,
}

/// What changes from the present configuration.
#[derive(Clone, Debug, Serialize)]
pub struct ChangesLine {
    /// What opens.
    pub opens: Vec<OpeningLine>,
    /// What closes.
    pub closes: Vec<ClosingLine>,
    /// There is more that closes.
    pub further: bool,
    /// Lines that permit only what is declared.
    pub stay: Vec<RuleLine>,
    /// Rules that the present configuration has already.
    pub unchanged: usize,
}

/// Traffic that was watched.
#[derive(Clone, Debug, Serialize)]
pub struct WatchedLine {
    /// The capture.
    pub capture: Foreign,
    /// Its first frame.
    pub first: Option<Instant>,
    /// Its last frame.
    pub last: Option<Instant>,
}

/// `ringwall generate --json`.
#[derive(Clone, Debug, Serialize)]
pub struct GenerateDocument {
    format: &'static str,
    version: u32,
    /// The enforcement point.
    pub point: String,
    /// What it is written for.
    pub dialect: &'static str,
    /// Nothing is refused, only logged.
    pub only_log: bool,
    /// Its conduits.
    pub conduits: Vec<ConduitRules>,
    /// Allowances without a rule.
    pub left_out: Vec<LeftOutLine>,
    /// What must go on and is not declared.
    pub cuts: Vec<CutLine>,
    /// What changes.
    pub changes: Option<ChangesLine>,
    /// What was watched.
    pub watched: Vec<WatchedLine>,
    /// What who loads it has to know.
    pub remarks: Vec<String>,
    notice: &'static str,
}

impl GenerateDocument {
    /// The document of a point, with nothing in it yet.
    pub fn new(point: String, dialect: &'static str, only_log: bool) -> Self {
        Self {
            format: "ringwall-generate",
            version: 1,
            point,
            dialect,
            only_log,
            conduits: Vec::new(),
            left_out: Vec::new(),
            cuts: Vec::new(),
            changes: None,
            watched: Vec::new(),
            remarks: Vec::new(),
            notice: NOTICE,
        }
    }
}
