//! Binary decision diagrams: reduced and ordered, so that equal sets are the same node (R. E. Bryant, 1986).
//!
//! Memory is bounded: when the nodes run out, the diagram says so and its results are not to be believed.

use std::hash::BuildHasher;

use hashbrown::HashTable;

/// A set: a node of the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Node(u32);

impl Node {
    /// The empty set.
    pub(crate) const NONE: Self = Self(0);
    /// Everything.
    pub(crate) const ALL: Self = Self(1);
}

/// Most nodes: twelve bytes each, and as much again for finding them.
const NODES_MAX: usize = 24_000_000;
/// Places in the cache of results, at first and at most.
const CACHE_SLOTS: (usize, usize) = (1 << 14, 1 << 21);
/// Nodes room is made for at first.
const NODES_FIRST: usize = 1 << 13;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Branch {
    variable: u16,
    low: Node,
    high: Node,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    And = 1,
    Or = 2,
    Without = 3,
}

/// The diagram all sets of one space share.
#[derive(Debug)]
pub(crate) struct Bdd {
    branches: Vec<Branch>,
    unique: HashTable<u32>,
    /// Results; as many places as a power of two.
    cache: Vec<(u8, Node, Node, Node)>,
    hasher: foldhash::fast::FixedState,
    exhausted: bool,
}

/// The variable of the two ends: below every other.
const END: u16 = u16::MAX;

impl Bdd {
    pub(crate) fn new() -> Self {
        let end = Branch { variable: END, low: Node::NONE, high: Node::NONE };
        let mut branches = Vec::with_capacity(NODES_FIRST);
        branches.extend([end, Branch { high: Node::ALL, ..end }]);
        Self {
            branches,
            unique: HashTable::with_capacity(NODES_FIRST),
            cache: vec![(0, Node::NONE, Node::NONE, Node::NONE); CACHE_SLOTS.0],
            hasher: foldhash::fast::FixedState::default(),
            exhausted: false,
        }
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.branches.len()
    }

    /// Forgets every set and keeps the room: no node from before means anything.
    pub(crate) fn clear(&mut self) {
        self.branches.truncate(2);
        self.unique.clear();
        self.cache.fill((0, Node::NONE, Node::NONE, Node::NONE));
        self.exhausted = false;
    }

