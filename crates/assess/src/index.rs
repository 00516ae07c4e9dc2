//! The index: every cell of a plant, and into each the ids of everything that can touch it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Allocation, Compensation, CountermeasureId, CriterionId, Diagnostic, Evidence, EvidenceSet, Finding, Maker,
    Outcome, Plant, Requirement, RequirementId, ScopeId, Span, StatementId, UnitId,
};

use crate::{
    allocations::{Leanings, Standing as Allocated, standing},
    cell::{Cell, CellIndex, Provider},
    compensation::{Standing, is_complete, terms},
    remarks,
    scopes::{Members, Placement, Places, in_reach, judged_scopes},
};

/// Every cell of a plant with what can touch it. Evidence stands once; cells share it.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(crate) scopes: BTreeMap<ScopeId, ScopeIndex>,
    /// Sorted; several pieces under one id are all heard.
    pub(crate) evidence: Vec<Arc<Evidence>>,
    /// Of these, what speaks in no cell.
    pub(crate) unheard: BTreeSet<Arc<Evidence>>,
    pub(crate) claims: BTreeMap<StatementId, BTreeSet<Cell>>,
    /// Cells that look for evidence of a row in another scope, or at another asset of their own.
    pub(crate) routes: BTreeMap<(ScopeId, RequirementId), BTreeSet<Cell>>,
    /// Cells with a compensation that a rule's contradiction in a scope falsifies.
    pub(crate) falsifiers: BTreeMap<(ScopeId, Box<str>), BTreeSet<Cell>>,
    /// Remarks on the evidence, and on what the plant allocates and compensates.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What essential functions do not bear, and the cells in which it would be violated.
    pub(crate) constraints: Vec<(Finding, BTreeSet<Cell>)>,
}

/// A judged scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScopeIndex {
    /// Sorted by row.
    pub(crate) cells: Vec<CellIndex>,
    /// Rows that are judged elsewhere, in catalogue order.
    pub(crate) elsewhere: Vec<RequirementId>,
}

impl ScopeIndex {
    fn position(&self, row: &str) -> Option<usize> {
        self.cells.binary_search_by(|cell| cell.key.requirement.as_str().cmp(row)).ok()
    }

    fn cell_mut(&mut self, row: &str) -> Option<&mut CellIndex> {
        self.position(row).and_then(|at| self.cells.get_mut(at))
    }
}

/// Sorts everything into the cells of a plant. Pure, and the order of the evidence does not matter.
pub fn index(plant: &Plant, catalogue: &Catalogue, set: &EvidenceSet) -> Index {
    let mut index = Index::default();
    let rows: Vec<Arc<Requirement>> = catalogue.requirements().iter().cloned().map(Arc::new).collect();
    for (scope, members) in judged_scopes(plant) {
        let placed = placed(&scope, &members, &rows);
        index.scopes.insert(scope, placed);
    }
    index.allocate(plant, catalogue);
    index.compensate(plant);
    index.constrain(plant);
    index.hear(set);
    index
}

fn placed(scope: &ScopeId, members: &Members<'_>, rows: &[Arc<Requirement>]) -> ScopeIndex {
    let mut places = Places::new(scope, members);
    let mut placed = ScopeIndex::default();
    for row in rows {
        match places.of(row) {
            Placement::Elsewhere => placed.elsewhere.push(row.id.clone()),
            Placement::Here { units, placeholder } => {
                placed.cells.push(CellIndex::new(scope, row, units, placeholder));
            }
        }
    }
    placed.cells.sort_by(|one, other| one.key.requirement.cmp(&other.key.requirement));
    placed
}

