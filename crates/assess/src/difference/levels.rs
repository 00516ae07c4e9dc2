//! Levels that are others, with the rows and causes that account for each.

use std::collections::BTreeSet;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, Cause, DeclarationChange, FoundationalRequirement, LevelChange, RequirementId, RowChange,
    ScopeAssessment, ScopeId, SecurityLevel, SlVector, WhichLevel,
};

use super::{causes, joined, scopes};

/// Every level that is another, by scope and foundational requirement.
pub(super) fn changes(
    from: &Assessment,
    to: &Assessment,
    catalogue: &Catalogue,
    rows: &[RowChange],
    declarations: &[DeclarationChange],
) -> Vec<LevelChange> {
    let same_catalogue = from.catalogue_sha256 == to.catalogue_sha256;
    let mut changes = Vec::new();
    for (scope, before, after) in joined(&scopes(from), &scopes(to)) {
        let here: Vec<&RowChange> = rows.iter().filter(|row| row.scope == *scope).collect();
        for fr in FoundationalRequirement::ALL {
            for (level, of) in LEVELS {
                let at = |side: Option<&ScopeAssessment>| side.and_then(|scope| of(scope).level(fr));
                let (from, to) = (at(before), at(after));
                if from != to {
                    // A level comes or goes with all its rows.
                    let highest = if from.is_some() && to.is_some() { from.max(to) } else { None };
                    let (rows, causes) = accounts(catalogue, &here, fr, level, highest);
                    let causes = at_least_one(causes, scope, declarations, same_catalogue);
                    changes.push(LevelChange { scope: scope.clone(), fr, level, from, to, rows, causes });
                }
            }
        }
    }
    changes
}

type Vector = fn(&ScopeAssessment) -> SlVector;

const LEVELS: [(WhichLevel, Vector); 5] = [
    (WhichLevel::Demonstrated, |scope| scope.sl_demonstrated.0),
    (WhichLevel::WithoutCompensation, |scope| scope.sl_demonstrated_without_compensation.0),
    (WhichLevel::Ceiling, |scope| scope.sl_ceiling.0),
    (WhichLevel::Claimed, |scope| scope.sl_claimed.0),
    (WhichLevel::Target, |scope| scope.sl_target.0),
];

/// The rows that changed and that a level up to the higher of the two asks for, with their causes.
fn accounts(
    catalogue: &Catalogue,
    here: &[&RowChange],
    fr: FoundationalRequirement,
    level: WhichLevel,
    highest: Option<SecurityLevel>,
) -> (Vec<RequirementId>, BTreeSet<Cause>) {
    let asked = |change: &&&RowChange| {
        let row = catalogue.requirement(change.requirement.as_str());
        row.is_some_and(|row| row.fr == fr && highest.is_none_or(|highest| row.sl_min <= highest))
    };
    let rows: Vec<&RowChange> = here.iter().filter(asked).filter(|_| level != WhichLevel::Target).copied().collect();
    let causes = rows.iter().flat_map(|change| &change.causes).cloned().collect();
    (rows.iter().map(|change| change.requirement.clone()).collect(), causes)
}

/// A target, or a level without a row that changed, is otherwise because of what is declared, or of the catalogue.
fn at_least_one(
    causes: BTreeSet<Cause>,
    scope: &ScopeId,
    declarations: &[DeclarationChange],
    same_catalogue: bool,
) -> Vec<Cause> {
    let mut causes: Vec<Cause> = causes.into_iter().collect();
    if causes.is_empty() {
        let here = |change: &&DeclarationChange| {
            matches!(change.noun.as_ref(), "zone" | "conduit") && change.scopes.contains(scope)
        };
        causes = declarations.iter().filter(here).map(causes::cause).collect();
    }
    if causes.is_empty() {
        causes.push(if same_catalogue { Cause::Declaration } else { Cause::Catalogue });
    }
    causes
}
