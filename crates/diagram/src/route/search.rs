//! Looking for one way: the cheapest by length, corners, crossings and closeness (A*, with a queue of buckets by cost), from one place
//! where it may turn to the next.

use super::Wanted;
use super::goal::Goal;
use super::ground::{Cells, Ground, Place};
use super::net::Net;

pub(super) const CORNER: u32 = 24;
/// A plate is left near the middle of its side.
const OFF_MIDDLE: u32 = 1;
/// Cost beyond which nothing is looked for, and bits that hold it.
const COST_BITS: u32 = 18;
const COST_MAX: u32 = 1 << COST_BITS;
const RUNS_MAX: u32 = 1 << (32 - COST_BITS);

/// From here on the numbers are those of starts.
const START: u32 = 1 << 31;
/// From here on the numbers are those of ends.
const END: u32 = 1 << 30;

/// Room to search in, used again for every way.
pub(super) struct Search {
    /// For every place of the net: reached up or down, reached right or left.
    states: Vec<State>,
    /// For every place of the net: the run in which it is beside the zone, and the first of the ends that are reached from it.
    aims: Vec<(u32, u32)>,
    run: u32,
    buckets: Vec<Vec<(u32, u32)>>,
    /// The bucket that is being emptied.
    at: usize,
    starts: Vec<Place>,
    ends: Vec<End>,
}

/// A place reached along a line: the run in which, with the cost, and the state before.
#[derive(Clone, Copy, Default)]
struct State {
    stamp: u32,
    from: u32,
}

/// A last stretch, straight to the edge of the zone.
#[derive(Clone, Copy)]
struct End {
    place: Place,
    direction: usize,
    cost: u32,
    /// What led to it cheapest, and what all cost.
    from: u32,
    all: u32,
    next: Option<u32>,
}

/// A way that was found.
pub(super) struct Path {
    /// Where it begins, turns and ends.
    pub corners: Vec<Place>,
    /// The cell behind the edge of the zone.
    pub beyond: Place,
}

