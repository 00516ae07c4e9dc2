//! Products and capability sheets.

use ringwall_model::{Able, Capability, Product, RequirementId};

use super::{Build, sorted};
use crate::node::{Entry, Node};

impl Build<'_, '_> {
    pub(super) fn product(&mut self, entry: &Entry, node: &Node) -> Product {
        Product {
            place: self.span(entry.key_at),
            vendor: node.foreign("vendor"),
            model: node.foreign("model"),
            component_types: sorted(node.words("component_types")),
            firmware_from: node.maybe_foreign("firmware_from"),
            firmware_below: node.maybe_foreign("firmware_below"),
            as_of: node.instant("as_of"),
            capabilities: node.nodes("capabilities").filter_map(|n| self.capability(n)).collect(),
        }
    }

    /// A line that says *able* is left out when it has a flaw; one that says *not able* is kept.
    fn capability(&mut self, node: &Node) -> Option<Capability> {
        let before = self.sink.flaws();
        let requirement = RequirementId::new(node.text("requirement")?);
        let criteria = self.criteria(node, &requirement);
        let able: Able = node.word("able")?;
        let flawed = node.flawed || self.sink.flaws() != before;
        (able == Able::No || !flawed).then_some(())?;
        Some(Capability { place: self.span(node.at), requirement, criteria, able, source: node.foreign("source") })
    }
}
