//! The places where a way may turn, and what it costs from each to its neighbours.

use super::ground::{Cells, Ground, LEVEL, Place, UPRIGHT, on};

/// No neighbour.
const NONE: u32 = u32::MAX;
/// No way to the neighbour.
const BLOCKED: u16 = u16::MAX;
/// A zone is larger than this, in cells.
const ZONE_MIN: i32 = 3;
/// With the number of a zone: a way runs there.
const TAKEN: u16 = 1 << 15;

/// A place where a way may turn, with what the search that goes on knows of it: two of them are as long as what a processor reads at
/// once. They lie in the order of the words of level lines, so that those near each other on the ground are near in memory.
#[derive(Clone, Copy)]
#[repr(align(32))]
pub(super) struct Node {
    /// Neighbours up, to the right, down and to the left.
    beside: [u32; 4],
    /// Costs down and to the right.
    costs: [u16; 2],
    /// Number of the innermost open zone, from 1; 0 outside all.
    zone: u16,
    /// The first of the ends that are reached from here, from 1; 0 for none.
    pub aim: u16,
    /// Reached up or down, reached right or left: the run in which, with the cost and from where.
    pub stamps: [u32; 2],
}

impl Node {
    /// A way runs there.
    pub fn is_taken(&self) -> bool {
        self.zone & TAKEN != 0
    }

    fn zone(&self) -> u16 {
        self.zone & !TAKEN
    }

    /// The neighbour in a direction.
    pub fn beside(&self, direction: usize) -> u32 {
        self.beside.get(direction).copied().unwrap_or(NONE)
    }

    fn cost(&self, axis: usize) -> u16 {
        self.costs.get(axis).copied().unwrap_or(BLOCKED)
    }
}

/// All of them.
pub(super) struct Net {
    nodes: Vec<Node>,
    /// Column and row of each.
    cells: Vec<(u16, u16)>,
    /// Their numbers in the order of upright lines.
    upright: Vec<u32>,
}

