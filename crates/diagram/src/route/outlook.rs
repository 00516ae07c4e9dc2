//! What is left to go to a goal, about: on knots some cells apart, with the boxes and the other ways in between.
//!
//! A search that knows only how far away its goal is looks at everything around what it has to cross. So first, once for each way
//! and from the goal outwards, every stretch between two knots costs what the lines along it cost: a third of their mean, the rest
//! their least, because a way changes to a better line where that is worth its corners.

use super::goal::Goal;
use super::ground::{Cells, Ground, LEVEL, Place, UPRIGHT, on};
use super::line::STEP;
use super::search::CORNER;

/// Cells between two knots: a word of a line holds four whole stretches.
const APART: i32 = 16;
/// The same, for what has no sign.
const SIDE: u16 = 16;
/// No way along a stretch.
const BLOCKED: u16 = u16::MAX;
/// Not reached from the goal.
const FAR: u16 = u16::MAX;
/// So much more is left where no way leads, than beside it.
const INSIDE: u16 = 64;
/// Costs that are looked at together.
const BUCKET: u32 = 8;
/// So much further than the start is looked from the goal, for ways that first lead away from it.
const BEYOND: u32 = 300;

/// Stretches between knots, and how far each knot is from the goal of the way that is looked for.
pub(super) struct Outlook {
    columns: usize,
    rows: usize,
    /// What the stretch down, and to the right, from each knot costs.
    costs: [Vec<u16>; 2],
    /// The innermost open zone of each knot.
    zones: Vec<u16>,
    /// What is left from each knot for a way that runs there up or down, and right or left.
    left: [Vec<u16>; 2],
    /// Knots with the axis in the lowest bit, by what is left.
    buckets: Vec<Vec<u32>>,
    /// What is left at least where nothing is known.
    edge: u32,
}

fn at(cell: i32) -> usize {
    usize::try_from(cell / APART).unwrap_or(0)
}

fn cell(knot: usize) -> i32 {
    i32::try_from(knot).unwrap_or(0).saturating_mul(APART)
}

fn short(cost: u32) -> u16 {
    u16::try_from(cost).unwrap_or(FAR)
}

impl Outlook {
    pub fn new(ground: &Ground) -> Self {
        let (columns, rows) = (at(ground.columns) + 2, at(ground.rows) + 2);
        let all = columns * rows;
        let mut outlook = Self {
            columns,
            rows,
            costs: [vec![BLOCKED; all], vec![BLOCKED; all]],
            zones: Vec::new(),
            left: [vec![FAR; all], vec![FAR; all]],
            buckets: Vec::new(),
            edge: 0,
        };
        let holds = |cells: &Cells, (column, row): Place| {
            (cells.left..cells.right).contains(&column) && (cells.top..cells.bottom).contains(&row)
        };
        let knots = (0..rows).flat_map(|row| (0..columns).map(move |column| (cell(column), cell(row))));
        let zone = |knot: Place| (1..).zip(ground.open()).filter(|(_, cells)| holds(cells, knot)).last();
        outlook.zones = knots.map(|knot| zone(knot).map_or(0, |(number, _)| number)).collect();
        outlook.weigh(ground, (0, 0), (columns - 1, rows - 1));
        outlook
    }

    /// Reckons anew what stretches cost, from one knot to another.
    fn weigh(&mut self, ground: &Ground, (left, top): (usize, usize), (right, bottom): (usize, usize)) {
        for row in top..=bottom.min(self.rows - 1) {
            for column in left..=right.min(self.columns - 1) {
                for axis in [UPRIGHT, LEVEL] {
                    let cost = stretch(ground, axis, (cell(column), cell(row)));
                    if let Some(slot) = self.costs.get_mut(axis).and_then(|c| c.get_mut(row * self.columns + column)) {
                        *slot = cost;
                    }
                }
            }
        }
    }

    /// After a way was taken.
    pub fn taken(&mut self, ground: &Ground, corners: &[Place]) {
        for pair in corners.windows(2) {
            let [a, b] = pair else { continue };
            let (left, right, top, bottom) = (a.0.min(b.0), a.0.max(b.0), a.1.min(b.1), a.1.max(b.1));
            self.weigh(ground, (at(left), at(top)), (at(right) + 1, at(bottom) + 1));
        }
    }

