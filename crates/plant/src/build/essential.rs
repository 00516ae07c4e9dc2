//! Essential functions.

use ringwall_model::{EssentialFlow, EssentialFunction};

use super::{Build, sorted};
use crate::node::{Entry, Node};

impl Build<'_, '_> {
    pub(super) fn essential(&mut self, entry: &Entry, node: &Node) -> EssentialFunction {
        EssentialFunction {
            place: self.span(entry.key_at),
            name: node.foreign("name"),
            assets: sorted(node.ids("assets")),
            flows: node.nodes("flows").filter_map(flow).collect(),
            longest_outage_s: node.number("longest_outage_s"),
            approved_by: node.id("approved_by"),
        }
    }
}

fn flow(node: &Node) -> Option<EssentialFlow> {
    Some(EssentialFlow { from: node.id("from")?, to: node.id("to")?, conduit: node.id("conduit") })
}
