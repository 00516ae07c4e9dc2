//! *Able* beside *enabled*: for each row a product can fulfil, whether evidence from the plant shows that it does.

use std::collections::BTreeMap;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    ComponentAssessment, Plant, Requirement, RequirementId, RowIn, RowVerdict, ScopeAssessment, ScopeId, SheetStanding,
    UnitId, Verdict,
};

use crate::{components::Components, scopes::has_unit};

/// Writes beside each component which of the rows it is able to fulfil are shown, not shown, or contradicted where it
/// stands.
pub(crate) fn compare(found: &mut Components, plant: &Plant, catalogue: &Catalogue, scopes: &[&ScopeAssessment]) {
    let scopes: BTreeMap<&ScopeId, Verdicts<'_>> = scopes.iter().map(|s| (&s.scope, Verdicts::of(s))).collect();
    for component in found.components.iter_mut().filter(|c| c.sheet == SheetStanding::Holds) {
        let Some(asset) = plant.assets.get(&component.id) else { continue };
        let key = (component.product.clone(), component.component_types.clone());
        let able = found.able.get(&key).into_iter().flatten();
        let rows: Vec<&Requirement> = able.filter_map(|id| catalogue.requirement(id.as_str())).collect();
        for scope in component.scopes.clone() {
            let Some(verdicts) = scopes.get(&scope) else { continue };
            for row in rows.iter().filter(|row| !row.unit.is_per_asset() || has_unit(asset, row)) {
                if let Some(verdict) = verdicts.0.get(&row.id) {
                    note(component, &scope, row, verdict);
                }
            }
        }
    }
}

/// The answers of a scope by row.
struct Verdicts<'a>(BTreeMap<&'a RequirementId, &'a RowVerdict>);

impl<'a> Verdicts<'a> {
    fn of(scope: &'a ScopeAssessment) -> Self {
        Self(scope.verdicts.iter().map(|verdict| (&verdict.requirement, verdict)).collect())
    }
}

fn note(component: &mut ComponentAssessment, scope: &ScopeId, row: &Requirement, verdict: &RowVerdict) {
    let unit = match row.unit.is_per_asset() {
        true => UnitId::Asset(component.id.clone()),
        false => UnitId::Scope(scope.clone()),
    };
    let here = RowIn { scope: scope.clone(), requirement: row.id.clone() };
    // Units are sorted in every answer.
    let contradicted = verdict.criteria.iter().any(|c| c.contradicted_units.binary_search(&unit).is_ok());
    match verdict.verdict {
        Verdict::NotApplicable => {}
        _ if contradicted => component.able_yet_contradicted.push(here),
        _ if verdict.undecided_units.binary_search(&unit).is_ok() => component.enabling_not_shown.push(here),
        _ => component.enabled.push(here),
    }
}