impl Index {
    /// Every cell, sorted.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.cell_indices().map(|cell| &cell.key)
    }

    pub(crate) fn cell_indices(&self) -> impl Iterator<Item = &CellIndex> {
        self.scopes.values().flat_map(|scope| &scope.cells)
    }

    pub(crate) fn cell(&self, key: &Cell) -> Option<&CellIndex> {
        let scope = self.scopes.get(&key.scope)?;
        scope.cells.get(scope.position(key.requirement.as_str())?)
    }

    pub(crate) fn cell_mut(&mut self, key: &Cell) -> Option<&mut CellIndex> {
        self.scopes.get_mut(&key.scope)?.cell_mut(key.requirement.as_str())
    }

    fn allocate(&mut self, plant: &Plant, catalogue: &Catalogue) {
        let leanings = Leanings::of(plant, |id| catalogue.requirement(id.as_str()));
        for allocation in &plant.allocations {
            let provider_homes = plant.scopes_of(&allocation.provided_by);
            if !provider_homes.iter().any(|home| in_reach(plant, &allocation.scope, home)) {
                self.diagnostics.push(remarks::allocation_out_of_reach(allocation));
                continue;
            }
            let provider = Provider { asset: allocation.provided_by.clone(), homes: provider_homes };
            self.allocate_cell(plant, &leanings, allocation, &provider);
        }
    }

    fn allocate_cell(&mut self, plant: &Plant, leanings: &Leanings, allocation: &Allocation, provider: &Provider) {
        let key = Cell { scope: allocation.scope.clone(), requirement: allocation.requirement.clone() };
        let Some(cell) = self.cell_mut(&key) else { return };
        let named = |unit: &&UnitId| match unit {
            UnitId::Asset(id) => allocation.units.is_empty() || allocation.units.contains(id),
            UnitId::Scope(_) => allocation.units.is_empty(),
        };
        let units: Vec<UnitId> = cell.units.iter().filter(named).cloned().collect();
        if units.is_empty() {
            self.diagnostics.push(remarks::allocation_without_unit(allocation));
            return;
        }
        let (mut not_allowed, mut circular) = (Vec::new(), Vec::new());
        for unit in units {
            match standing(plant, leanings, allocation, &unit, provider) {
                Allocated::Counts => {
                    cell.providers.entry(unit).or_default().insert(provider.clone());
                }
                Allocated::Itself => {}
                Allocated::NotAllowed => not_allowed.push(unit),
                Allocated::Circular => circular.push(unit),
            }
        }
        self.diagnostics.extend(remarks::allocation_not_allowed(allocation, &not_allowed));
        self.diagnostics.extend(remarks::allocation_circular(allocation, &circular));
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
            let Some(cell) = self.cell_mut(&key) else { continue };
            let (place, terms) = (place.clone(), terms.clone());
            cell.compensations.insert(id.clone(), Standing { place, terms, falsified: BTreeSet::new() });
            self.falsifiers.entry(watched.clone()).or_default().insert(key);
        }
    }

    fn hear(&mut self, set: &EvidenceSet) {
        self.diagnostics.extend(set.diagnostics.iter().cloned());
        let mut evidence: Vec<&Arc<Evidence>> = set.evidence.iter().collect();
        evidence.sort();
        for evidence in evidence {
            self.add_evidence(evidence);
        }
        for claim in &set.not_applicable {
            self.add_claim(claim.clone());
        }
        for condition in &set.conditions {
            self.add_condition(condition);
        }
    }

    /// Lets every cell hear a piece of evidence that it speaks in: those of its own scope, and those that look for a
    /// provider there.
    pub(crate) fn tell(&mut self, evidence: &Arc<Evidence>, mut tell: impl FnMut(&mut CellIndex)) {
        let mut last = "";
        for row in evidence.criteria.iter().map(CriterionId::requirement_str) {
            if std::mem::replace(&mut last, row) != row {
                let scope = self.scopes.get_mut(&evidence.scope);
                let own = scope.and_then(|scope| scope.cell_mut(row)).filter(|cell| cell.concerns(evidence));
                own.into_iter().for_each(&mut tell);
                self.tell_routed(evidence, row, &mut tell);
            }
        }
    }

    fn tell_routed(&mut self, evidence: &Evidence, row: &str, tell: &mut impl FnMut(&mut CellIndex)) {
        if self.routes.is_empty() {
            return;
        }
        let route = (evidence.scope.clone(), RequirementId::new(row));
        for key in self.routes.get(&route).cloned().unwrap_or_default() {
            if let Some(cell) = self.cell_mut(&key).filter(|cell| cell.hears_provider(evidence)) {
                tell(cell);
            }
        }
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
