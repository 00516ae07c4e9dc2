//! The ground that ways are looked for on: squares of the grid, kept once by rows and once by columns.

use crate::geometry::{GRID, Point, Rect};

use super::line::{Lines, Stop, Word};
use super::net::Net;

/// Largest ground, in cells.
const CELLS_MAX: i64 = 8_000_000;
/// How far beyond a box a track beside it leads, in cells: to what is solid.
const REACH: i32 = 10_000;
/// How far every second line leads from the side of a box, for ways that begin or end there beside others.
const PORT: i32 = 4;

/// Column and row.
pub(super) type Place = (i32, i32);

/// Which lines: those a way runs up and down, and those it runs right and left.
pub(super) const UPRIGHT: usize = 0;
pub(super) const LEVEL: usize = 1;

/// Columns and rows of a rectangle, the last ones not included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

/// What runs where.
#[derive(Clone)]
pub(super) struct Ground {
    bounds: Rect,
    pub columns: i32,
    pub rows: i32,
    lines: [Lines; 2],
    open: Vec<Open>,
}

/// A zone that holds zones.
#[derive(Clone, Copy)]
struct Open {
    cells: Cells,
    /// The one it stands in.
    outer: Option<usize>,
    /// Shut for the way that is looked for, and none around it is.
    shut: bool,
}

/// Line and place on it.
#[inline]
pub(super) fn on(axis: usize, (column, row): Place) -> (i32, i32) {
    if axis == UPRIGHT { (column, row) } else { (row, column) }
}

impl Ground {
    /// None where it would be too large.
    pub fn new(bounds: Rect, solid: &[Rect], open: &[Rect]) -> Option<Self> {
        let (columns, rows) = (bounds.width / GRID, bounds.height / GRID);
        if columns < 1 || rows < 1 || i64::from(columns) * i64::from(rows) > CELLS_MAX {
            return None;
        }
        let lines = [Lines::new(columns, rows), Lines::new(rows, columns)];
        let mut ground = Self { bounds, columns, rows, lines, open: Vec::new() };
        for rect in open {
            let outer = open.iter().take(ground.open.len()).rposition(|outer| outer.holds(rect));
            ground.open.push(Open { cells: ground.span(rect), outer, shut: false });
        }
        for rect in solid {
            ground.fill(ground.span(rect), |word, cells| word.solid |= cells);
        }
        for rect in solid.iter().chain(open) {
            ground.fringe(ground.span(rect));
        }
        for rect in solid {
            ground.tracks(ground.span(rect), false);
        }
        for rect in open {
            ground.tracks(ground.span(rect), true);
        }
        ground.lines.iter_mut().for_each(Lines::count_turns);
        Some(ground)
    }

    /// Sets something for the cells of a rectangle.
    fn fill(&mut self, cells: Cells, set: impl Fn(&mut Word, u64)) {
        let [upright, level] = &mut self.lines;
        for column in cells.left..cells.right {
            upright.span(column, cells.top, cells.bottom - 1, &set);
        }
        for row in cells.top..cells.bottom {
            level.span(row, cells.left, cells.right - 1, &set);
        }
    }

    /// Marks the cells beside an edge, inside and outside.
    fn fringe(&mut self, Cells { left, top, right, bottom }: Cells) {
        let sides = [
            Cells { left: left - 1, top: top - 1, right: right + 1, bottom: top + 1 },
            Cells { left: left - 1, top: bottom - 1, right: right + 1, bottom: bottom + 1 },
            Cells { left: left - 1, top: top - 1, right: left + 1, bottom: bottom + 1 },
            Cells { left: right - 1, top: top - 1, right: right + 1, bottom: bottom + 1 },
        ];
        for side in sides {
            self.fill(side, |word, cells| word.near |= cells);
        }
    }

    /// Tracks beside a box, a cell away from it, and from its middle and next to its corners.
    fn tracks(&mut self, cells: Cells, inside: bool) {
        let Cells { left, top, right, bottom } = cells;
        for (axis, (from, to), (near, far)) in
            [(UPRIGHT, (left, right - 1), (top, bottom - 1)), (LEVEL, (top, bottom - 1), (left, right - 1))]
        {
            for line in [from - 4, from - 2, to + 2, to + 4] {
                self.track(axis, line, near - 2, far + 2, REACH);
            }
            if inside {
                for line in [from + 1, to - 1] {
                    self.track(axis, line, near + 1, far - 1, 0);
                }
            }
            for line in [from + 1, (from + to) / 2, to - 1] {
                self.track(axis, line, near, near, REACH);
                self.track(axis, line, far, far, REACH);
            }
            for line in [from - 3, from - 1, to + 1, to + 3] {
                self.track(axis, line, near - 3, far + 3, 0);
            }
            for line in (from + 1..to).step_by(2) {
                self.track(axis, line, near - PORT, near - 1, 0);
                self.track(axis, line, far + 1, far + PORT, 0);
            }
        }
    }

    /// A line as far as it reaches.
    fn track(&mut self, axis: usize, line: i32, from: i32, to: i32, most: i32) {
        let [upright, level] = &mut self.lines;
        let (own, other) = if axis == UPRIGHT { (upright, level) } else { (level, upright) };
        let (from, to) = own.reach(line, from, to, most);
        own.span(line, from, to, |word, cells| word.track |= cells);
        other.span_across((from, to), line, |word, cells| word.track_across |= cells);
    }

    pub fn lines(&self, axis: usize) -> &Lines {
        let [upright, level] = &self.lines;
        if axis == UPRIGHT { upright } else { level }
    }

    pub fn open(&self) -> impl Iterator<Item = &Cells> {
        self.open.iter().map(|open| &open.cells)
    }

