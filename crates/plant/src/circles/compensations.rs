//! Compensations that rest on what is itself compensated.

use std::collections::BTreeMap;

use ringwall_model::{Compensation, CountermeasureId, Plant, RequirementId, ScopeId};

/// Those that do, each with the first such row and a countermeasure that compensates it.
pub(super) fn on_compensations(plant: &Plant) -> BTreeMap<CountermeasureId, (RequirementId, CountermeasureId)> {
    let all = || plant.countermeasures.iter().filter_map(|(id, c)| Some((id, c.compensation.as_ref()?)));
    let mut compensated: BTreeMap<(&ScopeId, &RequirementId), &CountermeasureId> = BTreeMap::new();
    for (id, compensation) in all() {
        for row in &compensation.requirements {
            compensated.entry((&compensation.scope, row)).or_insert(id);
        }
    }
    let rests = |(id, c): (&CountermeasureId, &Compensation)| {
        let compensates = |row: &RequirementId| match c.requirements.contains(row) {
            true => Some(id),
            false => compensated.get(&(&c.scope, row)).copied(),
        };
        let (row, other) = c.rests_on.iter().find_map(|row| Some((row, compensates(row)?)))?;
        Some((id.clone(), (row.clone(), other.clone())))
    };
    all().filter_map(rests).collect()
}
