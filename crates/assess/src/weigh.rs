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

    /// True for support that can close: seen by now, and it held for some time. It may have expired since: what it
    /// showed to be mended stays mended, though it no longer shows that the criterion holds.
    fn may_close(&self, support: &Evidence) -> bool {
        let once_held = support.valid_until.is_none_or(|end| support.observed_at < end);
        support.outcome == Outcome::Supports && support.observed_at <= self.at && once_held
    }
}

/// What speaks for one unit and criterion, however many pieces say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Support {
    /// Something shows it, at the grade asked.
    pub(crate) shown: bool,
    /// Something claims it below that grade.
    pub(crate) claimed: bool,
    /// The product is able; whether it is enabled here is another question.
    pub(crate) able: bool,
    /// The newest that can close, of at least each grade.
    newest: [Newest; 3],
}

/// The newest support from a sheet, and the newest other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Newest {
    of_sheet: Instant,
    other: Instant,
}

const NEVER: Newest = Newest { of_sheet: Instant(i64::MIN), other: Instant(i64::MIN) };

impl Default for Support {
    fn default() -> Self {
        Self { shown: false, claimed: false, able: false, newest: [NEVER; 3] }
    }
}

impl Support {
    /// What one piece amounts to.
    pub(crate) fn of(evidence: &Evidence, bar: &Bar) -> Self {
        let (holds, of_sheet) = (holds(evidence, bar.at), evidence.kind == EvidenceKind::Capability);
        let mut support = Self {
            shown: bar.decides(evidence),
            claimed: holds && !of_sheet,
            able: holds && of_sheet,
            ..Self::default()
        };
        if bar.may_close(evidence) {
            let at = evidence.observed_at;
            let newest = if of_sheet { Newest { of_sheet: at, ..NEVER } } else { Newest { other: at, ..NEVER } };
            support.newest.iter_mut().take(rank(evidence.grade).saturating_add(1)).for_each(|of| *of = newest);
        }
        support
    }

    /// What two amount to together.
    pub(crate) fn join(&mut self, other: &Self) {
        self.join_uncontested(other);
        for (mine, theirs) in self.newest.iter_mut().zip(&other.newest) {
            mine.of_sheet = mine.of_sheet.max(theirs.of_sheet);
            mine.other = mine.other.max(theirs.other);
        }
    }

    /// The same, where nothing contradicts and so there is nothing to close.
    pub(crate) fn join_uncontested(&mut self, other: &Self) {
        self.shown |= other.shown;
        self.claimed |= other.claimed;
        self.able |= other.able;
    }

    /// True when a contradiction is closed: something strictly newer, of at least the same grade, speaks for the
    /// criterion. Being able closes only a contradiction that said *not able*.
    pub(crate) fn closes(&self, contradiction: &Evidence) -> bool {
        let (since, inability) = (contradiction.observed_at, contradiction.kind == EvidenceKind::Capability);
        let closes = |newest: &Newest| newest.other > since || inability && newest.of_sheet > since;
        self.newest.get(rank(contradiction.grade)).is_some_and(closes)
    }
}

fn rank(grade: Grade) -> usize {
    match grade {
        Grade::Claimed => 0,
        Grade::Examined => 1,
        Grade::Verified => 2,
    }
}

/// What speaks for and against one unit and criterion.
#[derive(Debug, Default)]
pub(crate) struct Weight<'e> {
    /// Contradictions that nothing has closed.
    pub(crate) open: Vec<&'e Evidence>,
    /// What speaks for it.
    pub(crate) support: Support,
}

/// Weighs what was heard for one unit and criterion; order does not matter.
pub(crate) fn weigh<'e>(heard: &[&'e Evidence], bar: &Bar) -> Weight<'e> {
    let mut support = Support::default();
    heard.iter().for_each(|evidence| support.join(&Support::of(evidence, bar)));
    let open = |e: &&&Evidence| is_contradiction(e) && !support.closes(e);
    Weight { open: heard.iter().filter(open).copied().collect(), support }
}

pub(crate) fn is_contradiction(evidence: &Evidence) -> bool {
    evidence.outcome == Outcome::Contradicts
}

/// True while support counts: from when it was seen until it expires.
pub(crate) fn holds(evidence: &Evidence, at: Instant) -> bool {
    evidence.outcome == Outcome::Supports
        && evidence.observed_at <= at
        && evidence.valid_until.is_none_or(|end| at < end)
}
