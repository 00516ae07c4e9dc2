//! A slow evaluator, written from the method and decision 0003 alone: every question is asked of all evidence each time.

mod compensation;
mod essential;

use std::collections::BTreeSet;

use ringwall_model::{
    Allocation, AssetId, CriterionId, Evidence, EvidenceKind, EvidenceSet, FoundationalRequirement, Grade, Instant,
    Maker, NotApplicableClaim as Claim, Outcome, Plant, Requirement, ScopeId, SecurityLevel, Unit, UnitId, Verdict,
};

pub struct Case<'a> {
    pub plant: &'a Plant,
    pub set: &'a EvidenceSet,
    pub scope: &'a ScopeId,
    pub row: &'a Requirement,
    pub at: Instant,
}

/// One criterion's contradicted and undecided units.
pub type Units = (CriterionId, BTreeSet<UnitId>, BTreeSet<UnitId>);

pub struct Answer {
    pub verdict: Verdict,
    pub claimed: Verdict,
    pub criteria: Vec<Units>,
    pub up_to: Option<SecurityLevel>,
    /// The row stands in a way that an essential function does not bear.
    pub constrained: bool,
}

impl Case<'_> {
    /// None where the row is judged elsewhere.
    pub fn answer(&self) -> Option<Answer> {
        let (units, placeholder) = self.units()?;
        let (criteria, claims) = (self.criteria(&units, placeholder, false), self.criteria(&units, placeholder, true));
        let condition = self.row.condition.as_deref();
        let seen = self.set.conditions.iter().any(|c| c.scope == *self.scope && condition == Some(&c.condition));
        let here = |c: &&Claim| c.scope == *self.scope && c.requirement == self.row.id && condition.is_some();
        let in_time = |c: &&Claim| c.made_at <= self.at && self.at < c.valid_until;
        let said: Vec<_> = self.set.not_applicable.iter().filter(here).filter(in_time).collect();
        let verdict = judged(&criteria, !seen && said.iter().any(|c| c.approved_and_accepted) || units.is_empty());
        let claimed = judged(&claims, !said.is_empty() || units.is_empty());
        let up_to = self.compensated(&criteria).filter(|_| matches!(verdict, Verdict::NotMet | Verdict::Unknown));
        let constrained = (verdict == Verdict::Met || up_to.is_some()) && self.is_constrained(&units);
        Some(Answer { verdict, claimed, criteria, up_to, constrained })
    }

    fn units(&self) -> Option<(BTreeSet<UnitId>, bool)> {
        let (scope, conduit) = (UnitId::Scope(self.scope.clone()), matches!(self.scope, ScopeId::Conduit(_)));
        if !self.row.unit.is_per_asset() {
            let own = matches!(self.row.unit, Unit::Channel | Unit::Boundary | Unit::Wireless);
            return (!conduit || own).then(|| ([scope].into(), false));
        }
        let members = || self.plant.assets.iter().filter(|(id, _)| self.plant.scopes_of(id).contains(self.scope));
        if members().next().is_none() {
            return (!conduit).then(|| ([scope].into(), true));
        }
        let concerned = members().filter(|(_, asset)| {
            let types = &asset.component_types;
            (types.is_empty() || types.iter().any(|t| self.row.component_types.contains(t)))
                && !asset.lacks.contains(&self.row.unit)
        });
        Some((concerned.map(|(id, _)| UnitId::Asset(id.clone())).collect(), false))
    }

    fn criteria(&self, units: &BTreeSet<UnitId>, placeholder: bool, claims: bool) -> Vec<Units> {
        let answer = |id: &CriterionId| {
            let voice = Voice { case: self, criterion: id, claims };
            let mut contradicted: BTreeSet<UnitId> = units.iter().filter(|u| voice.contradicts(u)).cloned().collect();
            let open = units.iter().filter(|u| !contradicted.contains(u) && (placeholder || !voice.shows(u)));
            let undecided = open.cloned().collect();
            contradicted.extend(voice.strangers(units));
            (id.clone(), contradicted, undecided)
        };
        self.row.criteria.iter().map(|criterion| answer(&criterion.id)).collect()
    }
}

/// What evidence says of one criterion of a case; of statements alone, where claims are asked for.
struct Voice<'a> {
    case: &'a Case<'a>,
    criterion: &'a CriterionId,
    claims: bool,
}