    /// True when nodes ran out: no result since is to be believed.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    fn branch(&self, node: Node) -> Branch {
        let at = usize::try_from(node.0).unwrap_or(0);
        self.branches.get(at).copied().unwrap_or(Branch { variable: END, low: Node::NONE, high: Node::NONE })
    }

    /// The variable a set looks at first; none for nothing and everything.
    pub(crate) fn variable(&self, node: Node) -> Option<u16> {
        Some(self.branch(node).variable).filter(|variable| *variable != END)
    }

    /// The set with the first variable low, and with it high.
    pub(crate) fn halves(&self, node: Node) -> (Node, Node) {
        let branch = self.branch(node);
        (branch.low, branch.high)
    }

    /// The set that is `low` where the variable is 0 and `high` where it is 1.
    pub(crate) fn make(&mut self, variable: u16, low: Node, high: Node) -> Node {
        if low == high {
            return low;
        }
        let wanted = Branch { variable, low, high };
        let hash = self.hasher.hash_one((variable, low.0, high.0));
        let branches = &self.branches;
        let is_it = |at: &u32| usize::try_from(*at).ok().and_then(|at| branches.get(at)) == Some(&wanted);
        if let Some(at) = self.unique.find(hash, is_it) {
            return Node(*at);
        }
        let Some(at) = u32::try_from(self.branches.len()).ok().filter(|_| self.branches.len() < NODES_MAX) else {
            self.exhausted = true;
            return Node::NONE;
        };
        self.branches.push(wanted);
        self.grow_cache();
        let (branches, hasher) = (&self.branches, &self.hasher);
        let rehash = |at: &u32| {
            let known = usize::try_from(*at).ok().and_then(|at| branches.get(at));
            known.map_or(0, |b| hasher.hash_one((b.variable, b.low.0, b.high.0)))
        };
        self.unique.insert_unique(hash, at, rehash);
        Node(at)
    }

    pub(crate) fn and(&mut self, a: Node, b: Node) -> Node {
        self.apply(Operation::And, a, b)
    }

    pub(crate) fn or(&mut self, a: Node, b: Node) -> Node {
        self.apply(Operation::Or, a, b)
    }

    /// What is in `a` and not in `b`.
    pub(crate) fn without(&mut self, a: Node, b: Node) -> Node {
        self.apply(Operation::Without, a, b)
    }

    pub(crate) fn not(&mut self, a: Node) -> Node {
        self.without(Node::ALL, a)
    }

    fn apply(&mut self, operation: Operation, a: Node, b: Node) -> Node {
        if let Some(known) = at_once(operation, a, b) {
            return known;
        }
        let (a, b) = if operation != Operation::Without && b < a { (b, a) } else { (a, b) };
        let hash = mixed(operation, a, b);
        if let Some((code, x, y, result)) = self.cache.get(self.slot(hash))
            && (*code, *x, *y) == (operation as u8, a, b)
        {
            return *result;
        }
        if self.exhausted {
            return Node::NONE;
        }
        let (left, right) = (self.branch(a), self.branch(b));
        let variable = left.variable.min(right.variable);
        let (a_low, a_high) = if left.variable == variable { (left.low, left.high) } else { (a, a) };
        let (b_low, b_high) = if right.variable == variable { (right.low, right.high) } else { (b, b) };
        let low = self.apply(operation, a_low, b_low);
        let high = self.apply(operation, a_high, b_high);
        let result = self.make(variable, low, high);
        let slot = self.slot(hash);
        if let Some(place) = self.cache.get_mut(slot).filter(|_| !self.exhausted) {
            *place = (operation as u8, a, b, result);
        }
        result
    }

    fn slot(&self, hash: usize) -> usize {
        hash & self.cache.len().saturating_sub(1)
    }

    /// A cache much smaller than the diagram forgets what it should know.
    fn grow_cache(&mut self) {
        let wanted = self.cache.len().saturating_mul(4);
        if self.branches.len() > self.cache.len() && wanted <= CACHE_SLOTS.1 {
            self.cache = vec![(0, Node::NONE, Node::NONE, Node::NONE); wanted];
        }
    }

    /// The set after the variables from `first` on are fixed to the bits of a number, highest bit first.
    pub(crate) fn fix(&mut self, node: Node, first: u16, bits: u32, number: u128) -> Node {
        let mut known = hashbrown::HashMap::with_hasher(self.hasher.clone());
        self.fix_below(node, (first, bits, number), &mut known)
    }

    fn fix_below(
        &mut self,
        node: Node,
        (first, bits, number): (u16, u32, u128),
        known: &mut hashbrown::HashMap<Node, Node, foldhash::fast::FixedState>,
    ) -> Node {
        let Branch { variable, low, high } = self.branch(node);
        let place = u32::from(variable).checked_sub(u32::from(first));
        if variable == END || place.is_some_and(|place| place >= bits) {
            return node;
        }
        if let Some(result) = known.get(&node) {
            return *result;
        }
        let bit = place.map(|place| number.checked_shr(bits.saturating_sub(place).saturating_sub(1)).unwrap_or(0) & 1);
        let result = match bit {
            Some(0) => self.fix_below(low, (first, bits, number), known),
            Some(_) => self.fix_below(high, (first, bits, number), known),
            None => {
                let low = self.fix_below(low, (first, bits, number), known);
                let high = self.fix_below(high, (first, bits, number), known);
                self.make(variable, low, high)
            }
        };
        known.insert(node, result);
        result
    }

    /// The set without regard to a run of variables: what is in it for some value of them.
    pub(crate) fn forget(&mut self, node: Node, first: u16, last: u16) -> Node {
        let mut known = hashbrown::HashMap::with_hasher(self.hasher.clone());
        self.forget_below(node, first, last, &mut known)
    }

    fn forget_below(
        &mut self,
        node: Node,
        first: u16,
        last: u16,
        known: &mut hashbrown::HashMap<Node, Node, foldhash::fast::FixedState>,
    ) -> Node {
        let Branch { variable, low, high } = self.branch(node);
        if variable > last {
            return node;
        }
        if let Some(result) = known.get(&node) {
            return *result;
        }
        let low = self.forget_below(low, first, last, known);
        let high = self.forget_below(high, first, last, known);
        let result = if variable < first { self.make(variable, low, high) } else { self.or(low, high) };
        known.insert(node, result);
        result
    }

    /// The set of another diagram in this one, its variables moved up or down; those that would fall out must not be in it.
    pub(crate) fn take(&mut self, other: &Self, node: Node, (from, to): (u16, u16)) -> Node {
        let mut known = hashbrown::HashMap::with_hasher(self.hasher.clone());
        self.take_below(other, node, (from, to), &mut known)
    }

    fn take_below(
        &mut self,
        other: &Self,
        node: Node,
        (from, to): (u16, u16),
        known: &mut hashbrown::HashMap<Node, Node, foldhash::fast::FixedState>,
    ) -> Node {
        if node == Node::NONE || node == Node::ALL {
            return node;
        }
        if let Some(result) = known.get(&node) {
            return *result;
        }
        let Branch { variable, low, high } = other.branch(node);
        let low = self.take_below(other, low, (from, to), known);
        let high = self.take_below(other, high, (from, to), known);
        let result = self.make(variable.saturating_sub(from).saturating_add(to), low, high);
        known.insert(node, result);
        result
    }

    /// How many values of the variables from `first` up to, not including, `end` are in a set of them; saturating.
    pub(crate) fn count(&self, node: Node, first: u16, end: u16) -> u128 {
        let mut known = hashbrown::HashMap::with_hasher(self.hasher.clone());
        let below = self.count_below(node, end, &mut known);
        scaled(below, self.branch(node).variable.min(end).saturating_sub(first))
    }

    fn count_below(
        &self,
        node: Node,
        variables: u16,
        known: &mut hashbrown::HashMap<Node, u128, foldhash::fast::FixedState>,
    ) -> u128 {
        match node {
            Node::NONE => return 0,
            Node::ALL => return 1,
            _ => {}
        }
        if let Some(count) = known.get(&node) {
            return *count;
        }
        let Branch { variable, low, high } = self.branch(node);
        let mut of = |half: Node| {
            let below = self.count_below(half, variables, known);
            let skipped = self.branch(half).variable.min(variables).saturating_sub(variable).saturating_sub(1);
            scaled(below, skipped)
        };
        let count = of(low).saturating_add(of(high));
        known.insert(node, count);
        count
    }
}

