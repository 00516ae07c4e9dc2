//! What messages a conversation counts, in the order of their keys: few in one piece, many in a tree.
//!
//! Most conversations have two functions, a request and its answer. A tree's node has room for eleven, a kilobyte and more
//! for each of a hundred thousand conversations; a row of many thousands would take too long to add to.

use std::collections::BTreeMap;

use ringwall_model::Side;

use super::function::{FunctionKey, Tally};

/// Tallies by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Functions(Held);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    Few(Vec<(FunctionKey<Side>, Tally)>),
    Many(BTreeMap<FunctionKey<Side>, Tally>),
}

/// Functions kept in one piece.
const FEW_MAX: usize = 16;

impl Default for Functions {
    fn default() -> Self {
        Self(Held::Few(Vec::new()))
    }
}

impl Functions {
    /// Adds to the tally of a key, which is made where it is new.
    pub(crate) fn add(&mut self, key: FunctionKey<Side>, tally: Tally) {
        match &mut self.0 {
            Held::Many(tree) => match tree.get_mut(&key) {
                Some(known) => known.add(&tally),
                None => {
                    tree.insert(key, tally);
                }
            },
            Held::Few(row) => match row.binary_search_by_key(&key, |(known, _)| *known) {
                Ok(at) => {
                    if let Some((_, known)) = row.get_mut(at) {
                        known.add(&tally);
                    }
                }
                Err(at) if row.len() < FEW_MAX => {
                    if row.is_empty() {
                        row.reserve_exact(2);
                    }
                    row.insert(at, (key, tally));
                }
                Err(_) => {
                    let mut tree: BTreeMap<_, _> = std::mem::take(row).into_iter().collect();
                    tree.insert(key, tally);
                    self.0 = Held::Many(tree);
                }
            },
        }
    }

    /// True where nothing was counted.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.0, Held::Few(row) if row.is_empty())
    }

    /// Keys and tallies, by key.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&FunctionKey<Side>, &Tally)> {
        let (few, many) = match &self.0 {
            Held::Few(row) => (Some(row), None),
            Held::Many(tree) => (None, Some(tree)),
        };
        let few = few.into_iter().flatten().map(|(key, tally)| (key, tally));
        few.chain(many.into_iter().flatten())
    }

    /// Takes everything out, by key.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = (FunctionKey<Side>, Tally)> {
        let (few, many) = match std::mem::take(self).0 {
            Held::Few(row) => (row, BTreeMap::new()),
            Held::Many(tree) => (Vec::new(), tree),
        };
        few.into_iter().chain(many)
    }

    /// Memory held beyond itself, in bytes.
    pub(crate) fn memory(&self) -> usize {
        const ENTRY: usize = size_of::<(FunctionKey<Side>, Tally)>();
        match &self.0 {
            Held::Few(row) => row.capacity().saturating_mul(ENTRY),
            Held::Many(tree) => tree.len().saturating_mul(ENTRY.saturating_add(ENTRY / 2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use ringwall_model::MessageKind;

    use super::{super::function::CallKey, *};

    fn key(code: u32) -> FunctionKey<Side> {
        let call = CallKey { function: 0, code };
        FunctionKey { row: 0, call, from: Side::Initiator, kind: MessageKind::Request }
    }

    #[test]
    fn few_and_many_count_alike_and_come_by_key() {
        for most in [1_u32, 2, 16, 17, 200] {
            let mut functions = Functions::default();
            for round in 0..3_u32 {
                for n in 0..most {
                    // Not in order: 7 shares no factor with the counts above.
                    let tally = Tally { count: u64::from(round), ..Tally::default() };
                    functions.add(key(n.wrapping_mul(7) % most), tally);
                }
            }
            let seen: Vec<_> = functions.iter().map(|(key, tally)| (key.call.code, tally.count)).collect();
            assert_eq!(seen, (0..most).map(|code| (code, 3)).collect::<Vec<_>>());
            let taken: Vec<_> = functions.take().map(|(key, _)| key.call.code).collect();
            assert_eq!(taken, (0..most).collect::<Vec<_>>());
            assert_eq!(functions, Functions::default());
        }
    }
}
