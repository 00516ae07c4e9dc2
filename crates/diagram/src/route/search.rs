//! Looking for one way: the cheapest by length, corners, crossings and closeness (A*, with a queue of buckets by cost), from one place
//! where it may turn to the next.

use super::Wanted;
use super::goal::Goal;
use super::ground::{Cells, Ground, LEVEL, Place};
use super::net::{Net, Node};
use super::outlook::Outlook;

pub(super) const CORNER: u32 = 24;
/// A plate is left near the middle of its side.
const OFF_MIDDLE: u32 = 1;
/// A place is reached again only where that saves more than this: what is left is known about only, and less would be tried for ever.
const SAVED: u32 = 24;
/// Cost beyond which nothing is looked for. A stamp holds the run, the cost, and how a place was reached, in that order.
const COST_BITS: u32 = 18;
const COST_MAX: u32 = 1 << COST_BITS;
const HOW_BITS: u32 = 3;
const RUNS_MAX: u32 = 1 << (32 - COST_BITS - HOW_BITS);

/// From here on the numbers are those of starts.
const START: u32 = 1 << 31;
/// From here on the numbers are those of ends.
const END: u32 = 1 << 30;

/// How a place was reached: from a start, or else down or to the left, by a way that ran level before.
const FIRST: u32 = 1 << 2;
const LEVEL_BEFORE: u32 = 1 << 1;
const HALF_TURN: u32 = 1;

/// Room to search in, used again for every way.
pub(super) struct Search {
    run: u32,
    buckets: Vec<Vec<(u32, u32)>>,
    /// The bucket that is being emptied.
    at: usize,
    starts: Vec<Start>,
    ends: Vec<End>,
    outlook: Outlook,
}

/// A cell beside the plate, and the place in the net that is reached from it.
#[derive(Clone, Copy)]
struct Start {
    place: Place,
    /// The place with the axis in the lowest bit.
    state: u32,
    cost: u32,
}

/// A last stretch, straight to the edge of the zone.
#[derive(Clone, Copy)]
struct End {
    place: Place,
    /// Where a way turns to it, in the net.
    turn: u32,
    direction: usize,
    cost: u32,
    /// What led to it cheapest, and what all cost.
    from: u32,
    all: u32,
    next: u16,
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
    pub fn new(ground: &Ground) -> Self {
        let outlook = Outlook::new(ground);
        Self { run: 0, buckets: Vec::new(), at: 0, starts: Vec::new(), ends: Vec::new(), outlook }
    }