impl Voice<'_> {
    fn heard(&self, covers: impl Fn(&Evidence) -> bool) -> Vec<&Evidence> {
        let told = |e: &&Evidence| !self.claims || matches!(e.maker, Maker::Statement(_));
        self.case
            .set
            .evidence
            .iter()
            .filter(told)
            .filter(|e| e.criteria.contains(self.criterion) && covers(e))
            .collect()
    }

    fn own(&self, unit: &UnitId) -> Vec<&Evidence> {
        self.heard(|e| e.scope == *self.case.scope && (e.units.is_empty() || e.units.contains(unit)))
    }

    /// For each provider of a unit that a declared conduit leads to, what is heard of it where it stands.
    fn provided(&self, unit: &UnitId) -> Vec<Vec<&Evidence>> {
        let Case { plant, scope, row, .. } = self.case;
        let (near, conduits) = (plant.zones_of(scope), || plant.conduits.values().map(|conduit| &conduit.zones));
        let reached = |home: &ScopeId| {
            let far = plant.zones_of(home);
            let joins = |z: &Vec<_>| z.iter().any(|z| near.contains(z)) && z.iter().any(|z| far.contains(z));
            !near.is_disjoint(&far) || conduits().any(joins)
        };
        let named = |a: &&Allocation| a.units.is_empty() || matches!(unit, UnitId::Asset(id) if a.units.contains(id));
        let here = |a: &&Allocation| a.scope == **scope && a.requirement == row.id;
        let providers = plant.allocations.iter().filter(here).filter(named).map(|a| &a.provided_by);
        let reached = providers.map(|p| (p, plant.scopes_of(p))).filter(|(_, homes)| homes.iter().any(reached));
        let of = |e: &Evidence, p: &AssetId| e.units.is_empty() || e.units.contains(&UnitId::Asset(p.clone()));
        let whole = |e: &Evidence| !row.unit.is_per_asset() && e.units.contains(&UnitId::Scope(e.scope.clone()));
        reached.map(|(p, homes)| self.heard(|e| homes.contains(&e.scope) && (of(e, p) || whole(e)))).collect()
    }

    fn any_open(&self, heard: &[&Evidence], counts: impl Fn(&Evidence) -> bool) -> bool {
        let closes = |s: &Evidence, k: &Evidence| {
            let held = s.observed_at <= self.case.at && s.valid_until.is_none_or(|end| s.observed_at < end);
            let kinds = s.kind != EvidenceKind::Capability || k.kind == EvidenceKind::Capability;
            s.outcome == Outcome::Supports && k.observed_at < s.observed_at && held && s.grade >= k.grade && kinds
        };
        let open = |k: &&&Evidence| k.outcome == Outcome::Contradicts && !heard.iter().any(|s| closes(s, k));
        heard.iter().filter(open).any(|k| counts(k))
    }

    fn contradicts(&self, unit: &UnitId) -> bool {
        let provided = self.provided(unit);
        let itself = |e: &Evidence| provided.is_empty() || e.kind != EvidenceKind::Capability;
        self.any_open(&self.own(unit), itself) || provided.iter().any(|heard| self.any_open(heard, |_| true))
    }

    fn shows(&self, unit: &UnitId) -> bool {
        let least = if self.claims { Grade::Claimed } else { Grade::Examined };
        let enough = self.case.row.capability_suffices.is_some();
        let decides = |e: &&Evidence| {
            let held = e.observed_at <= self.case.at && e.valid_until.is_none_or(|end| self.case.at < end);
            e.outcome == Outcome::Supports && held && e.grade >= least && (enough || e.kind != EvidenceKind::Capability)
        };
        let provided = self.provided(unit);
        if provided.is_empty() { self.own(unit).iter().any(decides) } else { provided.iter().flatten().any(decides) }
    }

    /// Units that are none of the row's here, and contradicted all the same.
    fn strangers(&self, units: &BTreeSet<UnitId>) -> BTreeSet<UnitId> {
        let whole = UnitId::Scope(self.case.scope.clone());
        let against = |e: &Evidence| e.outcome == Outcome::Contradicts && e.kind != EvidenceKind::Capability;
        let here = self.heard(|e| e.scope == *self.case.scope && against(e));
        let mut strangers: BTreeSet<UnitId> = here.iter().flat_map(|e| &e.units).cloned().collect();
        strangers.extend(units.is_empty().then(|| whole.clone()));
        strangers.retain(|unit| {
            let names =
                |e: &Evidence| e.units.contains(unit) || units.is_empty() && *unit == whole && e.units.is_empty();
            !units.contains(unit) && self.any_open(&self.own(unit), |e| against(e) && names(e))
        });
        strangers
    }
}

fn judged(criteria: &[Units], not_applicable: bool) -> Verdict {
    let any = |units: fn(&Units) -> &BTreeSet<UnitId>| criteria.iter().any(|criterion| !units(criterion).is_empty());
    match (any(|c| &c.1), not_applicable, any(|c| &c.2)) {
        (true, _, _) => Verdict::NotMet,
        (_, true, _) => Verdict::NotApplicable,
        (_, _, true) => Verdict::Unknown,
        _ => Verdict::Met,
    }
}

/// The highest level up to which every row asked passes; none where no row is.
pub fn level<A>(
    rows: &[(&Requirement, A)],
    fr: FoundationalRequirement,
    passes: impl Fn(&A, u8) -> bool,
) -> Option<u8> {
    let holds = |level: u8| rows.iter().all(|(row, a)| row.fr != fr || row.sl_min.get() > level || passes(a, level));
    (0..=4).rev().find(|level| holds(*level)).filter(|_| rows.iter().any(|(row, _)| row.fr == fr))
}
