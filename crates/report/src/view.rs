//! What reports look up and say alike: rows, evidence, units, tones.

use std::collections::BTreeMap;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, Criterion, CriterionId, Evidence, EvidenceId, Maker, Outcome, Requirement, RequirementId,
    ScopeAssessment, UnitId, Verdict,
};

use crate::{Line, Reach, Tone};

/// Most units named in a line; JSON and the page name all.
const UNITS_NAMED_MAX: usize = 8;

/// Rows and evidence by id.
pub(crate) struct View<'a> {
    rows: BTreeMap<&'a str, &'a Requirement>,
    evidence: BTreeMap<&'a EvidenceId, &'a Evidence>,
}

impl<'a> View<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, answer: &'a Assessment) -> Self {
        let rows = catalogue.requirements().iter().map(|row| (row.id.as_str(), row)).collect();
        Self { rows, evidence: answer.evidence.iter().map(|piece| (&piece.id, &**piece)).collect() }
    }

    pub(crate) fn row(&self, id: &RequirementId) -> Option<&'a Requirement> {
        self.rows.get(id.as_str()).copied()
    }

    pub(crate) fn criterion(&self, id: &CriterionId) -> Option<&'a Criterion> {
        self.row(&id.requirement())?.criteria.iter().find(|criterion| criterion.id == *id)
    }

    pub(crate) fn evidence<'v>(&'v self, ids: &'v [EvidenceId]) -> impl Iterator<Item = &'a Evidence> + 'v {
        ids.iter().filter_map(|id| self.evidence.get(id)).copied()
    }
}

/// Zones, then conduits.
pub(crate) fn scopes(answer: &Assessment) -> impl Iterator<Item = &ScopeAssessment> {
    answer.zones.iter().chain(&answer.conduits)
}

pub(crate) fn reach_tone(reach: Reach) -> Tone {
    match reach {
        Reach::Reached => Tone::Good,
        Reach::Open => Tone::Open,
        Reach::Blocked => Tone::Bad,
        Reach::NotAsked => Tone::Muted,
    }
}

pub(crate) fn verdict_tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Met => Tone::Good,
        Verdict::NotMet => Tone::Bad,
        Verdict::Unknown => Tone::Open,
        Verdict::NotApplicable => Tone::Muted,
    }
}

/// A verdict as it is read aloud.
pub(crate) fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "not met",
        Verdict::Unknown => "unknown",
        Verdict::NotApplicable => "not applicable",
    }
}

/// The word for an outcome, and how it is meant.
pub(crate) fn outcome(evidence: &Evidence) -> (&'static str, Tone) {
    match evidence.outcome {
        Outcome::Supports => ("supports", Tone::Good),
        Outcome::Contributes => ("contributes", Tone::Muted),
        Outcome::Contradicts => ("contradicts", Tone::Bad),
    }
}

/// What a piece of evidence says, how much it weighs, when it was seen, and where to look.
pub(crate) fn evidence_line(evidence: &Evidence) -> Line {
    let (word, tone) = outcome(evidence);
    let line = Line::default().toned(format!("{word} "), tone).then(evidence.text.clone());
    line.toned(format!(" [{}]", evidence_weight(evidence)), Tone::Muted)
}

/// The same in plain text.
pub(crate) fn evidence_text(evidence: &Evidence) -> String {
    format!("{} {} [{}]", outcome(evidence).0, evidence.text, evidence_weight(evidence))
}

fn evidence_weight(evidence: &Evidence) -> String {
    let until = evidence.valid_until.map(|t| format!(", until {}", t.date())).unwrap_or_default();
    format!("{}, {}{until}; {}", evidence.grade.word(), evidence.observed_at, evidence_name(evidence))
}

/// Who says so, and where.
pub(crate) fn evidence_name(evidence: &Evidence) -> String {
    let maker = match &evidence.maker {
        Maker::Rule(code) => code.to_string(),
        Maker::Statement(id) => format!("statement {id}"),
        Maker::Sheet(id) => format!("sheet {id}"),
    };
    format!("{maker}, {}", evidence.place.terminal())
}

/// A unit without its kind, where the words around it tell.
pub(crate) fn unit_name(unit: &UnitId) -> String {
    match unit {
        UnitId::Asset(id) => id.to_string(),
        UnitId::Scope(scope) => scope.to_string(),
    }
}

/// `zone:bpcs as a whole`, `plc-1`, `3 assets (plc-1, plc-2, hmi-1)`.
pub(crate) fn units_words(units: &[UnitId]) -> String {
    match units {
        [UnitId::Scope(scope)] => format!("{scope} as a whole"),
        [UnitId::Asset(id)] => id.to_string(),
        many => format!("{} ({})", units_count(many), units_listed(many)),
    }
}

/// `3 assets`.
pub(crate) fn units_count(units: &[UnitId]) -> String {
    let all_assets = units.iter().all(|unit| matches!(unit, UnitId::Asset(_)));
    format!("{} {}", units.len(), if all_assets { "assets" } else { "units" })
}

/// The first few by name, and how many more.
pub(crate) fn units_listed(units: &[UnitId]) -> String {
    // "1 more" would take the place of its name.
    let named = if units.len() == UNITS_NAMED_MAX + 1 { units.len() } else { UNITS_NAMED_MAX };
    let mut names: Vec<String> = units.iter().take(named).map(unit_name).collect();
    if let Some(more) = units.len().checked_sub(named).filter(|more| *more > 0) {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

/// Ids in a row.
pub(crate) fn listed<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The part of a criterion's id after its row.
pub(crate) fn slug(id: &CriterionId) -> &str {
    id.as_str().split_once('/').map_or(id.as_str(), |(_, slug)| slug)
}
