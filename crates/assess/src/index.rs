//! The index: every cell of a plant, and into each the ids of everything that can touch it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Allocation, Compensation, CountermeasureId, Diagnostic, Evidence, EvidenceId, EvidenceSet, Finding, Maker, Outcome,
    Plant, Requirement, RequirementId, ScopeId, Span, StatementId, UnitId,
};

use crate::{
    cell::{Cell, CellIndex, Provider},
    compensation::{Standing, is_complete, terms},
    remarks,
    scopes::{Placement, in_reach, judged_scopes, place},
};

/// Every cell of a plant with what can touch it. Evidence stands once; cells name ids.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(crate) cells: BTreeMap<Cell, CellIndex>,
    /// Every judged scope, with the rows that are judged elsewhere.
    pub(crate) scopes: BTreeMap<ScopeId, Vec<RequirementId>>,
    /// Several pieces under one id are all heard.
    pub(crate) evidence: BTreeMap<EvidenceId, Vec<Evidence>>,
    pub(crate) claims: BTreeMap<StatementId, BTreeSet<Cell>>,
    /// Cells that look for evidence of a row in another scope, or at another asset of their own.
    pub(crate) routes: BTreeMap<(ScopeId, RequirementId), BTreeSet<Cell>>,
    /// Cells with a compensation that a rule's contradiction in a scope falsifies.
    pub(crate) falsifiers: BTreeMap<(ScopeId, Box<str>), BTreeSet<Cell>>,
    /// Remarks on what the plant allocates and compensates.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What essential functions do not bear, and the cells in which it would be violated.
    pub(crate) constraints: Vec<(Finding, BTreeSet<Cell>)>,
}

/// Sorts everything into the cells of a plant. Pure, and the order of the evidence does not matter.
pub fn index(plant: &Plant, catalogue: &Catalogue, set: &EvidenceSet) -> Index {
    let mut index = Index::default();
    let rows: Vec<Arc<Requirement>> = catalogue.requirements().iter().cloned().map(Arc::new).collect();
    for (scope, members) in judged_scopes(plant) {
        let mut elsewhere = Vec::new();
        for row in &rows {
            match place(plant, &scope, &members, row) {
                Placement::Elsewhere => elsewhere.push(row.id.clone()),
                Placement::Here { units, placeholder } => index.add_cell(&scope, row, units, placeholder),
            }
        }
        index.scopes.insert(scope, elsewhere);
    }
    index.allocate(plant);
    index.compensate(plant);
    index.constrain(plant);
    index.hear(set);
    index
}