fn at(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Search {
    pub fn new(net: &Net) -> Self {
        let places = at(net.len());
        Self {
            states: vec![State::default(); places * 2],
            aims: vec![(0, 0); places],
            run: 0,
            buckets: Vec::new(),
            at: 0,
            starts: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// The way from the plate to the zone.
    pub fn find(&mut self, ground: &Ground, net: &Net, wanted: &Wanted) -> Option<Path> {
        self.clear();
        let goal = Goal { cells: ground.span(&wanted.zone), inward: wanted.inward };
        self.aim(ground, net, &goal);
        self.start(ground, net, wanted, &goal);
        while self.at < self.buckets.len() {
            let Some((index, cost)) = self.buckets.get_mut(self.at).and_then(Vec::pop) else {
                self.at += 1;
                continue;
            };
            if index >= END {
                return self.path(net, index - END);
            }
            if self.states.get(at(index)).is_some_and(|state| state.stamp == self.stamp(cost)) {
                self.go_on(net, wanted, &goal, (index, cost));
            }
        }
        None
    }

    fn clear(&mut self) {
        self.run += 1;
        if self.run == RUNS_MAX {
            self.run = 1;
            self.states.fill(State::default());
            self.aims.fill((0, 0));
        }
        self.buckets.iter_mut().for_each(Vec::clear);
        self.at = 0;
        self.starts.clear();
        self.ends.clear();
    }

    fn stamp(&self, cost: u32) -> u32 {
        self.run << COST_BITS | cost
    }

    /// The last stretches: from each free cell beside the edge back to where a way may turn.
    fn aim(&mut self, ground: &Ground, net: &Net, goal: &Goal) {
        for (place, direction) in goal.edge() {
            if !ground.is_free(place) || ground.is_taken(step(place, direction)) {
                continue;
            }
            let back = (direction + 2) % 4;
            let (turn, cost) = match ground.may_turn(place) {
                true => (place, 0),
                false => match ground.run(place, back, &ground.all()) {
                    Some((turn, stop)) if stop.may_turn => (turn, stop.cost),
                    _ => continue,
                },
            };
            let end = number(self.ends.len());
            let Some(aim) = self.aims.get_mut(at(net.find(ground, turn))) else { continue };
            let next = (aim.0 == self.run).then_some(aim.1);
            *aim = (self.run, end);
            self.ends.push(End { place, direction, cost, from: START, all: COST_MAX, next });
        }
    }

    /// Every cell beside the plate, leading away from it.
    fn start(&mut self, ground: &Ground, net: &Net, wanted: &Wanted, goal: &Goal) {
        let Cells { left, top, right, bottom } = ground.span(&wanted.plate);
        let columns = (left + 1..right - 1).flat_map(|column| [((column, top - 1), 0), ((column, bottom), 2)]);
        let rows = (top + 1..bottom - 1).flat_map(|row| [((left - 1, row), 3), ((right, row), 1)]);
        // A way that leads to the edge of a zone from inside stays inside.
        let field = if wanted.inward { goal.cells } else { ground.all() };
        for (place, direction) in columns.chain(rows) {
            if !ground.is_free(place) {
                continue;
            }
            let off = match direction % 2 {
                0 => (2 * place.0 - left - right + 1).unsigned_abs() / 2,
                _ => (2 * place.1 - top - bottom + 1).unsigned_abs() / 2,
            };
            let from = START + number(self.starts.len());
            self.starts.push(place);
            let (stop, more, may_turn) = match ground.may_turn(place) {
                true => (place, 0, true),
                false => ground
                    .run(place, direction, &field)
                    .map_or((place, 0, false), |(place, stop)| (place, stop.cost, stop.may_turn)),
            };
            let cost = off * OFF_MIDDLE + more;
            if may_turn {
                self.reach(goal, net.find(ground, stop), stop, direction % 2, cost, from);
            } else if goal.enters(stop) == Some(direction)
                && ground.is_free(stop)
                && !ground.is_taken(step(stop, direction))
            {
                self.ends.push(End { place: stop, direction, cost: 0, from, all: cost, next: None });
                self.push(END + number(self.ends.len()) - 1, cost, cost);
            }
        }
    }

    /// From a place to its neighbours, and to the edge of the zone.
    fn go_on(&mut self, net: &Net, wanted: &Wanted, goal: &Goal, (index, cost): (u32, u32)) {
        let (place, axis) = (index / 2, at(index % 2));
        let is_taken = net.is_taken(place);
        let before = self.states.get(at(index)).map_or(START, |state| state.from / 2);
        let turns = !is_taken && !self.is_reached(index ^ 1, cost + CORNER);
        for direction in 0..4 {
            let straight = direction % 2 == axis;
            if !straight && !turns {
                continue;
            }
            let Some(step) = net.next(place, direction, &wanted.through) else { continue };
            if step.place == before || wanted.inward && !goal.holds(step.cell) {
                continue;
            }
            let cost = cost + step.cost + if straight { 0 } else { CORNER };
            self.reach(goal, step.place, step.cell, direction % 2, cost, index);
        }
        let aim = self.aims.get(at(place)).filter(|(run, _)| *run == self.run && !is_taken);
        let mut end = aim.map(|(_, end)| *end);
        while let Some(one) = end.and_then(|end| self.ends.get_mut(at(end))) {
            let all = cost + one.cost + if one.direction % 2 == axis { 0 } else { CORNER };
            let (found, next) = (end.unwrap_or(0), one.next);
            if all < one.all {
                (one.from, one.all) = (index, all);
                self.push(END + found, all, all);
            }
            end = next;
        }
    }

    /// It was reached already, no dearer.
    fn is_reached(&self, index: u32, cost: u32) -> bool {
        let (none, stamp) = (self.stamp(0), self.stamp(cost));
        self.states.get(at(index)).is_none_or(|state| state.stamp >= none && state.stamp <= stamp)
    }

    fn reach(&mut self, goal: &Goal, place: u32, cell: Place, axis: usize, cost: u32, from: u32) {
        let index = place * 2 + number(axis);
        if cost >= COST_MAX || self.is_reached(index, cost) {
            return;
        }
        let stamp = self.stamp(cost);
        if let Some(state) = self.states.get_mut(at(index)) {
            *state = State { stamp, from };
        }
        self.push(index, cost, cost + goal.left(cell, axis));
    }

    fn push(&mut self, index: u32, cost: u32, estimate: u32) {
        let bucket = at(estimate).max(self.at);
        if bucket >= self.buckets.len() {
            self.buckets.resize_with(bucket + 1, Vec::new);
        }
        if let Some(list) = self.buckets.get_mut(bucket) {
            list.push((index, cost));
        }
    }

    fn path(&self, net: &Net, end: u32) -> Option<Path> {
        let end = self.ends.get(at(end))?;
        let mut corners = vec![end.place];
        let mut add = |place: Place| {
            if corners.last() != Some(&place) {
                corners.push(place);
            }
        };
        let (mut axis, mut index) = (end.direction % 2, end.from);
        while index < END {
            if at(index % 2) != axis {
                add(net.place(index / 2));
                axis = at(index % 2);
            }
            index = self.states.get(at(index))?.from;
        }
        add(*self.starts.get(at(index - START))?);
        corners.reverse();
        Some(Path { corners, beyond: step(end.place, end.direction) })
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
