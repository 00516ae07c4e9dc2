//! The ground that ways are looked for on: one cell for each square of the grid.

use crate::geometry::{GRID, Point, Rect};

/// Largest ground, in cells.
const CELLS_MAX: usize = 8_000_000;

/// A way runs across a cell.
pub(super) const ACROSS: u8 = 1;
/// A way runs down a cell.
pub(super) const DOWN: u8 = 2;
/// A way has a corner or an end in a cell.
pub(super) const BOTH: u8 = ACROSS | DOWN;

/// Cells, row by row.
#[derive(Clone)]
pub(super) struct Ground {
    bounds: Rect,
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    /// Number of the innermost open zone, from 1; 0 outside all.
    open: u16,
    /// Nothing passes here.
    solid: bool,
    /// Beside something solid or an edge.
    near: bool,
    /// Which ways run here.
    taken: u8,
}

impl Ground {
    /// None where it would be too large.
    pub fn new(bounds: Rect, solid: &[Rect], open: &[Rect]) -> Option<Self> {
        let columns = usize::try_from(bounds.width / GRID).ok()?;
        let rows = usize::try_from(bounds.height / GRID).ok()?;
        let cells = columns.checked_mul(rows).filter(|cells| *cells <= CELLS_MAX)?;
        let mut ground = Self { bounds, columns, rows, cells: vec![Cell::default(); cells] };
        for (number, rect) in (1_u16..).zip(open) {
            ground.each(rect, |cell| cell.open = number);
        }
        for rect in solid {
            ground.each(rect, |cell| cell.solid = true);
        }
        for rect in solid.iter().chain(open) {
            ground.fringe(rect);
        }
        Some(ground)
    }

    pub fn cells(&self) -> usize {
        self.cells.len()
    }

    /// Runs over the cells of a rectangle that lie on the ground.
    fn each(&mut self, rect: &Rect, mut one: impl FnMut(&mut Cell)) {
        let span = |from: i32, to: i32, start: i32, count: usize| {
            let first = usize::try_from((from - start).div_euclid(GRID).max(0)).unwrap_or(0);
            let last = usize::try_from((to - start + GRID - 1).div_euclid(GRID).max(0)).unwrap_or(0);
            first..last.min(count)
        };
        for row in span(rect.y, rect.bottom(), self.bounds.y, self.rows) {
            for column in span(rect.x, rect.right(), self.bounds.x, self.columns) {
                self.cells.get_mut(row * self.columns + column).into_iter().for_each(&mut one);
            }
        }
    }

    /// Marks the cells beside an edge, inside and outside.
    fn fringe(&mut self, rect: &Rect) {
        let (x, y, twice) = (rect.x - GRID, rect.y - GRID, 2 * GRID);
        let sides = [
            Rect::new(x, y, rect.width + twice, twice),
            Rect::new(x, rect.bottom() - GRID, rect.width + twice, twice),
            Rect::new(x, y, twice, rect.height + twice),
            Rect::new(rect.right() - GRID, y, twice, rect.height + twice),
        ];
        for side in sides {
            self.each(&side, |cell| cell.near = true);
        }
    }

    /// The middle of a cell.
    pub fn point(&self, cell: usize) -> Point {
        let (column, row) = self.place(cell);
        Point { x: self.bounds.x + column * GRID + GRID / 2, y: self.bounds.y + row * GRID + GRID / 2 }
    }

    /// Column and row of a cell.
    pub fn place(&self, cell: usize) -> (i32, i32) {
        let columns = self.columns.max(1);
        (i32::try_from(cell % columns).unwrap_or(0), i32::try_from(cell / columns).unwrap_or(0))
    }

    /// The cell at a column and row.
    pub fn cell(&self, column: i32, row: i32) -> Option<usize> {
        let (column, row) = (usize::try_from(column).ok()?, usize::try_from(row).ok()?);
        (column < self.columns && row < self.rows).then(|| row * self.columns + column)
    }

    /// Columns and rows of a rectangle, the last ones not included.
    pub fn span(&self, rect: &Rect) -> [i32; 4] {
        let column = |x: i32| (x - self.bounds.x).div_euclid(GRID);
        let row = |y: i32| (y - self.bounds.y).div_euclid(GRID);
        [column(rect.x), row(rect.y), column(rect.right()), row(rect.bottom())]
    }

    /// The next cell in a direction: up, right, down, left.
    #[inline]
    pub fn next(&self, cell: usize, direction: usize) -> Option<usize> {
        match direction {
            0 => cell.checked_sub(self.columns),
            1 => Some(cell + 1).filter(|next| !next.is_multiple_of(self.columns)),
            2 => Some(cell + self.columns).filter(|next| *next < self.cells.len()),
            _ => cell.checked_sub(1).filter(|_| !cell.is_multiple_of(self.columns)),
        }
    }

    #[inline]
    pub fn passable(&self, cell: usize, through: &[u16]) -> bool {
        let cell = self.cells.get(cell).copied().unwrap_or(Cell { solid: true, ..Cell::default() });
        !cell.solid && (cell.open == 0 || through.contains(&cell.open))
    }

    #[inline]
    pub fn taken(&self, cell: usize) -> u8 {
        self.cells.get(cell).map_or(BOTH, |cell| cell.taken)
    }

    #[inline]
    pub fn is_near(&self, cell: usize) -> bool {
        self.cells.get(cell).is_some_and(|cell| cell.near)
    }

    /// One way runs across it and another down.
    pub fn is_crossed(&self, cell: usize) -> bool {
        self.taken(cell) == BOTH
    }

    /// Keeps the cells of a way for it: others may cross it where it runs straight, no more. `beyond` is the cell behind the edge it
    /// ends at: another way that ended there from the other side would seem to go on.
    pub fn take(&mut self, path: &[usize], beyond: Option<usize>) {
        if let Some(cell) = beyond.and_then(|cell| self.cells.get_mut(cell)) {
            cell.taken = BOTH;
        }
        for (at, cell) in path.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| path.get(at));
            let after = path.get(at + 1);
            let bits = match (before, after) {
                (Some(before), Some(after)) => match before.abs_diff(*after) {
                    2 => ACROSS,
                    apart if apart == 2 * self.columns => DOWN,
                    _ => BOTH,
                },
                _ => BOTH,
            };
            if let Some(cell) = self.cells.get_mut(*cell) {
                cell.taken |= bits;
            }
        }
    }
}
