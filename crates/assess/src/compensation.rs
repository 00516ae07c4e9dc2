//! Compensating countermeasures: when one counts in a cell. It never changes a verdict; it stands beside it.

use std::collections::BTreeSet;

use ringwall_model::{
    Compensated, Compensation, Countermeasure, CountermeasureId, CountermeasureKind, EvidenceId, Instant, PersonId,
    PersonRole, Plant, ScopeId, Span, UnitId,
};

use crate::cell::CellIndex;

/// A compensation as it stands in a cell.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// Where it is declared.
    pub(crate) place: Span,
    pub(crate) terms: Compensation,
    /// Contradictions, anywhere in the scope, by the rule that shows that it does not work.
    pub(crate) falsified: BTreeSet<EvidenceId>,
}

/// Why a compensation does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NotAccepted,
    Expired,
    Unchecked,
    Falsified,
}

/// The terms of a compensating countermeasure; no other kind changes anything.
pub(crate) fn terms(countermeasure: &Countermeasure) -> Option<&Compensation> {
    countermeasure.compensation.as_ref().filter(|_| countermeasure.kind == CountermeasureKind::Compensating)
}

/// It says what it is for, the accountable owner accepted the residual risk on a day, it can end, and something can show
/// that it works, and that it fails.
pub(crate) fn is_complete(plant: &Plant, terms: &Compensation) -> bool {
    let told = [&terms.threat, &terms.vector, &terms.residual_risk].into_iter().all(|text| !text.is_empty());
    let accepted =
        terms.accepted_at.is_some() && terms.accepted_by.as_ref().is_some_and(|by| accounts(plant, terms, by));
    told && accepted && terms.expires.is_some() && terms.check.is_some() && terms.falsified_by.is_some()
}

/// An asset owner; where the zone names one as its own, that one.
fn accounts(plant: &Plant, terms: &Compensation, by: &PersonId) -> bool {
    let is_owner = |id: &PersonId| plant.people.get(id).is_some_and(|p| p.roles.contains(&PersonRole::AssetOwner));
    let named = match &terms.scope {
        ScopeId::Zone(zone) => plant.zones.get(zone).and_then(|zone| zone.owner.as_ref()),
        ScopeId::Conduit(_) => None,
    };
    is_owner(by) && named.filter(|owner| is_owner(owner)).is_none_or(|owner| owner == by)
}

impl Standing {
    /// Why it does not count at an instant, if it does not.
    pub(crate) fn refusal(&self, at: Instant) -> Option<Refusal> {
        if self.terms.accepted_at.is_some_and(|accepted| accepted > at) {
            return Some(Refusal::NotAccepted);
        }
        if self.terms.expires.is_none_or(|end| end <= at) {
            return Some(Refusal::Expired);
        }
        if !self.checked().is_some_and(|(from, until)| from <= at && at < until) {
            return Some(Refusal::Unchecked);
        }
        (!self.falsified.is_empty()).then_some(Refusal::Falsified)
    }

    /// From when until when its last passed check speaks for it.
    fn checked(&self) -> Option<(Instant, Instant)> {
        let check = self.terms.check.as_ref()?;
        check.last_passed.map(|passed| (passed, passed.plus_days(check.every_days)))
    }

    /// The instants at which its answer can change.
    pub(crate) fn instants(&self) -> impl Iterator<Item = Instant> {
        let (from, until) = self.checked().unzip();
        [self.terms.accepted_at, self.terms.expires, from, until].into_iter().flatten()
    }

    fn covers(&self, units: &BTreeSet<UnitId>) -> bool {
        let named = |unit: &UnitId| matches!(unit, UnitId::Asset(id) if self.terms.units.contains(id));
        self.terms.units.is_empty() || units.iter().all(named)
    }
}

/// The compensation that reaches highest over all these units; of equals the first by id.
pub(crate) fn best(cell: &CellIndex, units: &BTreeSet<UnitId>, at: Instant) -> Option<Compensated> {
    let counting = cell.compensations.iter().filter(|(_, c)| c.refusal(at).is_none() && c.covers(units));
    counting.fold(None, |best: Option<Compensated>, (id, standing)| better(best, id, standing))
}

fn better(best: Option<Compensated>, id: &CountermeasureId, standing: &Standing) -> Option<Compensated> {
    let up_to = standing.terms.up_to;
    match best {
        Some(best) if best.up_to >= up_to => Some(best),
        _ => Some(Compensated { by: id.clone(), up_to }),
    }
}
