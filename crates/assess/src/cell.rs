//! A cell: one row in one scope, with everything that can touch it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ringwall_model::{
    AssetId, ConditionSeen, Constraint, CountermeasureId, Evidence, EvidenceId, NotApplicableClaim, Requirement,
    RequirementId, ScopeId, UnitId, Units,
};

use crate::{compensation::Standing, pieces};

/// One row in one scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Zone or conduit.
    pub scope: ScopeId,
    /// Row.
    pub requirement: RequirementId,
}

/// An asset of another scope, or of this one, that provides a row for a unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Provider {
    pub(crate) asset: AssetId,
    /// The scopes the asset belongs to: its evidence stands there.
    pub(crate) homes: BTreeSet<ScopeId>,
}

/// All that [`crate::judge`] reads.
#[derive(Clone, Debug)]
pub(crate) struct CellIndex {
    pub(crate) key: Cell,
    pub(crate) row: Arc<Requirement>,
    /// Units the row is judged on, sorted; empty where the scope has none of the kind.
    pub(crate) units: Units,
    /// The zone declares no asset: its one unit stands for those that are not known, and is never decided.
    pub(crate) placeholder: bool,
    /// Who provides the row, for the units that do not do so themselves.
    pub(crate) providers: BTreeMap<UnitId, BTreeSet<Provider>>,
    /// What speaks here, sorted. It stands once, in the index; cells share it.
    pub(crate) heard: Vec<Arc<Evidence>>,
    /// Sorted, none twice.
    pub(crate) claims: Vec<NotApplicableClaim>,
    pub(crate) conditions: BTreeSet<ConditionSeen>,
    pub(crate) compensations: BTreeMap<CountermeasureId, Standing>,
    /// What an essential function does not bear, should the row stand.
    pub(crate) constraints: BTreeSet<Constraint>,
}

impl CellIndex {
    /// Nothing has been heard here yet.
    pub(crate) fn new(scope: &ScopeId, row: &Arc<Requirement>, units: Units, placeholder: bool) -> Self {
        Self {
            key: Cell { scope: scope.clone(), requirement: row.id.clone() },
            row: Arc::clone(row),
            units,
            placeholder,
            providers: BTreeMap::new(),
            heard: Vec::new(),
            claims: Vec::new(),
            conditions: BTreeSet::new(),
            compensations: BTreeMap::new(),
            constraints: BTreeSet::new(),
        }
    }

    pub(crate) fn scope(&self) -> &ScopeId {
        &self.key.scope
    }

    /// Ids of what speaks here, sorted, none twice.
    pub(crate) fn evidence_ids(&self) -> Vec<EvidenceId> {
        let mut ids: Vec<EvidenceId> = self.heard.iter().map(|evidence| evidence.id.clone()).collect();
        ids.dedup();
        ids
    }

    /// Takes in a piece of evidence that speaks here.
    pub(crate) fn hear(&mut self, evidence: &Arc<Evidence>) {
        pieces::insert(&mut self.heard, evidence);
    }

    /// True when a piece of evidence speaks of a provider, where it stands. A row judged on the scope as a whole is
    /// provided by the scope the provider belongs to.
    pub(crate) fn covers_provider(&self, evidence: &Evidence, provider: &Provider) -> bool {
        provider.homes.contains(&evidence.scope)
            && (evidence.units.is_empty()
                || evidence.units.iter().any(|unit| match unit {
                    UnitId::Asset(asset) => *asset == provider.asset,
                    UnitId::Scope(scope) => *scope == evidence.scope && !self.row.unit.is_per_asset(),
                }))
    }

    /// Every provider, once for each unit it serves.
    pub(crate) fn all_providers(&self) -> impl Iterator<Item = &Provider> {
        self.providers.values().flatten()
    }

    /// True when a piece of evidence speaks of somebody who provides the row for a unit.
    pub(crate) fn hears_provider(&self, evidence: &Evidence) -> bool {
        self.concerns(evidence) && self.all_providers().any(|provider| self.covers_provider(evidence, provider))
    }

    /// True when the evidence names a criterion of the row.
    pub(crate) fn concerns(&self, evidence: &Evidence) -> bool {
        self.row.criteria.iter().any(|criterion| evidence.criteria.contains(&criterion.id))
    }
}
