//! What the evidence heard for one unit and one criterion amounts to.

use ringwall_model::{Evidence, EvidenceKind, Grade, Instant, Maker, Outcome};

/// How a cell listens: which evidence, from which grade on it decides, and whether being able is enough.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bar {
    pub(crate) at: Instant,
    /// The lowest grade that decides.
    pub(crate) grade: Grade,
    pub(crate) capability_suffices: bool,
    /// Only what people attest is heard.
    pub(crate) statements_only: bool,
}

impl Bar {
    /// True when the evidence is heard at all.
    pub(crate) fn hears(&self, evidence: &Evidence) -> bool {
        !self.statements_only || matches!(evidence.maker, Maker::Statement(_))
    }

    fn decides(&self, evidence: &Evidence) -> bool {
        holds(evidence, self.at)
            && evidence.grade >= self.grade
            && (evidence.kind != EvidenceKind::Capability || self.capability_suffices)
    }
}

/// What speaks for and against one unit and criterion.
#[derive(Debug, Default)]
pub(crate) struct Weight<'e> {
    /// Contradictions that nothing has closed.
    pub(crate) open: Vec<&'e Evidence>,
    /// Something shows it, at the grade asked.
    pub(crate) shown: bool,
    /// Something claims it below that grade.
    pub(crate) claimed: bool,
    /// The product is able; whether it is enabled here is another question.
    pub(crate) able: bool,
}

/// Weighs what was heard for one unit and criterion; order does not matter.
pub(crate) fn weigh<'e>(heard: &[&'e Evidence], bar: &Bar) -> Weight<'e> {
    let open = |k: &&&Evidence| is_contradiction(k) && !heard.iter().any(|s| closes(s, k, bar.at));
    let holding = || heard.iter().filter(|e| holds(e, bar.at));
    Weight {
        open: heard.iter().filter(open).copied().collect(),
        shown: heard.iter().any(|e| bar.decides(e)),
        claimed: holding().any(|e| e.kind != EvidenceKind::Capability),
        able: holding().any(|e| e.kind == EvidenceKind::Capability),
    }
}

fn is_contradiction(evidence: &Evidence) -> bool {
    evidence.outcome == Outcome::Contradicts
}

/// True while support counts: from when it was seen until it expires.
pub(crate) fn holds(evidence: &Evidence, at: Instant) -> bool {
    evidence.outcome == Outcome::Supports
        && evidence.observed_at <= at
        && evidence.valid_until.is_none_or(|end| at < end)
}

/// True when support has closed a contradiction: strictly newer, seen by now, of at least the same grade. It may have
/// expired since: what it showed to be mended stays mended, though it no longer shows that the criterion holds.
/// Being able closes only a contradiction that said *not able*.
pub(crate) fn closes(support: &Evidence, contradiction: &Evidence, at: Instant) -> bool {
    let once_held = support.valid_until.is_none_or(|end| support.observed_at < end);
    let same_kind = support.kind != EvidenceKind::Capability || contradiction.kind == EvidenceKind::Capability;
    support.outcome == Outcome::Supports
        && support.observed_at > contradiction.observed_at
        && support.observed_at <= at
        && support.grade >= contradiction.grade
        && once_held
        && same_kind
}
