//! Where a way has to lead.

use super::ground::{Cells, LEVEL, Place};
use super::line::STEP;
use super::search::CORNER;

/// The rectangle of cells a way has to reach.
pub(super) struct Goal {
    pub cells: Cells,
    pub inward: bool,
}

impl Goal {
    /// Cells beside its edge, with the direction in which a way enters there; corners are left out.
    pub fn edge(&self) -> impl Iterator<Item = (Place, usize)> + use<> {
        let Cells { left, top, right, bottom } = self.cells;
        let inner = |from: i32, to: i32| {
            let corner = i32::from(to - from > 2);
            from + corner..to - corner
        };
        let inward = self.inward;
        let (beyond, within) = if inward { (0, 1) } else { (1, 0) };
        let towards = move |direction: usize| if inward { (direction + 2) % 4 } else { direction };
        let columns = inner(left, right)
            .flat_map(move |column| [((column, top - beyond), towards(2)), ((column, bottom - within), towards(0))]);
        let rows = inner(top, bottom)
            .flat_map(move |row| [((left - beyond, row), towards(1)), ((right - within, row), towards(3))]);
        columns.chain(rows)
    }

    /// The direction in which a way enters the zone from a cell beside its edge.
    pub fn enters(&self, place: Place) -> Option<usize> {
        self.edge().find(|(cell, _)| *cell == place).map(|(_, direction)| direction)
    }

    pub fn holds(&self, (column, row): Place) -> bool {
        let Cells { left, top, right, bottom } = self.cells;
        (left..right).contains(&column) && (top..bottom).contains(&row)
    }

    /// Cells between it and a place.
    pub fn away(&self, (column, row): Place) -> u32 {
        let Cells { left, top, right, bottom } = self.cells;
        outside(left, right, column) + outside(top, bottom, row)
    }

    /// What is left to go, at least.
    #[inline]
    pub fn left(&self, (column, row): Place, axis: usize) -> u32 {
        let Cells { left, top, right, bottom } = self.cells;
        if self.inward {
            let inside = (column - left).min(right - 1 - column).min(row - top).min(bottom - 1 - row);
            return inside.max(0).unsigned_abs() * STEP;
        }
        let (across, down) = (outside(left, right, column), outside(top, bottom, row));
        let ahead = if axis == LEVEL { across } else { down };
        let corners = u32::from(ahead == 0) + u32::from(across != 0 && down != 0);
        (across + down).saturating_sub(1) * STEP + corners * CORNER
    }
}

fn outside(from: i32, to: i32, at: i32) -> u32 {
    (from - at).max(at - to + 1).max(0).unsigned_abs()
}
