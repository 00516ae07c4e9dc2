//! Rules under what they are about, in their order.

/// Numbers of rules, each under a key: filled first, then asked.
#[derive(Debug)]
pub(super) struct Listed<K> {
    rules: Vec<(K, usize)>,
}

impl<K: Copy + Ord> Listed<K> {
    /// From rules in their order. Rules about the same stand near each other, so that there is little to sort.
    pub(super) fn new(mut rules: Vec<(K, usize)>) -> Self {
        rules.sort_by_key(|(key, _)| *key);
        Self { rules }
    }

    /// The rules under a key.
    pub(super) fn of(&self, key: K) -> impl Iterator<Item = usize> {
        let from = self.rules.partition_point(|(own, _)| *own < key);
        self.rules.iter().skip(from).take_while(move |(own, _)| *own == key).map(|(_, number)| *number)
    }

    /// The keys, sorted.
    pub(super) fn keys(&self) -> impl Iterator<Item = K> {
        self.having(|_| true)
    }

    /// The keys of which some rule is such, sorted.
    pub(super) fn having(&self, is_such: impl Fn(usize) -> bool) -> impl Iterator<Item = K> {
        let groups = self.rules.chunk_by(|(a, _), (b, _)| a == b);
        let such = groups.filter(move |group| group.iter().any(|(_, number)| is_such(*number)));
        such.filter_map(|group| group.first()).map(|(key, _)| *key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_under_their_keys_in_their_order() {
        let listed = Listed::new(vec![(7, 0), (3, 1), (7, 2), (5, 3)]);
        assert_eq!(listed.of(7).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(listed.of(4).count(), 0);
        assert_eq!(listed.keys().collect::<Vec<_>>(), [3, 5, 7]);
        assert_eq!(listed.having(|number| number > 1).collect::<Vec<_>>(), [5, 7]);
    }
}
