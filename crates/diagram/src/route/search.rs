//! Looking for one way: the cheapest by length, corners, crossings and closeness (A*, with a queue of buckets by cost), from one place
//! where it may turn to the next.

use super::Wanted;
use super::goal::Goal;
use super::ground::{Cells, Ground, Place};

pub(super) const CORNER: u32 = 24;
/// A plate is left near the middle of its side.
const OFF_MIDDLE: u32 = 1;
/// Cost beyond which nothing is looked for.
const COST_MAX: usize = 1 << 18;

/// No state: here the way begins.
const BEGIN: u32 = u32::MAX;

/// Room to search in, used again for every way.
pub(super) struct Search {
    columns: i32,
    states: Vec<State>,
    run: u32,
    buckets: Vec<Vec<Open>>,
    /// The bucket that is being emptied.
    at: usize,
}

/// A cell reached in a direction.
#[derive(Clone, Copy, Default)]
struct State {
    /// Run in which it was reached, and at which cost.
    run: u32,
    cost: u32,
    /// The state before.
    from: u32,
}

/// A state that is to be looked at.
#[derive(Clone, Copy)]
struct Open {
    place: Place,
    direction: usize,
    cost: u32,
}

/// A way that was found.
pub(super) struct Path {
    /// Where it begins, turns and ends.
    pub corners: Vec<Place>,
    /// The cell behind the edge of the zone.
    pub beyond: Place,
}

impl Search {
    pub fn new(ground: &Ground) -> Self {
        let states = usize::try_from(ground.columns * ground.rows * 4).unwrap_or(0);
        Self { columns: ground.columns, states: vec![State::default(); states], run: 0, buckets: Vec::new(), at: 0 }
    }

    /// The way from the plate to the zone. `anywhere` lets it turn in every cell.
    pub fn find(&mut self, ground: &Ground, wanted: &Wanted, anywhere: bool) -> Option<Path> {
        self.run += 1;
        self.buckets.iter_mut().for_each(Vec::clear);
        self.at = 0;
        let goal = Goal { cells: ground.span(&wanted.zone), inward: wanted.inward };
        // A way that leads to the edge of a zone from inside stays inside.
        let field = if wanted.inward { goal.cells } else { ground.all() };
        self.begin(ground, wanted, &goal);
        while self.at < self.buckets.len() {
            let Some(open) = self.buckets.get_mut(self.at).and_then(Vec::pop) else {
                self.at += 1;
                continue;
            };
            let Open { place, direction, cost } = open;
            let index = self.index(place, direction);
            if usize::try_from(index).ok().and_then(|at| self.states.get(at)).is_none_or(|state| state.cost != cost) {
                continue;
            }
            let is_taken = ground.is_taken(place);
            if !is_taken && goal.enters(place) == Some(direction) {
                let beyond = step(place, direction);
                if !ground.is_taken(beyond) {
                    return Some(Path { corners: self.back(index), beyond });
                }
            }
            self.ahead(ground, (&goal, &field), anywhere, open, direction);
            if !is_taken && (anywhere || ground.may_turn(place)) {
                let turned = Open { cost: cost + CORNER, ..open };
                self.ahead(ground, (&goal, &field), anywhere, turned, (direction + 1) % 4);
                self.ahead(ground, (&goal, &field), anywhere, turned, (direction + 3) % 4);
            }
        }
        None
    }

    fn index(&self, (column, row): Place, direction: usize) -> u32 {
        let cell = u32::try_from(row * self.columns + column).unwrap_or(0);
        cell * 4 + u32::try_from(direction).unwrap_or(0)
    }

    fn place(&self, index: u32) -> Place {
        let cell = i32::try_from(index / 4).unwrap_or(0);
        (cell % self.columns, cell / self.columns)
    }

    /// Every cell beside the plate, leading away from it.
    fn begin(&mut self, ground: &Ground, wanted: &Wanted, goal: &Goal) {
        let Cells { left, top, right, bottom } = ground.span(&wanted.plate);
        let columns = (left + 1..right - 1).flat_map(|column| [((column, top - 1), 0), ((column, bottom), 2)]);
        let rows = (top + 1..bottom - 1).flat_map(|row| [((left - 1, row), 3), ((right, row), 1)]);
        for (place, direction) in columns.chain(rows) {
            if ground.is_free(place) {
                let off = match direction % 2 {
                    0 => (2 * place.0 - left - right + 1).unsigned_abs() / 2,
                    _ => (2 * place.1 - top - bottom + 1).unsigned_abs() / 2,
                };
                self.reach(goal, Open { place, direction, cost: off * OFF_MIDDLE }, BEGIN);
            }
        }
    }

    /// From a place, which was reached in its own direction, in another or the same.
    fn ahead(&mut self, ground: &Ground, (goal, field): (&Goal, &Cells), anywhere: bool, from: Open, direction: usize) {
        let Some((place, stop)) = ground.run(from.place, direction, field, anywhere) else { return };
        if stop.may_turn || goal.enters(place) == Some(direction) {
            let index = self.index(from.place, from.direction);
            self.reach(goal, Open { place, direction, cost: from.cost + stop.cost }, index);
        }
    }

    fn reach(&mut self, goal: &Goal, open: Open, from: u32) {
        let index = self.index(open.place, open.direction);
        let Some(state) = usize::try_from(index).ok().and_then(|at| self.states.get_mut(at)) else { return };
        if state.run == self.run && state.cost <= open.cost {
            return;
        }
        *state = State { run: self.run, cost: open.cost, from };
        let estimate = open.cost + goal.left(open.place, open.direction);
        // What turns out cheaper than it seemed is looked at next: the queue only goes on.
        let bucket = usize::try_from(estimate).unwrap_or(COST_MAX).max(self.at);
        if bucket >= COST_MAX {
            return;
        }
        if bucket >= self.buckets.len() {
            self.buckets.resize_with(bucket + 1, Vec::new);
        }
        if let Some(list) = self.buckets.get_mut(bucket) {
            list.push(open);
        }
    }

    /// Where a way begins, turns and ends.
    fn back(&self, end: u32) -> Vec<Place> {
        let mut corners = vec![self.place(end)];
        let mut state = end;
        loop {
            let from = usize::try_from(state).ok().and_then(|at| self.states.get(at)).map_or(BEGIN, |state| state.from);
            if from == BEGIN {
                let first = self.place(state);
                if corners.last() != Some(&first) {
                    corners.push(first);
                }
                break;
            }
            if from % 4 != state % 4 {
                corners.push(self.place(from));
            }
            state = from;
        }
        corners.reverse();
        corners
    }
}

/// The next cell in a direction.
fn step((column, row): Place, direction: usize) -> Place {
    match direction {
        0 => (column, row - 1),
        1 => (column + 1, row),
        2 => (column, row + 1),
        _ => (column - 1, row),
    }
}