    /// Looks from a goal as far as a plate, and somewhat further.
    pub fn look(&mut self, goal: &Goal, plate: &Cells, through: &[u16]) {
        self.left.iter_mut().for_each(|left| left.fill(FAR));
        self.buckets.iter_mut().for_each(Vec::clear);
        self.begin(goal);
        let (columns, rows) = (at(plate.left)..=at(plate.right) + 1, at(plate.top)..=at(plate.bottom) + 1);
        let mut until = u32::MAX;
        let mut bucket = 0;
        self.edge = 0;
        while bucket < self.buckets.len() && self.edge < until {
            self.edge = u32::try_from(bucket).unwrap_or(0) * BUCKET;
            while let Some(state) = self.buckets.get_mut(bucket).and_then(Vec::pop) {
                let (knot, axis) = (usize::try_from(state / 2).unwrap_or(0), usize::try_from(state % 2).unwrap_or(0));
                let Some(cost) = self.left.get(axis).and_then(|left| left.get(knot)).map(|cost| u32::from(*cost))
                else {
                    continue;
                };
                if cost < self.edge {
                    continue; // gone on from before
                }
                if until == u32::MAX
                    && columns.contains(&(knot % self.columns))
                    && rows.contains(&(knot / self.columns))
                {
                    until = cost + BEYOND;
                }
                self.go_on(knot, axis, cost, through);
            }
            bucket += 1;
        }
        self.fill();
    }

    /// The knots in and beside the goal.
    fn begin(&mut self, goal: &Goal) {
        let Cells { left, top, right, bottom } = goal.cells;
        for row in at(top)..=at(bottom) + 1 {
            for column in at(left)..=at(right) + 1 {
                let cost = goal.away((cell(column), cell(row))) * STEP;
                for axis in [UPRIGHT, LEVEL] {
                    self.reach(row * self.columns + column, axis, cost);
                }
            }
        }
    }

    /// From a knot to where a way to it may come from.
    fn go_on(&mut self, knot: usize, axis: usize, cost: u32, through: &[u16]) {
        self.reach(knot, 1 - axis, cost + CORNER);
        let step = if axis == UPRIGHT { self.columns } else { 1 };
        let before = knot.wrapping_sub(step);
        for (next, stretch) in [(before, before), (knot + step, knot)] {
            let stretch = self.costs.get(axis).and_then(|costs| costs.get(stretch)).copied().unwrap_or(BLOCKED);
            let passes = |zone: &u16| *zone == 0 || through.contains(zone);
            if stretch != BLOCKED && self.zones.get(next).is_some_and(passes) {
                self.reach(next, axis, cost + u32::from(stretch));
            }
        }
    }

    fn reach(&mut self, knot: usize, axis: usize, cost: u32) {
        let Some(left) = self.left.get_mut(axis).and_then(|left| left.get_mut(knot)) else { return };
        if u32::from(*left) <= cost {
            return;
        }
        *left = short(cost);
        let bucket = usize::try_from(cost / BUCKET).unwrap_or(0);
        if bucket >= self.buckets.len() {
            self.buckets.resize_with(bucket + 1, Vec::new);
        }
        if let Some(list) = self.buckets.get_mut(bucket) {
            list.push(u32::try_from(knot * 2 + axis).unwrap_or(0));
        }
    }

    /// Gives knots that were not reached, inside boxes and far away, a little more than what is beside them.
    fn fill(&mut self) {
        let (columns, edge) = (self.columns, short(self.edge));
        for left in &mut self.left {
            for knot in 0..left.len() {
                if left.get(knot) != Some(&FAR) {
                    continue;
                }
                let around = [knot.wrapping_sub(columns), knot.wrapping_sub(1), knot + 1, knot + columns];
                let least =
                    around.iter().filter_map(|knot| left.get(*knot)).min().map_or(edge, |least| edge.min(*least));
                if let Some(own) = left.get_mut(knot) {
                    *own = least.saturating_add(INSIDE);
                }
            }
        }
    }

    /// What is left from a place, between what is left from the knots around it.
    #[inline]
    pub fn left(&self, (column, row): (u16, u16), axis: usize) -> u32 {
        let knot = usize::from(row / SIDE) * self.columns + usize::from(column / SIDE);
        let (right, down) = (u32::from(column % SIDE), u32::from(row % SIDE));
        let (left, up) = (u32::from(SIDE) - right, u32::from(SIDE) - down);
        let Some(values) = self.left.get(axis) else { return 0 };
        let below = knot + self.columns;
        let (Some([a, b]), Some([c, d])) = (values.get(knot..knot + 2), values.get(below..below + 2)) else {
            return self.edge;
        };
        let between = |a: &u16, b: &u16| u32::from(*a) * left + u32::from(*b) * right;
        (between(a, b) * up + between(c, d) * down) / u32::from(SIDE * SIDE)
    }
}

/// What it costs from a knot to the next down or to the right.
fn stretch(ground: &Ground, axis: usize, knot: Place) -> u16 {
    let (line, from) = on(axis, knot);
    let lines = line - APART / 2..line + APART / 2;
    let costs = lines.filter_map(|line| ground.lines(axis).stretch(line, from, APART));
    let (least, sum, count) =
        costs.fold((u32::MAX, 0_u32, 0), |(least, sum, count), cost| (least.min(cost), sum + cost, count + 1));
    sum.checked_div(count).map_or(BLOCKED, |mean| short((2 * least + mean) / 3))
}
