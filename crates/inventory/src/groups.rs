//! Disjoint sets: which nodes are one device.

/// Sets over `0..n`; a set is named by its smallest member, so that the order of joining never matters.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    /// Each on its own.
    pub(crate) fn new(n: usize) -> Self {
        Self { parent: (0..n).collect() }
    }

    /// The smallest member of the set of `i`.
    pub(crate) fn root(&self, mut i: usize) -> usize {
        while let Some(parent) = self.parent.get(i).copied().filter(|p| *p != i) {
            i = parent;
        }
        i
    }

    /// Makes one set of two.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let low = self.root(a).min(self.root(b));
        self.hang(a, low);
        self.hang(b, low);
    }

    /// Hangs everything from `i` up to its root on `low`, so that no way to a root grows long.
    fn hang(&mut self, mut i: usize, low: usize) {
        while let Some(slot) = self.parent.get_mut(i) {
            let parent = std::mem::replace(slot, low);
            if parent == i {
                return;
            }
            i = parent;
        }
    }

    /// Hangs every member on its root, which is one step away from then on: parents are smaller than what hangs on them.
    pub(crate) fn settle(&mut self) {
        for i in 0..self.parent.len() {
            let above = self.parent.get(i).and_then(|parent| self.parent.get(*parent)).copied();
            if let Some((slot, above)) = self.parent.get_mut(i).zip(above) {
                *slot = above;
            }
        }
    }

    /// Number of members of all sets.
    pub(crate) fn len(&self) -> usize {
        self.parent.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_joined_from_its_end_is_settled_in_one_step_each() {
        let mut groups = Groups::new(200_000);
        (1..groups.len()).rev().for_each(|i| groups.join(i, i - 1));
        groups.settle();
        assert!((0..groups.len()).all(|i| groups.parent[i] == 0));
    }

    #[test]
    fn sets_are_the_same_in_whatever_order_they_were_joined() {
        let pairs = [(1, 2), (4, 5), (2, 5), (0, 6)];
        let join = |order: &[usize]| {
            let mut groups = Groups::new(7);
            order.iter().for_each(|i| groups.join(pairs[*i].0, pairs[*i].1));
            (0..groups.len()).map(|i| groups.root(i)).collect::<Vec<_>>()
        };
        assert_eq!(join(&[0, 1, 2, 3]), [0, 1, 1, 3, 1, 1, 0]);
        assert_eq!(join(&[3, 2, 1, 0]), join(&[0, 1, 2, 3]));
    }
}