/// Where in the cache a result belongs: the upper half of a product, which every bit of both nodes has a part in.
fn mixed(operation: Operation, a: Node, b: Node) -> usize {
    let both = u64::from(a.0) << 32 | u64::from(b.0);
    let product = (both ^ (operation as u64) << 62).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from((product ^ product >> 29) >> 32).unwrap_or(0)
}

/// `count` times two to the `power`; saturating.
fn scaled(count: u128, power: u16) -> u128 {
    let power = u32::from(power);
    match count {
        0 => 0,
        count if power <= count.leading_zeros() => count.checked_shl(power).unwrap_or(u128::MAX),
        _ => u128::MAX,
    }
}

/// Results that need no look at the nodes.
fn at_once(operation: Operation, a: Node, b: Node) -> Option<Node> {
    match (operation, a, b) {
        (Operation::And, Node::NONE, _) | (Operation::And, _, Node::NONE) => Some(Node::NONE),
        (Operation::And, Node::ALL, other) | (Operation::And, other, Node::ALL) => Some(other),
        (Operation::Or, Node::ALL, _) | (Operation::Or, _, Node::ALL) => Some(Node::ALL),
        (Operation::Or, Node::NONE, other) | (Operation::Or, other, Node::NONE) => Some(other),
        (Operation::Without, Node::NONE, _) | (Operation::Without, _, Node::ALL) => Some(Node::NONE),
        (Operation::Without, a, Node::NONE) => Some(a),
        (Operation::Without, a, b) if a == b => Some(Node::NONE),
        (_, a, b) if a == b => Some(a),
        _ => None,
    }
}
