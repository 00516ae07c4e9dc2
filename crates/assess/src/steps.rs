//! What would raise a level by one: one step for each criterion and the units it is missing for, cheapest first.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    AssetId, Criterion, CriterionId, EvidenceId, Grade, Means, NetworkId, ObservationPoint, ObservationPointId,
    Requirement, ScopeId, Step, UnitId, VerifiedBy, Watch,
};

use crate::{
    needs::Need,
    reasons::{Answered, Reasons},
};

/// Needs that one action answers.
type Key = (bool, Means, ScopeId, usize, usize, Grade);

/// The steps that satisfy all these rows of a scope.
pub(crate) fn steps(reasons: &Reasons<'_>, scope: &ScopeId, rows: &[Answered<'_>]) -> Vec<Step> {
    let mut merged: BTreeMap<Key, Merged<'_>> = BTreeMap::new();
    for (row, answer) in rows {
        for need in reasons.needs(scope, answer) {
            let at = row.criteria.iter().position(|c| c.id == need.criterion).unwrap_or_default();
            let means = cheapest(reasons, row, &need);
            let place = if means == Means::Declare { (0, 0) } else { (reasons.position(&row.id), at) };
            let key = (!need.against.is_empty(), means, need.scope.clone(), place.0, place.1, need.grade());
            merged.entry(key).or_insert_with(|| Merged::new(row)).add(need);
        }
    }
    let mut steps: Vec<(usize, Step)> =
        merged.into_iter().map(|(key, merged)| (key.3, merged.step(reasons, key))).collect();
    steps.sort_by(|(a_row, a), (b_row, b)| {
        let rank = |step: &Step| (step.mend, step.means, step.units.len());
        rank(a)
            .cmp(&rank(b))
            .then_with(|| (&a.scope, &a.units, a_row, &a.criterion).cmp(&(&b.scope, &b.units, b_row, &b.criterion)))
    });
    steps.into_iter().map(|(_, step)| step).collect()
}

/// By what a need is met most cheaply. What was proved on the wire or by a test is only undone by as much.
pub(crate) fn cheapest(reasons: &Reasons<'_>, row: &Requirement, need: &Need<'_>) -> Means {
    if need.placeholder {
        return Means::Declare;
    }
    if need.grade() > Grade::Examined {
        return Means::Test;
    }
    match (need.against.is_empty(), need.claimed.is_empty(), need.expired.is_empty()) {
        (true, false, _) => Means::Accept,
        (true, true, false) => Means::Renew,
        _ => row
            .criteria
            .iter()
            .find(|c| c.id == need.criterion)
            .and_then(by)
            .unwrap_or_else(|| otherwise(reasons, need)),
    }
}

fn by(criterion: &Criterion) -> Option<Means> {
    let means = criterion.verified_by.iter().filter_map(|way| match way {
        VerifiedBy::Examine | VerifiedBy::Attest => Some(Means::Document),
        VerifiedBy::Configure => Some(Means::Configuration),
        VerifiedBy::Test => Some(Means::Test),
        VerifiedBy::Observe => None,
    });
    means.min()
}

/// What can only be observed is captured, where a rule can show it; else a record of what was seen is a document too.
fn otherwise(reasons: &Reasons<'_>, need: &Need<'_>) -> Means {
    let days = days_to_watch(reasons, &need.criterion, &need.scope, &need.at);
    if days.is_some() { Means::Capture } else { Means::Document }
}

/// How long to watch for a criterion of a unit, where watching can show it.
pub(crate) fn days_to_watch(
    reasons: &Reasons<'_>,
    criterion: &CriterionId,
    scope: &ScopeId,
    unit: &UnitId,
) -> Option<u32> {
    let shown = reasons.watchable.get(criterion)?;
    let fits = match unit {
        UnitId::Asset(_) => shown.per_asset,
        UnitId::Scope(_) => !shown.per_asset && matches!(scope, ScopeId::Conduit(_)),
    };
    fits.then_some(shown.days)
}

