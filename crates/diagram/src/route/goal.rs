//! Where a way has to lead.

use super::ground::{Cells, Place};
use super::line::STEP;
use super::search::CORNER;

/// The rectangle of cells a way has to reach.
pub(super) struct Goal {
    pub cells: Cells,
    pub inward: bool,
}

impl Goal {
    /// The direction in which a way enters the zone from a cell beside its edge; corners are left out.
    pub fn enters(&self, (column, row): Place) -> Option<usize> {
        let Cells { left, top, right, bottom } = self.cells;
        let inner = |from: i32, to: i32, at: i32| {
            let corner = i32::from(to - from > 2);
            at >= from + corner && at < to - corner
        };
        let (beyond, within) = if self.inward { (0, 1) } else { (1, 0) };
        if inner(left, right, column) {
            if row == top - beyond {
                return Some(if self.inward { 0 } else { 2 });
            }
            if row == bottom - within {
                return Some(if self.inward { 2 } else { 0 });
            }
        }
        if inner(top, bottom, row) {
            if column == left - beyond {
                return Some(if self.inward { 3 } else { 1 });
            }
            if column == right - within {
                return Some(if self.inward { 1 } else { 3 });
            }
        }
        None
    }

    /// What is left to go, at least.
    pub fn left(&self, (column, row): Place, direction: usize) -> u32 {
        let Cells { left, top, right, bottom } = self.cells;
        let (across, down) = if self.inward {
            let inside = (column - left).min(right - 1 - column).min(row - top).min(bottom - 1 - row);
            (inside.max(0), 0)
        } else {
            // Negative on the one side, positive on the other.
            let outside = |from: i32, to: i32, at: i32| if at < from { from - at } else { (to - 1 - at).min(0) };
            (outside(left, right, column), outside(top, bottom, row))
        };
        let ahead = match direction {
            0 => down < 0 || self.inward,
            1 => across > 0 || self.inward,
            2 => down > 0 || self.inward,
            _ => across < 0 || self.inward,
        };
        let corners = u32::from(!ahead) + u32::from(across != 0 && down != 0);
        (across.unsigned_abs() + down.unsigned_abs()).saturating_sub(1) * STEP + corners * CORNER
    }
}
