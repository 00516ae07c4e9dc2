//! Messages counted by operation.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

use crate::{FunctionUse, MessageKind, Operation};

/// How many messages did what; in the order of operations. Written as a map from words to numbers.
///
/// A conversation has one to three operations, and there are hundreds of thousands of conversations: a tree takes four times
/// the memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperationCounts(Vec<(Operation, u64)>);

impl OperationCounts {
    /// Of nothing.
    pub const NONE: Self = Self(Vec::new());

    /// Of requests, reports and io messages: a response does what its request did.
    pub fn of_uses(functions: &[FunctionUse]) -> Self {
        let asked = functions.iter().filter(|function| function.kind != MessageKind::Response);
        asked.flat_map(|function| function.operations.iter().map(|operation| (operation, function.count))).collect()
    }

    /// Adds messages to those of an operation.
    pub fn add(&mut self, operation: Operation, count: u64) {
        match self.0.binary_search_by_key(&operation, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, sum)) = self.0.get_mut(at) {
                    *sum = sum.saturating_add(count);
                }
            }
            Err(at) => {
                self.0.reserve_exact(1);
                self.0.insert(at, (operation, count));
            }
        }
    }

    /// Messages of an operation.
    pub fn of(&self, operation: Operation) -> u64 {
        self.0.iter().find(|(known, _)| *known == operation).map_or(0, |(_, count)| *count)
    }

    /// True where some message did this.
    pub fn contains(&self, operation: Operation) -> bool {
        self.0.iter().any(|(known, _)| *known == operation)
    }

    /// True where no message did anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Operations and messages.
    pub fn iter(&self) -> impl Iterator<Item = (Operation, u64)> {
        self.0.iter().copied()
    }
}

impl FromIterator<(Operation, u64)> for OperationCounts {
    fn from_iter<I: IntoIterator<Item = (Operation, u64)>>(counts: I) -> Self {
        let mut all = Self::NONE;
        counts.into_iter().for_each(|(operation, count)| all.add(operation, count));
        all
    }
}

impl Serialize for OperationCounts {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for OperationCounts {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_map(Counts)
    }
}

struct Counts;

impl<'de> Visitor<'de> for Counts {
    type Value = OperationCounts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("operations and how many messages did them")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OperationCounts, A::Error> {
        let mut counts = OperationCounts::NONE;
        while let Some((operation, count)) = map.next_entry()? {
            counts.add(operation, count);
        }
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_in_order_and_survive_being_written() {
        let counts: OperationCounts =
            [(Operation::Write, 2), (Operation::Read, 5), (Operation::Write, 1)].into_iter().collect();
        assert_eq!(counts.iter().collect::<Vec<_>>(), [(Operation::Read, 5), (Operation::Write, 3)]);
        assert_eq!((counts.of(Operation::Write), counts.of(Operation::Mode)), (3, 0));
        let text = serde_json::to_string(&counts).unwrap();
        assert_eq!(text, r#"{"read":5,"write":3}"#);
        assert_eq!(serde_json::from_str::<OperationCounts>(&text).unwrap(), counts);
    }
}
