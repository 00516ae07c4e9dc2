//! Risk scenarios.

use ringwall_model::{Scenario, SecurityLevel};

use super::{Build, sorted};
use crate::node::{Entry, Node};

impl Build<'_, '_> {
    pub(super) fn scenario(&mut self, entry: &Entry, node: &Node) -> Option<Scenario> {
        Some(Scenario {
            place: self.span(entry.key_at),
            zone: node.id("zone")?,
            threat: node.foreign("threat"),
            vulnerability: node.foreign("vulnerability"),
            consequence: node.foreign("consequence"),
            likelihood: node.number("likelihood")?,
            impact: node.number("impact")?,
            foundational_requirements: sorted(node.words("foundational_requirements")),
            sl_target: node.number("sl_target").and_then(SecurityLevel::new),
            source: node.foreign("source"),
        })
    }
}