    /// A stretch of a line leads through a whole open zone that is none of the two its ends stand in.
    pub fn leads_through(&self, axis: usize, line: i32, (from, to): (i32, i32), ends: (u16, u16)) -> bool {
        (1_u16..).zip(&self.open).any(|(number, open)| {
            let Cells { left, top, right, bottom } = open.cells;
            let ((first, start), (last, end)) = (on(axis, (left, top)), on(axis, (right, bottom)));
            let is_other = number != ends.0 && number != ends.1;
            is_other && (first..last).contains(&line) && start > from && end <= to
        })
    }

    /// The middle of a cell.
    pub fn point(&self, (column, row): Place) -> Point {
        Point { x: self.bounds.x + column * GRID + GRID / 2, y: self.bounds.y + row * GRID + GRID / 2 }
    }

    /// The cells of a rectangle.
    pub fn span(&self, rect: &Rect) -> Cells {
        let column = |x: i32| (x - self.bounds.x).div_euclid(GRID);
        let row = |y: i32| (y - self.bounds.y).div_euclid(GRID);
        Cells { left: column(rect.x), top: row(rect.y), right: column(rect.right()), bottom: row(rect.bottom()) }
    }

    /// Shuts all open zones but some, which stand in each other.
    pub fn shut_all_but(&mut self, through: &[u16]) {
        let is_through = |index: usize| u16::try_from(index + 1).is_ok_and(|number| through.contains(&number));
        let wanted = |(index, open): (usize, &Open)| !is_through(index) && open.outer.is_none_or(is_through);
        let wanted: Vec<bool> = self.open.iter().enumerate().map(wanted).collect();
        for shut in [false, true] {
            for (index, wanted) in wanted.iter().enumerate() {
                let Some(open) = self.open.get_mut(index).filter(|open| *wanted == shut && open.shut != shut) else {
                    continue;
                };
                open.shut = shut;
                let cells = open.cells;
                self.fill(cells, |word, cells| if shut { word.shut |= cells } else { word.shut &= !cells });
            }
        }
    }

    /// A cell on the ground in which nothing is and no way runs.
    pub fn is_free(&self, place: Place) -> bool {
        let (line, at) = on(UPRIGHT, place);
        self.holds(place)
            && self
                .lines
                .first()
                .is_some_and(|lines| !lines.is(line, at, |word| word.solid | word.shut | word.along | word.across))
    }

    fn holds(&self, (column, row): Place) -> bool {
        (0..self.columns).contains(&column) && (0..self.rows).contains(&row)
    }

    /// A way has something in a cell.
    pub fn is_taken(&self, (column, row): Place) -> bool {
        self.lines.first().is_some_and(|lines| lines.is(column, row, |word| word.along | word.across))
    }

    /// A way may turn here.
    pub fn may_turn(&self, (column, row): Place) -> bool {
        self.lines.first().is_some_and(|lines| lines.is(column, row, |word| word.track & word.track_across))
    }

    /// One way runs across it and another down.
    pub fn is_crossed(&self, (column, row): Place) -> bool {
        let has = |what: fn(&Word) -> u64| self.lines.first().is_some_and(|lines| lines.is(column, row, what));
        has(|word| word.along) && has(|word| word.across)
    }

    /// From a place in a direction (up, right, down, left) to where it may turn or the last free cell of a field.
    #[inline]
    pub fn run(&self, place: Place, direction: usize, field: &Cells) -> Option<(Place, Stop)> {
        let axis = direction % 2;
        let (line, at) = on(axis, place);
        let lines = self.lines.get(axis)?;
        let stop = match direction {
            0 => lines.run_down(line, at, field.top),
            1 => lines.run_up(line, at, field.right),
            2 => lines.run_up(line, at, field.bottom),
            _ => lines.run_down(line, at, field.left),
        }?;
        Some((on(axis, (line, stop.at)), stop))
    }

    /// The whole of it.
    pub fn all(&self) -> Cells {
        Cells { left: 0, top: 0, right: self.columns, bottom: self.rows }
    }

    /// Keeps the cells of a way for it: others may cross it where it runs straight, no more. `beyond` is the cell behind the edge it
    /// ends at: another way that ended there from the other side would seem to go on.
    pub fn take(&mut self, net: &mut Net, corners: &[Place], beyond: Place) {
        self.take_whole(net, beyond);
        for place in corners {
            self.take_whole(net, *place);
        }
        for pair in corners.windows(2) {
            let [a, b] = pair else { continue };
            let axis = if a.0 == b.0 { UPRIGHT } else { LEVEL };
            let ((line, from), (_, to)) = (on(axis, *a), on(axis, *b));
            self.take_line(net, axis, line, from.min(to), from.max(to));
        }
    }

    fn take_whole(&mut self, net: &mut Net, place: Place) {
        for axis in [UPRIGHT, LEVEL] {
            let (line, at) = on(axis, place);
            self.take_line(net, axis, line, at, at);
        }
    }

    fn take_line(&mut self, net: &mut Net, axis: usize, line: i32, from: i32, to: i32) {
        let [upright, level] = &mut self.lines;
        let (own, other) = if axis == UPRIGHT { (upright, level) } else { (level, upright) };
        own.span(line, from, to, |word, cells| word.along |= cells);
        own.span(line - 1, from, to, |word, cells| word.beside |= cells);
        own.span(line + 1, from, to, |word, cells| word.beside |= cells);
        other.span_across((from, to), line, |word, cells| word.across |= cells);
        net.taken(self, axis, line, from, to);
    }

    /// Lets a way turn anywhere.
    pub fn open_all(&mut self) {
        self.fill(self.all(), |word, cells| {
            (word.track, word.track_across) = (word.track | cells, word.track_across | cells)
        });
        self.lines.iter_mut().for_each(Lines::count_turns);
    }
}
