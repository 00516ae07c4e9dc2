//! Essential functions.

use ringwall_model::{EssentialConsole, EssentialFlow, EssentialFunction, EssentialService};

use super::{Build, sorted};
use crate::node::{Entry, Node};

impl Build<'_, '_> {
    pub(super) fn essential(&mut self, entry: &Entry, node: &Node) -> EssentialFunction {
        EssentialFunction {
            place: self.span(entry.key_at),
            name: node.foreign("name"),
            assets: sorted(node.ids("assets")),
            flows: node.nodes("flows").filter_map(|n| self.flow(n)).collect(),
            consoles: node.nodes("consoles").filter_map(|n| self.console(n)).collect(),
            services: node.nodes("services").filter_map(|n| self.service(n)).collect(),
            longest_outage_s: node.number("longest_outage_s"),
            approved_by: node.id("approved_by"),
        }
    }

    fn flow(&self, node: &Node) -> Option<EssentialFlow> {
        Some(EssentialFlow {
            place: self.span(node.at),
            from: node.id("from")?,
            to: node.id("to")?,
            conduit: node.id("conduit"),
            fallback: node.maybe_foreign("fallback"),
        })
    }

    fn console(&self, node: &Node) -> Option<EssentialConsole> {
        Some(EssentialConsole {
            place: self.span(node.at),
            asset: node.id("asset")?,
            account: node.maybe_foreign("account"),
            locks: sorted(node.words("locks")),
        })
    }

    fn service(&self, node: &Node) -> Option<EssentialService> {
        Some(EssentialService {
            place: self.span(node.at),
            kind: node.word("kind")?,
            provided_by: node.id("provided_by")?,
            fallback: node.maybe_foreign("fallback"),
        })
    }
}