    /// The way from the plate to the zone.
    pub fn find(&mut self, ground: &Ground, net: &mut Net, wanted: &Wanted) -> Option<Path> {
        self.clear(net);
        let goal = Goal { cells: ground.span(&wanted.zone), inward: wanted.inward };
        if !goal.inward {
            self.outlook.look(&goal, &ground.span(&wanted.plate), &wanted.through);
        }
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
            let Some(node) = net.node(index / 2).copied() else { continue };
            let Some(stamp) = node.stamps.get(at(index % 2)).filter(|stamp| self.is_of(**stamp, cost)) else {
                continue;
            };
            self.go_on(net, wanted, &goal, (&node, stamp & (FIRST | LEVEL_BEFORE | HALF_TURN)), (index, cost));
        }
        None
    }

    /// After a way was taken.
    pub fn taken(&mut self, ground: &Ground, corners: &[Place]) {
        self.outlook.taken(ground, corners);
    }

    fn clear(&mut self, net: &mut Net) {
        for end in &self.ends {
            if let Some(node) = net.node_mut(end.turn) {
                node.aim = 0;
            }
        }
        self.run += 1;
        if self.run == RUNS_MAX {
            self.run = 1;
            net.forget();
        }
        self.buckets.iter_mut().for_each(Vec::clear);
        self.at = 0;
        self.starts.clear();
        self.ends.clear();
    }

    fn stamp(&self, cost: u32, how: u32) -> u32 {
        (self.run << COST_BITS | cost) << HOW_BITS | how
    }

    fn is_of(&self, stamp: u32, cost: u32) -> bool {
        stamp >> HOW_BITS == self.run << COST_BITS | cost
    }

    /// The last stretches: from each free cell beside the edge back to where a way may turn.
    fn aim(&mut self, ground: &Ground, net: &mut Net, goal: &Goal) {
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
            let turn = net.find(ground, turn);
            let (Some(node), Ok(end)) = (net.node_mut(turn), u16::try_from(self.ends.len() + 1)) else { continue };
            self.ends.push(End { place, turn, direction, cost, from: START, all: COST_MAX, next: node.aim });
            node.aim = end;
        }
    }

    /// Every cell beside the plate, leading away from it.
    fn start(&mut self, ground: &Ground, net: &mut Net, wanted: &Wanted, goal: &Goal) {
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
            let (stop, more, may_turn) = match ground.may_turn(place) {
                true => (place, 0, true),
                false => ground
                    .run(place, direction, &field)
                    .map_or((place, 0, false), |(place, stop)| (place, stop.cost, stop.may_turn)),
            };
            let cost = off * OFF_MIDDLE + more;
            let from = START + number(self.starts.len());
            let state = if may_turn { net.find(ground, stop) * 2 + number(direction % 2) } else { START };
            self.starts.push(Start { place, state, cost });
            if may_turn {
                self.reach(net, goal, state, cost, FIRST);
            } else if goal.enters(stop) == Some(direction)
                && ground.is_free(stop)
                && !ground.is_taken(step(stop, direction))
            {
                self.ends.push(End { place: stop, turn: START, direction, cost: 0, from, all: cost, next: 0 });
                self.push(END + number(self.ends.len()) - 1, cost, cost);
            }
        }
    }

    /// From a place to its neighbours, and to the edge of the zone.
    fn go_on(
        &mut self,
        net: &mut Net,
        wanted: &Wanted,
        goal: &Goal,
        (node, how): (&Node, u32),
        (index, cost): (u32, u32),
    ) {
        let axis = at(index % 2);
        let is_taken = node.is_taken();
        // The direction it came in, turned round: up, right, down, left are 0 to 3.
        let back = if how & FIRST == 0 { at(how & HALF_TURN ^ 1) * 2 + axis } else { usize::MAX };
        let turns = !is_taken && !self.is_reached(node, 1 - axis, cost + CORNER);
        let before = if axis == LEVEL { LEVEL_BEFORE } else { 0 };
        for direction in 0..4 {
            let straight = direction % 2 == axis;
            if direction == back || !straight && !turns {
                continue;
            }
            let Some((next, step)) = net.next(node, direction, &wanted.through) else { continue };
            if wanted.inward && !goal.holds(net.place(next)) {
                continue;
            }
            let cost = cost + step + if straight { 0 } else { CORNER };
            let how = before | if direction < 2 { 0 } else { HALF_TURN };
            self.reach(net, goal, next * 2 + number(direction % 2), cost, how);
        }
        if node.aim != 0 && !is_taken {
            self.arrive(node.aim, index, cost);
        }
    }

    /// From a place to the edge of the zone, by each of the ends that are reached from it.
    fn arrive(&mut self, mut aim: u16, index: u32, cost: u32) {
        while let Some(one) = usize::from(aim).checked_sub(1).and_then(|end| self.ends.get_mut(end)) {
            let all = cost + one.cost + if one.direction % 2 == at(index % 2) { 0 } else { CORNER };
            let (found, next) = (END + u32::from(aim) - 1, one.next);
            if all < one.all {
                (one.from, one.all) = (index, all);
                self.push(found, all, all);
            }
            aim = next;
        }
    }

    /// It was reached already, hardly dearer.
    #[inline]
    fn is_reached(&self, node: &Node, axis: usize, cost: u32) -> bool {
        let reached = self.stamp(0, 0)..self.stamp(cost + SAVED + 1, 0);
        node.stamps.get(axis).is_none_or(|own| reached.contains(own))
    }

    #[inline]
    fn reach(&mut self, net: &mut Net, goal: &Goal, state: u32, cost: u32, how: u32) {
        let (index, axis) = (state / 2, at(state % 2));
        let stamp = self.stamp(cost, how);
        let Some(node) = net
            .node_mut(index)
            .filter(|node| cost < COST_MAX - SAVED - CORNER - 1 && !self.is_reached(node, axis, cost))
        else {
            return;
        };
        if let Some(own) = node.stamps.get_mut(axis) {
            *own = stamp;
        }
        let cell = net.cell(index);
        let left = if goal.inward { goal.left(net.place(index), axis) } else { self.outlook.left(cell, axis) };
        self.push(state, cost, cost + left);
    }

    #[inline]
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
            let (place, own) = (index / 2, at(index % 2));
            let node = net.node(place)?;
            if own != axis {
                add(net.place(place));
                axis = own;
            }
            let how = *node.stamps.get(own)?;
            index = if how & FIRST != 0 {
                let here = (START..).zip(&self.starts).filter(|(_, start)| start.state == index);
                here.min_by_key(|(_, start)| start.cost)?.0
            } else {
                let back = at(how & HALF_TURN ^ 1) * 2 + own;
                node.beside(back) * 2 + u32::from(how & LEVEL_BEFORE != 0)
            };
        }
        add(self.starts.get(at(index - START))?.place);
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
