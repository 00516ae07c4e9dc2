//! Essential functions in the cells: which rows must not stand in a way that such a function does not bear.

use std::collections::BTreeSet;

use ringwall_model::{Constraint, Finding, Plant, UnitId};

use crate::{
    assemble::Verdicts,
    cell::{Cell, CellIndex},
    checks::{self, Touched},
    index::Index,
};

impl Index {
    /// Notes in every cell what would violate a constraint there. It changes no verdict.
    pub(crate) fn constrain(&mut self, plant: &Plant) {
        for found in checks::constraints(plant) {
            let cells: BTreeSet<Cell> = found.rows.iter().filter_map(|touched| self.touched(touched)).collect();
            let constraint = Constraint { finding: found.finding.code.clone(), text: found.finding.message.clone() };
            for cell in &cells {
                if let Some(cell) = self.cell_mut(cell) {
                    cell.constraints.insert(constraint.clone());
                }
            }
            self.constraints.push((found.finding, cells));
        }
    }

    /// What would be violated should this row be met as things are declared: such a row is never proposed.
    pub fn constraint(&self, cell: &Cell) -> Option<&Constraint> {
        self.cell(cell)?.constraints.first()
    }

    /// The cell of a row, where the asset it is told of is one of its units.
    fn touched(&self, touched: &Touched) -> Option<Cell> {
        let key = Cell { scope: touched.scope.clone(), requirement: touched.requirement.clone() };
        let cell = self.cell(&key)?;
        let is_unit = |asset| has_unit(cell, UnitId::Asset(asset));
        touched.asset.clone().is_none_or(is_unit).then_some(key)
    }

    /// Findings by which some row stands.
    pub(crate) fn violated(&self, verdicts: &Verdicts<'_>) -> Vec<Finding> {
        let stands = |cell: &Cell| verdicts.get(cell).is_some_and(|row| row.constraint.is_some());
        let violated = self.constraints.iter().filter(|(_, cells)| cells.iter().any(stands));
        violated.map(|(finding, _)| finding.clone()).collect()
    }
}

fn has_unit(cell: &CellIndex, unit: UnitId) -> bool {
    !cell.row.unit.is_per_asset() || cell.units.binary_search(&unit).is_ok()
}
