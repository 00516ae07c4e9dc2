//! Zones.

use std::collections::BTreeMap;

use ringwall_model::{Foreign, FoundationalRequirement, SlTarget, Zone, ZoneKind};

use super::Build;
use crate::{
    codes,
    node::{Entry, Node},
    source::At,
};

impl Build<'_, '_> {
    /// A zone whose kind is not known counts as control: it is assessed, whatever it is.
    pub(super) fn zone(&mut self, node: &Node, at: At) -> Zone {
        let kind = node.word("kind").unwrap_or(ZoneKind::Control);
        Zone {
            place: self.span(at),
            name: node.foreign("name"),
            kind,
            parent: node.id("parent"),
            in_suc: self.in_suc(node, kind),
            owner: node.id("owner"),
            logical_boundary: node.foreign("logical_boundary"),
            physical_boundary: node.foreign("physical_boundary"),
            policies: node.foreigns("policies"),
            assumptions: node.foreigns("assumptions"),
            dependencies: node.foreigns("dependencies"),
            sl_target: node.vector("sl_target").map(SlTarget),
            rationale: rationale(node.under("rationale")),
        }
    }

    fn in_suc(&mut self, node: &Node, kind: ZoneKind) -> bool {
        let said = node.boolean("in_suc");
        if kind == ZoneKind::External && said == Some(true) {
            let message = "an external zone is said to be in the system under consideration";
            let draft = self.sink.draft(&codes::EXTERNAL_IN_SUC, node.at("in_suc"), message);
            self.sink.push(
                draft.help("use kind = \"business\" for business systems that are assessed").requirement("ZCR 1.1"),
            );
        }
        kind != ZoneKind::External && said.unwrap_or(true)
    }
}

fn rationale(entries: &[Entry]) -> BTreeMap<FoundationalRequirement, Foreign> {
    let one = |e: &Entry| Some((FoundationalRequirement::parse(&e.key)?, Foreign::from(e.item.text()?)));
    entries.iter().filter_map(one).collect()
}