impl Index {
    /// Every cell, sorted.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.keys()
    }

    /// The evidence a cell names.
    pub(crate) fn heard<'i>(&'i self, cell: &'i CellIndex) -> impl Iterator<Item = &'i Evidence> {
        cell.evidence.iter().filter_map(|id| self.evidence.get(id)).flatten()
    }

    fn add_cell(&mut self, scope: &ScopeId, row: &Arc<Requirement>, units: Arc<[UnitId]>, placeholder: bool) {
        let cell = CellIndex {
            scope: scope.clone(),
            row: Arc::clone(row),
            units,
            placeholder,
            providers: BTreeMap::new(),
            evidence: BTreeSet::new(),
            claims: Vec::new(),
            conditions: BTreeSet::new(),
            compensations: BTreeMap::new(),
            constraints: BTreeSet::new(),
        };
        self.cells.insert(Cell { scope: scope.clone(), requirement: row.id.clone() }, cell);
    }

    fn allocate(&mut self, plant: &Plant) {
        for allocation in &plant.allocations {
            let provider_homes = plant.scopes_of(&allocation.provided_by);
            if !provider_homes.iter().any(|home| in_reach(plant, &allocation.scope, home)) {
                self.diagnostics.push(remarks::allocation_out_of_reach(allocation));
                continue;
            }
            self.allocate_cell(allocation, &Provider { asset: allocation.provided_by.clone(), homes: provider_homes });
        }
    }

    fn allocate_cell(&mut self, allocation: &Allocation, provider: &Provider) {
        let key = Cell { scope: allocation.scope.clone(), requirement: allocation.requirement.clone() };
        let Some(cell) = self.cells.get_mut(&key) else { return };
        let named = |unit: &&UnitId| match unit {
            UnitId::Asset(id) => allocation.units.is_empty() || allocation.units.contains(id),
            UnitId::Scope(_) => allocation.units.is_empty(),
        };
        let units: Vec<UnitId> = cell.units.iter().filter(named).cloned().collect();
        if units.is_empty() {
            self.diagnostics.push(remarks::allocation_without_unit(allocation));
            return;
        }
        for unit in units {
            cell.providers.entry(unit).or_default().insert(provider.clone());
        }
        for home in &provider.homes {
            self.routes.entry((home.clone(), allocation.requirement.clone())).or_default().insert(key.clone());
        }
    }

    fn compensate(&mut self, plant: &Plant) {
        for (id, countermeasure) in &plant.countermeasures {
            let Some(terms) = terms(countermeasure) else { continue };
            if is_complete(plant, terms) {
                self.compensate_cells(id, &countermeasure.place, terms);
            } else {
                self.diagnostics.push(remarks::compensation_incomplete(id, countermeasure));
            }
        }
    }

    fn compensate_cells(&mut self, id: &CountermeasureId, place: &Span, terms: &Compensation) {
        let Some(falsifier) = &terms.falsified_by else { return };
        let watched: (ScopeId, Box<str>) = (terms.scope.clone(), falsifier.raw().into());
        for requirement in &terms.requirements {
            let key = Cell { scope: terms.scope.clone(), requirement: requirement.clone() };
            let Some(cell) = self.cells.get_mut(&key) else { continue };
            let (place, terms) = (place.clone(), terms.clone());
            cell.compensations.insert(id.clone(), Standing { place, terms, falsified: BTreeSet::new() });
            self.falsifiers.entry(watched.clone()).or_default().insert(key);
        }
    }

    fn hear(&mut self, set: &EvidenceSet) {
        for evidence in &set.evidence {
            self.add_evidence(evidence.clone());
        }
        for claim in &set.not_applicable {
            self.add_claim(claim.clone());
        }
        for condition in &set.conditions {
            self.add_condition(condition);
        }
    }

    /// Cells a piece of evidence speaks in: those of its own scope, and those that look for a provider there.
    pub(crate) fn spoken_to(&self, evidence: &Evidence) -> BTreeSet<Cell> {
        let rows: BTreeSet<RequirementId> = evidence.criteria.iter().map(|c| c.requirement()).collect();
        let mut cells = BTreeSet::new();
        for requirement in rows {
            let own = Cell { scope: evidence.scope.clone(), requirement: requirement.clone() };
            let routed = self.routes.get(&(evidence.scope.clone(), requirement)).into_iter().flatten();
            cells.extend(routed.filter(|cell| self.hears_provider(cell, evidence)).cloned());
            if self.cells.get(&own).is_some_and(|cell| cell.concerns(evidence)) {
                cells.insert(own);
            }
        }
        cells
    }

    fn hears_provider(&self, cell: &Cell, evidence: &Evidence) -> bool {
        self.cells.get(cell).is_some_and(|cell| {
            cell.concerns(evidence) && cell.all_providers().any(|p| cell.covers_provider(evidence, p))
        })
    }

    /// Cells with a compensation that a piece of evidence falsifies.
    pub(crate) fn falsified_by(&self, evidence: &Evidence) -> BTreeSet<Cell> {
        match &evidence.maker {
            Maker::Rule(code) if evidence.outcome == Outcome::Contradicts => {
                let watched = (evidence.scope.clone(), Box::from(code.as_ref()));
                self.falsifiers.get(&watched).cloned().unwrap_or_default()
            }
            _ => BTreeSet::new(),
        }
    }
}
