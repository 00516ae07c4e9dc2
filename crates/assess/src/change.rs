//! Changes to an index: each names the cells to judge again, and no other verdict changes.

use std::{collections::BTreeSet, sync::Arc};

use ringwall_model::{
    ConditionSeen, Evidence, EvidenceId, Instant, Maker, NotApplicableClaim, Place, ScopeId, StatementId,
};

use crate::{
    cell::{Cell, CellIndex},
    index::Index,
    pieces,
};

/// Something that changed. A change of the plant or the catalogue makes a new index.
#[derive(Clone, Debug)]
pub enum Change {
    /// A piece of evidence came.
    EvidenceAdded(Arc<Evidence>),
    /// Everything under an id went.
    EvidenceRemoved(EvidenceId),
    /// A claim came that a row does not apply.
    NotApplicableAdded(Box<NotApplicableClaim>),
    /// The claim of a statement went.
    NotApplicableRemoved(StatementId),
    /// A condition was seen.
    ConditionAdded(Box<ConditionSeen>),
    /// A sighting went.
    ConditionRemoved(Box<ConditionSeen>),
    /// The instant moved, forwards or back.
    TimeMoved {
        /// It was judged at.
        from: Instant,
        /// It is to be judged at.
        to: Instant,
    },
}

impl Index {
    /// Takes in a change and names the cells to judge again, sorted. Judging these gives what a new index would.
    pub fn apply(&mut self, change: Change) -> Vec<Cell> {
        let cells = match change {
            Change::EvidenceAdded(evidence) => self.add_evidence(&evidence),
            Change::EvidenceRemoved(id) => self.remove_evidence(&id),
            Change::NotApplicableAdded(claim) => self.add_claim(*claim),
            Change::NotApplicableRemoved(statement) => self.remove_claim(&statement),
            Change::ConditionAdded(seen) => self.add_condition(&seen),
            Change::ConditionRemoved(seen) => self.remove_condition(&seen),
            Change::TimeMoved { from, to } => self.cells_between(from, to),
        };
        cells.into_iter().collect()
    }

    pub(crate) fn add_evidence(&mut self, evidence: &Arc<Evidence>) -> BTreeSet<Cell> {
        let mut touched = BTreeSet::new();
        self.tell(evidence, |cell| {
            cell.hear(evidence);
            touched.insert(cell.key.clone());
        });
        if touched.is_empty() {
            self.unheard.insert(Arc::clone(evidence));
        }
        for cell in self.falsified_by(evidence) {
            self.falsify(&cell, evidence, true);
            touched.insert(cell);
        }
        pieces::insert(&mut self.evidence, evidence);
        touched
    }

    fn remove_evidence(&mut self, id: &EvidenceId) -> BTreeSet<Cell> {
        let mut touched = BTreeSet::new();
        for evidence in pieces::remove(&mut self.evidence, id) {
            self.tell(&evidence, |cell| {
                pieces::remove(&mut cell.heard, id);
                touched.insert(cell.key.clone());
            });
            self.unheard.remove(&evidence);
            for cell in self.falsified_by(&evidence) {
                self.falsify(&cell, &evidence, false);
                touched.insert(cell);
            }
        }
        touched
    }

    /// Notes, or strikes, a contradiction that shows a compensation of a cell not to work.
    fn falsify(&mut self, cell: &Cell, evidence: &Evidence, noted: bool) {
        let Some(cell) = self.cell_mut(cell) else { return };
        let Some(code) = rule_code(evidence) else { return };
        for standing in cell.compensations.values_mut() {
            if standing.terms.falsified_by.as_ref().is_some_and(|by| by.raw() == code) {
                if noted {
                    standing.falsified.insert(evidence.id.clone());
                } else {
                    standing.falsified.remove(&evidence.id);
                }
            }
        }
    }

    pub(crate) fn add_claim(&mut self, claim: NotApplicableClaim) -> BTreeSet<Cell> {
        let key = Cell { scope: claim.scope.clone(), requirement: claim.requirement.clone() };
        let Some(cell) = self.cell_mut(&key) else { return BTreeSet::new() };
        let statement = claim.statement.clone();
        if !cell.claims.contains(&claim) {
            cell.claims.push(claim);
            cell.claims.sort_by(|a, b| claim_order(a).cmp(&claim_order(b)));
        }
        self.claims.entry(statement).or_default().insert(key.clone());
        BTreeSet::from([key])
    }

    fn remove_claim(&mut self, statement: &StatementId) -> BTreeSet<Cell> {
        let cells = self.claims.remove(statement).unwrap_or_default();
        for cell in &cells {
            if let Some(cell) = self.cell_mut(cell) {
                cell.claims.retain(|claim| claim.statement != *statement);
            }
        }
        cells
    }

    pub(crate) fn add_condition(&mut self, seen: &ConditionSeen) -> BTreeSet<Cell> {
        self.conditioned(seen, |cell| {
            cell.conditions.insert(seen.clone());
        })
    }

    fn remove_condition(&mut self, seen: &ConditionSeen) -> BTreeSet<Cell> {
        self.conditioned(seen, |cell| {
            cell.conditions.remove(seen);
        })
    }

    fn conditioned(&mut self, seen: &ConditionSeen, change: impl Fn(&mut CellIndex)) -> BTreeSet<Cell> {
        let mut touched = BTreeSet::new();
        for cell in self.scopes.get_mut(&seen.scope).into_iter().flat_map(|scope| &mut scope.cells) {
            if cell.row.condition.as_deref() == Some(seen.condition.as_ref()) {
                change(cell);
                touched.insert(cell.key.clone());
            }
        }
        touched
    }

    /// Cells whose answer can differ between two instants: something in them begins or ends in between.
    fn cells_between(&self, one: Instant, other: Instant) -> BTreeSet<Cell> {
        let (from, to) = (one.min(other), one.max(other));
        let moves = |cell: &&CellIndex| instants(cell).any(|instant| from < instant && instant <= to);
        self.cell_indices().filter(moves).map(|cell| cell.key.clone()).collect()
    }
}

fn instants(cell: &CellIndex) -> impl Iterator<Item = Instant> {
    let evidence = cell.heard.iter().flat_map(|e| [Some(e.observed_at), e.valid_until]).flatten();
    let claims = cell.claims.iter().flat_map(|claim| [claim.made_at, claim.valid_until]);
    let compensations = cell.compensations.values().flat_map(|standing| standing.instants());
    evidence.chain(claims).chain(compensations)
}

fn rule_code(evidence: &Evidence) -> Option<&str> {
    match &evidence.maker {
        Maker::Rule(code) => Some(code.as_ref()),
        _ => None,
    }
}

fn claim_order(claim: &NotApplicableClaim) -> (&StatementId, &ScopeId, Instant, Instant, bool, &Place) {
    (&claim.statement, &claim.scope, claim.made_at, claim.valid_until, claim.approved_and_accepted, &claim.place)
}
