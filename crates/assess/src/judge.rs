//! The judge of one cell.

use std::collections::BTreeSet;

use ringwall_model::{
    Criterion, CriterionVerdict, Evidence, Foreign, Grade, Instant, Maker, RowVerdict, Units, Verdict,
};

use crate::{
    applicability,
    cell::{Cell, CellIndex},
    compensation,
    hearing::{Answer, Hearing, Told},
    index::Index,
    weigh::Bar,
};

/// Answers one row in one scope, at an instant, from its cell alone.
pub fn judge(index: &Index, cell: &Cell, at: Instant) -> RowVerdict {
    index.cell(cell).map_or_else(|| judged_elsewhere(cell), |cell| judge_cell(cell, at))
}

pub(crate) fn judge_cell(cell: &CellIndex, at: Instant) -> RowVerdict {
    let told = Told::in_cell(cell);
    let capability_suffices = cell.row.capability_suffices.is_some();
    let bar = Bar { at, grade: Grade::Examined, capability_suffices, statements_only: false };
    let hearing = told.hear(&bar);
    let verdict = hearing.verdict(applicability::standing(cell, at).is_some());
    let compensated = match verdict {
        _ if cell.compensations.is_empty() => None,
        Verdict::NotMet | Verdict::Unknown => compensation::best(cell, &hearing.at_fault(), at),
        Verdict::Met | Verdict::NotApplicable => None,
    };
    let stands = verdict == Verdict::Met || compensated.is_some();
    RowVerdict {
        requirement: cell.row.id.clone(),
        verdict,
        basis: basis(cell, &hearing, verdict, at),
        criteria: criteria(cell, &hearing, verdict),
        evidence: cell.evidence_ids(),
        undecided_units: if verdict == Verdict::NotApplicable { Units::default() } else { hearing.undecided() },
        claimed: claimed(cell, &told, &bar),
        compensated,
        constraint: cell.constraints.first().filter(|_| stands).cloned(),
    }
}

fn claimed(cell: &CellIndex, told: &Told<'_>, bar: &Bar) -> Verdict {
    let bar = Bar { grade: Grade::Claimed, statements_only: true, ..*bar };
    told.verdict(&bar, applicability::claimed(cell, bar.at).is_some())
}

fn judged_elsewhere(cell: &Cell) -> RowVerdict {
    RowVerdict {
        requirement: cell.requirement.clone(),
        verdict: Verdict::Unknown,
        basis: "not judged in this scope".to_owned(),
        criteria: Vec::new(),
        evidence: Vec::new(),
        undecided_units: Units::default(),
        claimed: Verdict::Unknown,
        compensated: None,
        constraint: None,
    }
}

fn criteria(cell: &CellIndex, hearing: &Hearing<'_>, row: Verdict) -> Vec<CriterionVerdict> {
    let answers = cell.row.criteria.iter().zip(&hearing.criteria);
    answers
        .map(|(criterion, answer)| match row {
            Verdict::NotApplicable => not_applicable(criterion),
            _ => criterion_verdict(criterion, answer),
        })
        .collect()
}

fn criterion_verdict(criterion: &Criterion, answer: &Answer<'_>) -> CriterionVerdict {
    let verdict = match (answer.contradicted.is_empty(), answer.undecided.is_empty()) {
        (false, _) => Verdict::NotMet,
        (true, false) => Verdict::Unknown,
        (true, true) => Verdict::Met,
    };
    CriterionVerdict {
        id: criterion.id.clone(),
        verdict,
        undecided_units: Units::clone(&answer.undecided),
        contradicted_units: Units::clone(&answer.contradicted),
    }
}

fn not_applicable(criterion: &Criterion) -> CriterionVerdict {
    CriterionVerdict {
        id: criterion.id.clone(),
        verdict: Verdict::NotApplicable,
        undecided_units: Units::default(),
        contradicted_units: Units::default(),
    }
}

fn basis(cell: &CellIndex, hearing: &Hearing<'_>, verdict: Verdict, at: Instant) -> String {
    match verdict {
        Verdict::NotMet => format!("contradicted by {}", listed(&hearing.against())),
        Verdict::NotApplicable => not_applicable_words(cell, at),
        Verdict::Unknown => unknown_words(cell, hearing),
        Verdict::Met => "shown for every unit".to_owned(),
    }
}

fn unknown_words(cell: &CellIndex, hearing: &Hearing<'_>) -> String {
    match () {
        () if cell.placeholder => "no asset declared in this zone".to_owned(),
        () if hearing.is_able() => "able, not shown enabled here".to_owned(),
        () if hearing.is_claimed() => "claimed, not examined".to_owned(),
        () if cell.heard.is_empty() => "no evidence".to_owned(),
        () => format!("not shown for {} of {} units", hearing.undecided().len(), cell.units.len()),
    }
}

fn not_applicable_words(cell: &CellIndex, at: Instant) -> String {
    match applicability::standing(cell, at) {
        Some(claim) => format!("condition absent by statement {}", claim.statement),
        None => "no unit of this kind".to_owned(),
    }
}

fn maker_words(evidence: &Evidence) -> String {
    match &evidence.maker {
        Maker::Rule(code) => Foreign::from(code.as_ref()).terminal().to_string(),
        Maker::Statement(id) => format!("statement {id}"),
        Maker::Sheet(id) => format!("sheet {id}: not able"),
    }
}

/// The first three, and how many more.
fn listed(against: &BTreeSet<&Evidence>) -> String {
    let words: BTreeSet<String> = against.iter().map(|evidence| maker_words(evidence)).collect();
    let first: Vec<&str> = words.iter().take(3).map(String::as_str).collect();
    let more = words.len().saturating_sub(first.len());
    if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
}
