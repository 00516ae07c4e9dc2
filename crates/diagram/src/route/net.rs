//! The places where a way may turn, and what it costs from each to its neighbours.

use super::ground::{Cells, Ground, LEVEL, Place, UPRIGHT, on};

/// No neighbour, or no way to it.
const NONE: u32 = u32::MAX;
const BLOCKED: u16 = u16::MAX;
/// A zone is larger than this, in cells.
const ZONE_MIN: i32 = 3;

/// A place where a way may turn, with what the search that goes on knows of it: two of them are as long as what a processor reads at
/// once. Neighbours to the right and left are the next and the last before in the list.
#[derive(Clone, Copy)]
#[repr(align(32))]
pub(super) struct Node {
    column: u16,
    row: u16,
    up: u32,
    down: u32,
    /// Costs to the right and down.
    right_cost: u16,
    down_cost: u16,
    /// Number of the innermost open zone, from 1; 0 outside all. With `TAKEN` where a way runs.
    zone: u16,
    /// The first of the ends that are reached from here, from 1; 0 for none.
    pub aim: u16,
    /// Reached up or down, reached right or left: the run in which, with the cost.
    pub stamps: [u32; 2],
    /// How it was reached so.
    pub from: [u16; 2],
}

const TAKEN: u16 = 1 << 15;

impl Node {
    pub fn cell(&self) -> Place {
        (i32::from(self.column), i32::from(self.row))
    }

    /// A way runs there.
    pub fn is_taken(&self) -> bool {
        self.zone & TAKEN != 0
    }

    fn zone(&self) -> u16 {
        self.zone & !TAKEN
    }

    /// It was reached already, no dearer: in this run and not later than by this stamp.
    #[inline]
    pub fn is_reached(&self, axis: usize, first: u32, stamp: u32) -> bool {
        self.stamps.get(axis).is_none_or(|own| *own >= first && *own <= stamp)
    }

    pub fn reach(&mut self, axis: usize, stamp: u32, from: u16) {
        if let (Some(own), Some(own_from)) = (self.stamps.get_mut(axis), self.from.get_mut(axis)) {
            (*own, *own_from) = (stamp, from);
        }
    }
}

/// A neighbour, and what it costs to get there.
pub(super) struct Step<'a> {
    pub place: u32,
    pub node: &'a mut Node,
    pub cost: u32,
}

/// All of them, row by row, with the same column by column.
pub(super) struct Net {
    nodes: Vec<Node>,
    by_column: Vec<u32>,
}

