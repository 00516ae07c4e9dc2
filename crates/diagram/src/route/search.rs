//! Looking for one way: the cheapest by length, corners, crossings and closeness (A*, with a queue of buckets by cost).

use super::Wanted;
use super::ground::{ACROSS, BOTH, DOWN, Ground};

const STEP: u32 = 2;
/// A step as it is reckoned before it is made.
const EAGER: u32 = 3;
const CORNER: u32 = 24;
const CROSSING: u32 = 40;
/// Along the edge of a box.
const NEAR: u32 = 3;
/// Beside another way.
const BESIDE: u32 = 3;
/// A plate is left near the middle of its side.
const OFF_MIDDLE: u32 = 1;
/// Cost beyond which nothing is looked for.
const COST_MAX: usize = 1 << 18;

/// No direction: here the way begins.
const BEGIN: u8 = 4;

/// Room to search in, used again for every way.
pub(super) struct Search {
    states: Vec<State>,
    run: u32,
    buckets: Vec<Vec<(u32, u32)>>,
    /// The bucket that is being emptied.
    at: usize,
}

/// A cell entered in a direction.
#[derive(Clone, Copy, Default)]
struct State {
    /// Run in which it was reached.
    run: u32,
    cost: u32,
    /// The direction it was entered with before a turn, or `BEGIN`.
    from: u8,
}

/// The rectangle of cells a way has to reach.
struct Goal {
    span: [i32; 4],
    inward: bool,
}

impl Goal {
    /// The direction in which a way enters the zone from a cell beside its edge; corners are left out.
    fn enters(&self, (column, row): (i32, i32)) -> Option<usize> {
        let [left, top, right, bottom] = self.span;
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

    /// What is left to go, about: the way is not always the shortest, and is found much sooner.
    fn left(&self, (column, row): (i32, i32), direction: usize) -> u32 {
        let [left, top, right, bottom] = self.span;
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
        (across.unsigned_abs() + down.unsigned_abs()).saturating_sub(1) * EAGER + corners * CORNER
    }
}

impl Search {
    pub fn new(cells: usize) -> Self {
        Self { states: vec![State::default(); cells * 4], run: 0, buckets: Vec::new(), at: 0 }
    }

    /// Cells from the plate to the zone, and the cell behind the edge of the zone.
    pub fn find(&mut self, ground: &Ground, wanted: &Wanted) -> Option<(Vec<usize>, Option<usize>)> {
        self.run += 1;
        self.buckets.iter_mut().for_each(Vec::clear);
        let goal = Goal { span: ground.span(&wanted.zone), inward: wanted.inward };
        self.at = 0;
        self.begin(ground, wanted, &goal);
        while self.at < self.buckets.len() {
            let Some((state, cost)) = self.buckets.get_mut(self.at).and_then(Vec::pop) else {
                self.at += 1;
                continue;
            };
            let index = usize::try_from(state).ok()?;
            if self.states.get(index).is_none_or(|state| state.cost != cost) {
                continue;
            }
            let (cell, direction) = (index / 4, index % 4);
            if ground.taken(cell) == 0 && goal.enters(ground.place(cell)) == Some(direction) {
                let beyond = ground.next(cell, direction);
                if beyond.is_none_or(|beyond| ground.taken(beyond) == 0) {
                    return Some((self.back(ground, index), beyond));
                }
            }
            self.turn(ground, &goal, (cell, direction), cost);
            self.ahead(ground, &goal, wanted, (cell, direction), cost);
        }
        None
    }

    /// Every cell beside the plate, leading away from it.
    fn begin(&mut self, ground: &Ground, wanted: &Wanted, goal: &Goal) {
        let [left, top, right, bottom] = ground.span(&wanted.plate);
        let columns = (left + 1..right - 1).flat_map(|column| [(column, top - 1, 0), (column, bottom, 2)]);
        let rows = (top + 1..bottom - 1).flat_map(|row| [(left - 1, row, 3), (right, row, 1)]);
        for (column, row, direction) in columns.chain(rows) {
            let Some(cell) = ground.cell(column, row) else { continue };
            if ground.passable(cell, &wanted.through) && ground.taken(cell) == 0 {
                let off = if direction % 2 == 0 {
                    (2 * column - left - right + 1).unsigned_abs() / 2
                } else {
                    (2 * row - top - bottom + 1).unsigned_abs() / 2
                };
                self.reach(ground, goal, (cell, direction), off * OFF_MIDDLE, BEGIN);
            }
        }
    }

    fn turn(&mut self, ground: &Ground, goal: &Goal, (cell, direction): (usize, usize), cost: u32) {
        if ground.taken(cell) == 0 {
            for turned in [(direction + 1) % 4, (direction + 3) % 4] {
                let from = u8::try_from(direction).unwrap_or(BEGIN);
                self.reach(ground, goal, (cell, turned), cost + CORNER, from);
            }
        }
    }

    fn ahead(&mut self, ground: &Ground, goal: &Goal, wanted: &Wanted, (cell, direction): (usize, usize), cost: u32) {
        let own = if direction % 2 == 0 { DOWN } else { ACROSS };
        let Some(next) = ground.next(cell, direction) else { return };
        let taken = ground.taken(next);
        if taken & own != 0 || !ground.passable(next, &wanted.through) {
            return;
        }
        let mut more = STEP;
        more += if taken == BOTH & !own { CROSSING } else { 0 };
        more += if ground.is_near(next) { NEAR } else { 0 };
        for side in [(direction + 1) % 4, (direction + 3) % 4] {
            let beside = ground.next(next, side).map_or(0, |beside| ground.taken(beside));
            more += if beside & own != 0 { BESIDE } else { 0 };
        }
        let straight = u8::try_from(direction).unwrap_or(BEGIN);
        self.reach(ground, goal, (next, direction), cost + more, straight);
    }

    fn reach(&mut self, ground: &Ground, goal: &Goal, (cell, direction): (usize, usize), cost: u32, from: u8) {
        let index = cell * 4 + direction;
        let Some(state) = self.states.get_mut(index) else { return };
        if state.run == self.run && state.cost <= cost {
            return;
        }
        *state = State { run: self.run, cost, from };
        let estimate = cost + goal.left(ground.place(cell), direction);
        // What turns out cheaper than it seemed is looked at next: the queue only goes on.
        let bucket = usize::try_from(estimate).unwrap_or(COST_MAX).max(self.at);
        if bucket >= COST_MAX {
            return;
        }
        if bucket >= self.buckets.len() {
            self.buckets.resize_with(bucket + 1, Vec::new);
        }
        if let (Some(list), Ok(state)) = (self.buckets.get_mut(bucket), u32::try_from(index)) {
            list.push((state, cost));
        }
    }

    /// The cells that led to a state, first things first.
    fn back(&self, ground: &Ground, end: usize) -> Vec<usize> {
        let mut path = vec![end / 4];
        let mut state = end;
        loop {
            let (cell, direction) = (state / 4, state % 4);
            let from = self.states.get(state).map_or(BEGIN, |state| state.from);
            if from == BEGIN {
                break;
            }
            if usize::from(from) != direction {
                state = cell * 4 + usize::from(from);
                continue;
            }
            let Some(before) = ground.next(cell, (direction + 2) % 4) else { break };
            path.push(before);
            state = before * 4 + direction;
        }
        path.reverse();
        path
    }
}
