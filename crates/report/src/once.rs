//! A row of a scope in words, and what rows of a scope share: sets of units, pieces of evidence.

use std::collections::BTreeMap;

use ringwall_model::{CriterionVerdict, Evidence, EvidenceId, RowVerdict, UnitId, Verdict};

use crate::{
    Line, Row, Run, Tone,
    view::{slug, units_count, units_listed, verdict_tone, verdict_words},
};

/// Units named in a cell of a table; a larger set stands once, and is linked.
const UNITS_INLINE_MAX: usize = 3;

/// What stands once in a scope.
#[derive(Default)]
pub(crate) struct Once<'a> {
    pub(crate) scope: String,
    pub(crate) sets: BTreeMap<&'a [UnitId], usize>,
    pub(crate) evidence: BTreeMap<&'a EvidenceId, usize>,
}

impl<'a> Once<'a> {
    pub(crate) fn units(&mut self, line: Line, units: &'a [UnitId]) -> Line {
        if units.len() <= UNITS_INLINE_MAX {
            return line.then(units_listed(units));
        }
        let next = self.sets.len().saturating_add(1);
        let number = *self.sets.entry(units).or_insert(next);
        line.link(format!("{}/units/{number}", self.scope), units_count(units))
    }

    pub(crate) fn number(&mut self, piece: &'a Evidence) -> usize {
        let next = self.evidence.len().saturating_add(1);
        *self.evidence.entry(&piece.id).or_insert(next)
    }
}

/// Criteria with equal answers are told together.
pub(crate) fn criteria<'a>(answer: &'a RowVerdict, once: &mut Once<'a>) -> Line {
    if answer.criteria.iter().all(|criterion| criterion.verdict == answer.verdict) && !is_open(answer.verdict) {
        return Line::text(format!("all {}", verdict_words(answer.verdict)));
    }
    let mut line = Line::default();
    for (at, group) in answer.criteria.chunk_by(same_answer).enumerate() {
        let Some(first) = group.first() else { continue };
        let slugs: Vec<&str> = group.iter().map(|criterion| slug(&criterion.id)).collect();
        line = if at == 0 { line } else { line.then("; ") };
        line = line
            .toned(format!("{} ", verdict_words(first.verdict)), verdict_tone(first.verdict))
            .then(slugs.join(", "));
        if !first.contradicted_units.is_empty() {
            line = once.units(line.then(" against "), &first.contradicted_units);
        }
        if !first.undecided_units.is_empty() {
            line = once.units(line.then(" undecided for "), &first.undecided_units);
        }
    }
    line
}

fn is_open(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Unknown | Verdict::NotMet)
}

fn same_answer(one: &CriterionVerdict, other: &CriterionVerdict) -> bool {
    (one.verdict, &one.undecided_units, &one.contradicted_units)
        == (other.verdict, &other.undecided_units, &other.contradicted_units)
}

/// A row of the table in one line, for a page of many: what says what only by its tone says it without.
pub(crate) fn one_line(row: Row) -> Line {
    let cells = row.cells.into_iter().filter(|cell| !cell.0.is_empty());
    let runs = cells.enumerate().flat_map(|(at, cell)| {
        let gap = if at == 0 { "" } else { " | " };
        std::iter::once(Run::Ours(gap.into(), Tone::Plain)).chain(cell.0).map(without_tone)
    });
    Line(runs.collect())
}

fn without_tone(run: Run) -> Run {
    match run {
        Run::Ours(text, _) => Run::Ours(text, Tone::Plain),
        other => other,
    }
}
