//! When a compensation counts, as decision 0003 has it.

use ringwall_model::{
    Compensation, CountermeasureKind, Evidence, Maker, Outcome, PersonId, PersonRole, ScopeId, SecurityLevel, UnitId,
};

use super::{Case, Units};

impl Case<'_> {
    pub fn compensated(&self, criteria: &[Units]) -> Option<SecurityLevel> {
        let failing = || criteria.iter().flat_map(|(_, contradicted, undecided)| contradicted.union(undecided));
        let all = self.plant.countermeasures.values().filter(|c| c.kind == CountermeasureKind::Compensating);
        let here = all.filter_map(|c| c.compensation.as_ref()).filter(|c| {
            let named = |unit: &UnitId| matches!(unit, UnitId::Asset(id) if c.units.contains(id));
            let here = c.scope == *self.scope && c.requirements.contains(&self.row.id);
            here && (c.units.is_empty() || failing().all(named))
        });
        here.filter(|c| self.counts(c) == Some(true)).map(|c| c.up_to).max()
    }

    fn counts(&self, c: &Compensation) -> Option<bool> {
        let told = !c.threat.is_empty() && !c.vector.is_empty() && !c.residual_risk.is_empty();
        let accepted = self.accounts(c, c.accepted_by.as_ref()?) && c.accepted_at? <= self.at;
        let (passed, every_days) = (c.check.as_ref()?.last_passed?, c.check.as_ref()?.every_days);
        let in_time = passed <= self.at && self.at < passed.plus_days(every_days) && self.at < c.expires?;
        let falsifier = Maker::Rule(c.falsified_by.as_ref()?.raw().to_owned().into());
        let against = |e: &Evidence| e.maker == falsifier && e.scope == c.scope && e.outcome == Outcome::Contradicts;
        Some(told && accepted && in_time && !self.set.evidence.iter().any(|e| against(e)))
    }

    /// An asset owner, and no other than the zone's own where that is one.
    fn accounts(&self, c: &Compensation, by: &PersonId) -> bool {
        let owns = |id: &PersonId| self.plant.people.get(id).is_some_and(|p| p.roles.contains(&PersonRole::AssetOwner));
        match &c.scope {
            ScopeId::Zone(zone) => match self.plant.zones.get(zone).and_then(|zone| zone.owner.as_ref()) {
                Some(owner) if owns(owner) => owner == by,
                _ => owns(by),
            },
            ScopeId::Conduit(_) => owns(by),
        }
    }
}
