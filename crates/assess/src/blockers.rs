//! What stands between the scopes and their targets: the rows to look at first.

use std::{cmp::Reverse, collections::BTreeMap};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, FoundationalRequirement, Requirement, RequirementId, RowVerdict, ScopeAssessment, ScopeId,
    SecurityLevel, Verdict,
};

use crate::levels::satisfied;

/// A row that keeps one scope or several from the level they are to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// Row.
    pub requirement: RequirementId,
    /// Its title.
    pub title: String,
    /// `NotMet` where any of the scopes is, else `Unknown`.
    pub verdict: Verdict,
    /// Lowest level it stands in the way of.
    pub level: SecurityLevel,
    /// In which scopes, sorted, each with its verdict and the judge's reason.
    pub scopes: Vec<(ScopeId, Verdict, String)>,
}

/// Rows that keep scopes from their targets (from the next level, where no target is set), merged over scopes: not met
/// before unknown, then by how many scopes they block, by the level they block, and in catalogue order.
pub fn blockers(assessment: &Assessment, catalogue: &Catalogue) -> Vec<Blocker> {
    let mut blockers: BTreeMap<usize, Blocker> = BTreeMap::new();
    for scope in assessment.zones.iter().chain(&assessment.conduits) {
        for answer in &scope.verdicts {
            let Some(place) = catalogue.position(answer.requirement.as_str()) else { continue };
            let Some(row) = catalogue.requirements().get(place) else { continue };
            if let Some(level) = blocked_level(scope, row, answer) {
                add(blockers.entry(place).or_insert_with(|| empty(row, level)), scope, answer, level);
            }
        }
    }
    let mut ranked: Vec<Blocker> = blockers.into_values().collect();
    ranked.sort_by_key(|b| (b.verdict != Verdict::NotMet, Reverse(b.scopes.len()), b.level));
    ranked
}

fn empty(row: &Requirement, level: SecurityLevel) -> Blocker {
    let (requirement, title) = (row.id.clone(), row.title.clone());
    Blocker { requirement, title, verdict: Verdict::Unknown, level, scopes: Vec::new() }
}

fn add(blocker: &mut Blocker, scope: &ScopeAssessment, answer: &RowVerdict, level: SecurityLevel) {
    blocker.level = blocker.level.min(level);
    if answer.verdict == Verdict::NotMet {
        blocker.verdict = Verdict::NotMet;
    }
    blocker.scopes.push((scope.scope.clone(), answer.verdict, answer.basis.clone()));
}

/// The lowest wanted level that a row stands in the way of in a scope, if it does.
fn blocked_level(scope: &ScopeAssessment, row: &Requirement, answer: &RowVerdict) -> Option<SecurityLevel> {
    let wanted = wanted(scope, row.fr)?;
    SecurityLevel::graded().find(|level| row.sl_min <= *level && *level <= wanted && !satisfied(answer, *level))
}

/// The level a scope is to reach and has not: its target, or the next one where none is set.
fn wanted(scope: &ScopeAssessment, fr: FoundationalRequirement) -> Option<SecurityLevel> {
    let demonstrated = scope.sl_demonstrated.0.level(fr)?;
    let next = SecurityLevel::new(demonstrated.get().saturating_add(1))?;
    match scope.sl_target.0.level(fr) {
        Some(target) => (demonstrated < target).then_some(target),
        None => Some(next),
    }
}