fn at(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

fn short(number: i32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

impl Net {
    /// The places of a ground on which nothing runs yet.
    pub fn new(ground: &Ground) -> Self {
        let node = |(row, column): Place| Node {
            column: short(column),
            row: short(row),
            up: NONE,
            down: NONE,
            right_cost: BLOCKED,
            down_cost: BLOCKED,
            zone: 0,
            aim: 0,
            stamps: [0; 2],
            from: [0; 2],
        };
        let nodes: Vec<Node> = ground.lines(LEVEL).turns().map(node).collect();
        let rows = ground.lines(LEVEL);
        let by_column = ground.lines(UPRIGHT).turns().map(|(column, row)| rows.rank(row, column)).collect();
        let mut net = Self { nodes, by_column };
        net.link();
        for (number, cells) in (1..).zip(ground.open()) {
            net.each_within(ground, cells, |node| node.zone = number);
        }
        for index in 0..net.len() {
            net.weigh(ground, UPRIGHT, index);
            net.weigh(ground, LEVEL, index);
        }
        net
    }

    fn link(&mut self) {
        for pair in self.by_column.windows(2) {
            let [above, below] = pair else { continue };
            let column = |index: u32| self.nodes.get(at(index)).map(|node| node.column);
            if column(*above) == column(*below) {
                if let Some(node) = self.nodes.get_mut(at(*above)) {
                    node.down = *below;
                }
                if let Some(node) = self.nodes.get_mut(at(*below)) {
                    node.up = *above;
                }
            }
        }
    }

    fn each_within(&mut self, ground: &Ground, cells: &Cells, set: impl Fn(&mut Node)) {
        let rows = ground.lines(LEVEL);
        for row in cells.top.max(0)..cells.bottom.min(ground.rows) {
            let (first, last) = (rows.rank(row, cells.left), rows.rank(row, cells.right));
            self.nodes.get_mut(at(first)..at(last)).into_iter().flatten().for_each(&set);
        }
    }

    pub fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(0)
    }

    pub fn node(&self, index: u32) -> Option<&Node> {
        self.nodes.get(at(index))
    }

    pub fn node_mut(&mut self, index: u32) -> Option<&mut Node> {
        self.nodes.get_mut(at(index))
    }

    /// Forgets all that searches knew.
    pub fn forget(&mut self) {
        self.nodes.iter_mut().for_each(|node| (node.aim, node.stamps) = (0, [0; 2]));
    }

    /// The place in a cell where a way may turn.
    pub fn find(&self, ground: &Ground, (column, row): Place) -> u32 {
        ground.lines(LEVEL).rank(row, column)
    }

    /// The neighbour in a direction.
    #[inline]
    pub fn beside(node: &Node, index: u32, direction: usize) -> u32 {
        match direction {
            0 => node.up,
            1 => index.wrapping_add(1),
            2 => node.down,
            _ => index.wrapping_sub(1),
        }
    }

    /// The neighbour in a direction, where a way gets there.
    #[inline]
    pub fn next(&mut self, node: &Node, index: u32, direction: usize, through: &[u16]) -> Option<Step<'_>> {
        let place = Self::beside(node, index, direction);
        let next = self.nodes.get_mut(at(place))?;
        let cost = match direction {
            0 => next.down_cost,
            1 => node.right_cost,
            2 => node.down_cost,
            _ => next.right_cost,
        };
        let zone = next.zone();
        let passes = cost != BLOCKED && (zone == 0 || through.contains(&zone));
        passes.then_some(Step { place, node: next, cost: u32::from(cost) })
    }

    /// Reckons anew what it costs to the right of a place, or down from it.
    fn weigh(&mut self, ground: &Ground, axis: usize, index: u32) {
        let Some(node) = self.nodes.get(at(index)).copied() else { return };
        let next = if axis == UPRIGHT { node.down } else { index + 1 };
        let cost = self.nodes.get(at(next)).and_then(|next| {
            if axis == LEVEL && next.row != node.row {
                return None;
            }
            let place = |node: &Node| on(axis, node.cell());
            let ((line, from), (_, to)) = (place(&node), place(next));
            // A long stretch may lead through a whole zone, which then could not be shut.
            let through =
                to - from > ZONE_MIN && ground.leads_through(axis, line, (from, to), (node.zone(), next.zone()));
            ground.lines(axis).cost(line, from, to).filter(|_| !through)
        });
        let cost = cost.and_then(|cost| u16::try_from(cost).ok()).unwrap_or(BLOCKED);
        if let Some(node) = self.nodes.get_mut(at(index)) {
            if axis == UPRIGHT { node.down_cost = cost } else { node.right_cost = cost }
        }
    }

    /// After something was taken of a line.
    pub fn taken(&mut self, ground: &Ground, axis: usize, line: i32, from: i32, to: i32) {
        for own in line - 1..=line + 1 {
            let (first, last) = (ground.lines(axis).rank(own, from), ground.lines(axis).rank(own, to + 1));
            for order in first.saturating_sub(1)..last {
                let index = self.in_order(axis, order);
                self.weigh(ground, axis, index);
                if own == line
                    && order >= first
                    && let Some(node) = self.nodes.get_mut(at(index))
                {
                    node.zone |= TAKEN;
                }
            }
        }
        let across = 1 - axis;
        for crossed in from..=to {
            let lines = ground.lines(across);
            let (first, last) = (lines.rank(crossed, line), lines.rank(crossed, line + 1));
            for order in first.saturating_sub(1)..last {
                let index = self.in_order(across, order);
                self.weigh(ground, across, index);
            }
        }
    }

    fn in_order(&self, axis: usize, order: u32) -> u32 {
        if axis == LEVEL { order } else { self.by_column.get(at(order)).copied().unwrap_or(NONE) }
    }
}
