//! A slow evaluator, written from the method and decision 0003 alone: every question is asked of all evidence each time.

mod compensation;
mod essential;

use std::collections::BTreeSet;

use ringwall_model::{
    Allocation, Allowance, AssetId, Conduit, CriterionId, Evidence, EvidenceKind, EvidenceSet, FoundationalRequirement,
    Grade, Instant, Maker, NotApplicableClaim as Claim, Outcome, Party, Plant, Requirement, ScopeId, SecurityLevel,
    Unit, UnitId, Verdict, ZoneId,
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

/// A unit in its scope.
type Node = (ScopeId, UnitId);

fn names(allocation: &Allocation, unit: &UnitId) -> bool {
    allocation.units.is_empty() || matches!(unit, UnitId::Asset(id) if allocation.units.contains(id))
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
            .map(|evidence| &**evidence)
            .filter(told)
            .filter(|e| e.criteria.contains(self.criterion) && covers(e))
            .collect()
    }

    fn own(&self, unit: &UnitId) -> Vec<&Evidence> {
        self.heard(|e| e.scope == *self.case.scope && (e.units.is_empty() || e.units.contains(unit)))
    }

    /// For each provider of a unit that it may lean on, what is heard of it where it stands.
    fn provided(&self, unit: &UnitId) -> Vec<Vec<&Evidence>> {
        let Case { plant, scope, row, .. } = self.case;
        let node: Node = ((*scope).clone(), unit.clone());
        let here = plant.allocations.iter().filter(|a| a.scope == **scope && a.requirement == row.id);
        let counts = |a: &&Allocation| names(a, unit) && self.allows(a, unit) && !self.is_circular(a, &node);
        let providers = here.filter(counts).map(|a| (&a.provided_by, plant.scopes_of(&a.provided_by)));
        let of = |e: &Evidence, p: &AssetId| e.units.is_empty() || e.units.contains(&UnitId::Asset(p.clone()));
        let whole = |e: &Evidence| !row.unit.is_per_asset() && e.units.contains(&UnitId::Scope(e.scope.clone()));
        providers.map(|(p, homes)| self.heard(|e| homes.contains(&e.scope) && (of(e, p) || whole(e)))).collect()
    }

    /// In one zone, or an allowance of a conduit between the two names both, whoever begins, and not for a window only.
    fn allows(&self, allocation: &Allocation, unit: &UnitId) -> bool {
        let (plant, provider) = (self.case.plant, &allocation.provided_by);
        let near = plant.zones_of(self.case.scope);
        let far: BTreeSet<ZoneId> = plant.scopes_of(provider).iter().flat_map(|home| plant.zones_of(home)).collect();
        let is_unit = |party: &Party| match party {
            Party::Zone(zone) => near.contains(zone),
            Party::Asset(id) => match unit {
                UnitId::Asset(unit) => unit == id,
                UnitId::Scope(scope) => plant.scopes_of(id).contains(scope),
            },
        };
        let is_provider = |party: &Party| match party {
            Party::Zone(zone) => far.contains(zone),
            Party::Asset(id) => id == provider,
        };
        let unit_in = |parties: &[Party]| parties.is_empty() || parties.iter().any(is_unit);
        let provider_in = |parties: &[Party]| parties.is_empty() || parties.iter().any(is_provider);
        let talk = |a: &Allowance| {
            let (one, other) = (&a.initiator, &a.responder);
            a.when.is_none() && (unit_in(one) && provider_in(other) || provider_in(one) && unit_in(other))
        };
        let between =
            |c: &&Conduit| c.zones.iter().any(|z| near.contains(z)) && c.zones.iter().any(|z| far.contains(z));
        !near.is_disjoint(&far) || plant.conduits.values().filter(between).any(|c| c.allow.iter().any(talk))
    }

    /// True when the provider leans back on the unit; an asset that provides for itself does so at once.
    fn is_circular(&self, allocation: &Allocation, unit: &Node) -> bool {
        if unit.1 == UnitId::Asset(allocation.provided_by.clone()) {
            return true;
        }
        let mut reached: BTreeSet<Node> = self.heads(allocation);
        reached.remove(unit);
        loop {
            let all = self.case.plant.allocations.iter().filter(|a| a.requirement == self.case.row.id);
            let next = all.flat_map(|a| {
                let leans = |n: &&Node| n.0 == a.scope && names(a, &n.1);
                let tails: Vec<&Node> = reached.iter().filter(leans).collect();
                let heads = self.heads(a);
                tails
                    .into_iter()
                    .flat_map(|tail| heads.iter().filter(|h| *h != tail).cloned().collect::<Vec<_>>())
                    .collect::<Vec<_>>()
            });
            let grown: BTreeSet<Node> = next.chain(reached.iter().cloned()).collect();
            if grown.contains(unit) {
                return true;
            }
            if grown == reached {
                return false;
            }
            reached = grown;
        }
    }

    fn heads(&self, allocation: &Allocation) -> BTreeSet<Node> {
        let provider = UnitId::Asset(allocation.provided_by.clone());
        let of = |home: ScopeId| {
            let unit = if self.case.row.unit.is_per_asset() { provider.clone() } else { UnitId::Scope(home.clone()) };
            (home, unit)
        };
        self.case.plant.scopes_of(&allocation.provided_by).into_iter().map(of).collect()
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