fn at(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

fn short(number: i32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

impl Net {
    /// The places of a ground.
    pub fn new(ground: &Ground) -> Self {
        let node = |(row, column): Place| Node {
            beside: [NONE; 4],
            costs: [BLOCKED; 2],
            zone: if ground.is_taken((column, row)) { TAKEN } else { 0 },
            aim: 0,
            stamps: [0; 2],
        };
        let rows = ground.lines(LEVEL);
        let nodes: Vec<Node> = rows.turns().map(node).collect();
        let cells = rows.turns().map(|(row, column)| (short(column), short(row))).collect();
        let upright = ground.lines(UPRIGHT).turns().map(|(column, row)| rows.rank(row, column)).collect();
        let mut net = Self { nodes, cells, upright };
        for axis in [UPRIGHT, LEVEL] {
            net.link(ground, axis);
        }
        for (number, cells) in (1..).zip(ground.open()) {
            net.enter(ground, cells, number);
        }
        for index in 0..net.len() {
            net.weigh(ground, UPRIGHT, index);
            net.weigh(ground, LEVEL, index);
        }
        net
    }

    /// Links each place with the last before it on the same line.
    fn link(&mut self, ground: &Ground, axis: usize) {
        let mut last = vec![NONE; usize::try_from(ground.columns.max(ground.rows)).unwrap_or(0)];
        let (ahead, back) = if axis == UPRIGHT { (2, 0) } else { (1, 3) };
        for order in 0..self.len() {
            let index = self.in_order(axis, order);
            let (column, row) = self.cells.get(at(index)).copied().unwrap_or_default();
            let Some(last) = last.get_mut(usize::from(if axis == UPRIGHT { column } else { row })) else { continue };
            if let Some(slot) = self.node_mut(*last).and_then(|node| node.beside.get_mut(ahead)) {
                *slot = index;
            }
            if let Some(slot) = self.node_mut(index).and_then(|node| node.beside.get_mut(back)) {
                *slot = *last;
            }
            *last = index;
        }
    }

    /// Tells the places in an open zone that they are.
    fn enter(&mut self, ground: &Ground, cells: &Cells, number: u16) {
        for row in cells.top.max(0)..cells.bottom.min(ground.rows) {
            for index in ground.lines(LEVEL).ranks(row, cells.left, cells.right - 1) {
                if let Some(node) = self.node_mut(index) {
                    node.zone = number | node.zone & TAKEN;
                }
            }
        }
    }

    pub fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(0)
    }

    #[inline]
    pub fn node(&self, index: u32) -> Option<&Node> {
        self.nodes.get(at(index))
    }

    #[inline]
    pub fn node_mut(&mut self, index: u32) -> Option<&mut Node> {
        self.nodes.get_mut(at(index))
    }

    /// Column and row.
    #[inline]
    pub fn cell(&self, index: u32) -> (u16, u16) {
        self.cells.get(at(index)).copied().unwrap_or_default()
    }

    pub fn place(&self, index: u32) -> Place {
        let (column, row) = self.cell(index);
        (i32::from(column), i32::from(row))
    }

    /// Forgets all that searches knew.
    pub fn forget(&mut self) {
        self.nodes.iter_mut().for_each(|node| (node.aim, node.stamps) = (0, [0; 2]));
    }

    /// The place in a cell where a way may turn.
    pub fn find(&self, ground: &Ground, (column, row): Place) -> u32 {
        ground.lines(LEVEL).rank(row, column)
    }

    /// The neighbour in a direction, where a way gets there, and what that costs.
    #[inline]
    pub fn next(&self, node: &Node, direction: usize, through: &[u16]) -> Option<(u32, u32)> {
        let index = node.beside(direction);
        let next = self.node(index)?;
        let weighed = if matches!(direction, 1 | 2) { node } else { next };
        let cost = weighed.cost(direction % 2);
        let zone = next.zone();
        let passes = cost != BLOCKED && (zone == 0 || through.contains(&zone));
        passes.then_some((index, u32::from(cost)))
    }

    /// Reckons anew what it costs down from a place, or to the right.
    fn weigh(&mut self, ground: &Ground, axis: usize, index: u32) {
        let Some(node) = self.node(index) else { return };
        let next = node.beside(if axis == UPRIGHT { 2 } else { 1 });
        let cost = self.node(next).and_then(|next_node| {
            let ((line, from), (_, to)) = (on(axis, self.place(index)), on(axis, self.place(next)));
            // A long stretch may lead through a whole zone, which then could not be shut.
            let ends = (node.zone(), next_node.zone());
            let through = to - from > ZONE_MIN && ground.leads_through(axis, line, (from, to), ends);
            ground.lines(axis).cost(line, from, to).filter(|_| !through)
        });
        let cost = cost.and_then(|cost| u16::try_from(cost).ok()).unwrap_or(BLOCKED);
        if let Some(slot) = self.node_mut(index).and_then(|node| node.costs.get_mut(axis)) {
            *slot = cost;
        }
    }

    /// After something was taken of a line.
    pub fn taken(&mut self, ground: &Ground, axis: usize, line: i32, from: i32, to: i32) {
        for own in line - 1..=line + 1 {
            self.weigh_line(ground, axis, own, from, to);
        }
        for crossed in from..=to {
            self.weigh_cell(ground, 1 - axis, crossed, line);
        }
        for order in ground.lines(axis).ranks(line, from, to) {
            let index = self.in_order(axis, order);
            if let Some(node) = self.node_mut(index) {
                node.zone |= TAKEN;
            }
        }
    }

    /// Reckons anew what it costs along a line from one cell to another, and to the first of them.
    fn weigh_line(&mut self, ground: &Ground, axis: usize, line: i32, from: i32, to: i32) {
        let lines = ground.lines(axis);
        for order in lines.rank_before(line, from).into_iter().chain(lines.ranks(line, from, to)) {
            let index = self.in_order(axis, order);
            self.weigh(ground, axis, index);
        }
    }

    /// Reckons anew what it costs along a line past a cell, or to it and on from it.
    fn weigh_cell(&mut self, ground: &Ground, axis: usize, line: i32, cell: i32) {
        let Some(order) = ground.lines(axis).rank_before(line, cell + 1) else { return };
        let index = self.in_order(axis, order);
        self.weigh(ground, axis, index);
        if on(axis, self.place(index)).1 == cell {
            let before = self.node(index).map_or(NONE, |node| node.beside(if axis == UPRIGHT { 0 } else { 3 }));
            self.weigh(ground, axis, before);
        }
    }

    fn in_order(&self, axis: usize, order: u32) -> u32 {
        if axis == LEVEL { order } else { self.upright.get(at(order)).copied().unwrap_or(NONE) }
    }
}
