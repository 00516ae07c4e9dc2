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
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        if let Some(slot) = self.parent.get_mut(high) {
            *slot = low;
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
