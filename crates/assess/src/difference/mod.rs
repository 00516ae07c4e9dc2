//! What changed between two assessments, and why.

mod causes;
mod declared;
mod levels;
mod lists;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, DeclarationChange, Difference, Evidence, EvidenceId, Place, RequirementId, RowChange, RowVerdict,
    ScopeAssessment, ScopeId,
};

pub use declared::declared;

use std::collections::{BTreeMap, BTreeSet};

use causes::Causes;

/// Compares two assessments. `declarations` tells what is declared otherwise, where both plants are at hand
/// ([`declared`]). Pure, and equal assessments give an empty difference.
pub fn difference(
    from: &Assessment,
    to: &Assessment,
    catalogue: &Catalogue,
    declarations: Vec<DeclarationChange>,
) -> Difference {
    let evidence = lists::evidence(from, to);
    let time = lists::time(from, to);
    let rows = {
        let causes = Causes::new(from, to, &evidence, &time, &declarations);
        rows(from, to, &causes)
    };
    Difference {
        at_from: from.at,
        at_to: to.at,
        levels: levels::changes(from, to, catalogue, &rows, &declarations),
        rows,
        evidence,
        time,
        findings: lists::findings(from, to),
        witnesses: lists::witnesses(from, to),
        declarations,
        inputs: lists::inputs(from, to),
        catalogue: from.catalogue_sha256 != to.catalogue_sha256,
        rules: from.rules_sha256 != to.rules_sha256,
    }
}

fn scopes(assessment: &Assessment) -> BTreeMap<&ScopeId, &ScopeAssessment> {
    assessment.zones.iter().chain(&assessment.conduits).map(|scope| (&scope.scope, scope)).collect()
}

/// What stands at a key on either side, in order of the keys.
fn joined<'a, K: Ord + ?Sized, V>(
    from: &BTreeMap<&'a K, V>,
    to: &BTreeMap<&'a K, V>,
) -> Vec<(&'a K, Option<V>, Option<V>)>
where
    V: Copy,
{
    let keys: BTreeSet<&K> = from.keys().chain(to.keys()).copied().collect();
    keys.into_iter().map(|key| (key, from.get(key).copied(), to.get(key).copied())).collect()
}

fn rows(from: &Assessment, to: &Assessment, causes: &Causes<'_>) -> Vec<RowChange> {
    let mut changes = Vec::new();
    for (scope, before, after) in joined(&scopes(from), &scopes(to)) {
        for (requirement, before, after) in joined(&verdicts(before), &verdicts(after)) {
            if !alike(before, after) {
                let basis = |answer: Option<&RowVerdict>| {
                    answer.map_or_else(|| "not judged here".to_owned(), |a| a.basis.clone())
                };
                changes.push(RowChange {
                    scope: scope.clone(),
                    requirement: requirement.clone(),
                    from: before.map(|answer| answer.verdict),
                    to: after.map(|answer| answer.verdict),
                    basis_from: basis(before),
                    basis_to: basis(after),
                    causes: causes.of_row(scope, before, after),
                });
            }
        }
    }
    changes
}

fn verdicts(scope: Option<&ScopeAssessment>) -> BTreeMap<&RequirementId, &RowVerdict> {
    scope.into_iter().flat_map(|scope| &scope.verdicts).map(|answer| (&answer.requirement, answer)).collect()
}

/// True when a row answers the same; what it rests on is compared by itself.
fn alike(before: Option<&RowVerdict>, after: Option<&RowVerdict>) -> bool {
    let said = |answer: &RowVerdict| (answer.verdict, answer.claimed, answer.compensated.clone());
    match (before, after) {
        (Some(before), Some(after)) => {
            said(before) == said(after) && before.basis == after.basis && before.criteria == after.criteria
        }
        (before, after) => before.is_none() && after.is_none(),
    }
}

/// Evidence by id; several pieces may share one.
fn by_id(assessment: &Assessment) -> BTreeMap<&EvidenceId, Vec<&Evidence>> {
    let mut evidence: BTreeMap<&EvidenceId, Vec<&Evidence>> = BTreeMap::new();
    for piece in &assessment.evidence {
        evidence.entry(&piece.id).or_default().push(piece);
    }
    evidence
}

/// A place without its line: what moved down a file is still the same.
fn without_line(place: &Place) -> Place {
    match place {
        Place::File(span) => Place::File(ringwall_model::Span { file: span.file.clone(), ..Default::default() }),
        other => other.clone(),
    }
}