/// How a capture can show a criterion, where one can for every unit.
pub(crate) fn watch<'u>(
    reasons: &Reasons<'_>,
    criterion: &CriterionId,
    of: impl IntoIterator<Item = (&'u ScopeId, &'u [UnitId])>,
) -> Option<Watch> {
    let (mut watched, mut seeing) = (None, BTreeSet::new());
    for (scope, units) in of {
        for unit in units {
            watched = watched.max(Some(days_to_watch(reasons, criterion, scope, unit)?));
        }
        seeing.extend(points(reasons, scope, units));
    }
    Some(Watch { days: watched?, points: seeing.into_iter().collect() })
}

struct Merged<'r> {
    row: &'r Requirement,
    units: BTreeSet<UnitId>,
    on_behalf_of: BTreeSet<UnitId>,
    evidence: BTreeSet<EvidenceId>,
    newer_than: Option<ringwall_model::Instant>,
    criterion: Option<CriterionId>,
}

impl<'r> Merged<'r> {
    fn new(row: &'r Requirement) -> Self {
        let (units, on_behalf_of, evidence) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self { row, units, on_behalf_of, evidence, newer_than: None, criterion: None }
    }

    fn add(&mut self, need: Need<'_>) {
        self.newer_than = self.newer_than.max(need.newer_than());
        self.evidence.extend(telling(&need));
        if need.at != need.unit {
            self.on_behalf_of.insert(need.unit);
        }
        self.units.insert(need.at);
        self.criterion = Some(need.criterion).filter(|_| !need.placeholder);
    }

    fn step(self, reasons: &Reasons<'_>, (mend, means, scope, .., grade): Key) -> Step {
        let units: Vec<UnitId> = self.units.into_iter().collect();
        Step {
            mend,
            means,
            watch: self.criterion.as_ref().and_then(|id| watch(reasons, id, [(&scope, &units[..])])),
            scope,
            units,
            on_behalf_of: self.on_behalf_of.into_iter().collect(),
            requirement: self.row.id.clone(),
            criterion: self.criterion,
            grade,
            newer_than: self.newer_than,
            evidence: self.evidence.into_iter().collect(),
            unless: self.row.condition.clone(),
        }
    }
}

/// What speaks against it; else what claims it, or has expired.
pub(crate) fn telling(need: &Need<'_>) -> Vec<EvidenceId> {
    let heard = match (need.against.is_empty(), need.claimed.is_empty()) {
        (false, _) => &need.against,
        (true, false) => &need.claimed,
        (true, true) => &need.expired,
    };
    heard.iter().map(|evidence| evidence.id.clone()).collect()
}

/// Declared observation points that see a conduit whole, or the networks these assets are on.
fn points(reasons: &Reasons<'_>, scope: &ScopeId, units: &[UnitId]) -> Vec<ObservationPointId> {
    let networks: BTreeSet<&NetworkId> = units.iter().filter_map(asset).flat_map(|id| networks(reasons, id)).collect();
    let sees = |point: &ObservationPoint| match scope {
        ScopeId::Conduit(id) if networks.is_empty() => point.sees_conduits.contains(id),
        _ => point.sees_networks.iter().any(|id| networks.contains(id)),
    };
    let points = reasons.plant.observation_points.iter().filter(|(_, point)| sees(point));
    points.map(|(id, _)| id.clone()).collect()
}

fn asset(unit: &UnitId) -> Option<&AssetId> {
    match unit {
        UnitId::Asset(id) => Some(id),
        UnitId::Scope(_) => None,
    }
}

fn networks<'r>(reasons: &'r Reasons<'_>, id: &AssetId) -> impl Iterator<Item = &'r NetworkId> {
    reasons.plant.assets.get(id).into_iter().flat_map(|asset| &asset.interfaces).map(|interface| &interface.network)
}
